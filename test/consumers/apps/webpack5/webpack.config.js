import HtmlPlugin from 'html-webpack-plugin';

export default {
  mode: 'production',
  entry: './main.jsx',
  output: { clean: true },
  performance: { hints: false },
  resolve: { extensions: ['.js', '.jsx'] },
  module: { rules: [{ test: /\.jsx$/, loader: 'esbuild-loader', options: { jsx: 'automatic' } }] },
  plugins: [
    new HtmlPlugin({ templateContent: '<!doctype html><title>Consumer</title><div id="root"></div>' }),
  ],
};
