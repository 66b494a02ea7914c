import babel from '@rolldown/plugin-babel';
import react, { reactCompilerPreset } from '@vitejs/plugin-react';

export default { plugins: [react(), babel({ presets: [reactCompilerPreset()] })] };
