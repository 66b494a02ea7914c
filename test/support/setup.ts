import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// What a test waits for stays once it is there, so waiting longer only helps on a busy machine.
configure({ asyncUtilTimeout: 45_000 });

afterEach(cleanup);
