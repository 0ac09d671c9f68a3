const base = require('@jupyterlab/testutils/lib/jest-config')(__dirname);

// packages that ship ES modules only
const esModules = [
  '@codemirror',
  '@jupyter/',
  '@jupyterlab/',
  '@marijn',
  '@microsoft',
  '@noble/',
  '@rjsf',
  'color',
  'd3-',
  'internmap',
  'exenv-es6',
  'lib0',
  'marked',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs'
].join('|');

module.exports = {
  ...base,
  reporters: ['default'],
  setupFiles: [...(base.setupFiles ?? []), '<rootDir>/scripts/jest/structured-clone.js'],
  testRegex: 'src/.*\\.spec\\.tsx?$',
  modulePathIgnorePatterns: [
    '<rootDir>/jupyterlab_cellforge/',
    '<rootDir>/build/',
    '<rootDir>/dist/',
    '<rootDir>/lib/',
    '<rootDir>/ui-tests/',
    '<rootDir>/workspace/',
    '<rootDir>/.venv/'
  ],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/lib/'],
  transformIgnorePatterns: [`/node_modules/(?!${esModules}).+`],
  coverageReporters: ['text-summary']
};
