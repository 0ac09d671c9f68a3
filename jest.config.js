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
  'exenv-es6',
  'lib0',
  'marked',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs'
].join('|');

const shared = {
  transform: base.transform,
  resolver: base.resolver,
  moduleFileExtensions: base.moduleFileExtensions,
  moduleNameMapper: {
    ...base.moduleNameMapper,
    // d3's ES modules end in .mjs, which jest does not transform; its other build is plain CommonJS
    '^(d3-[a-z-]+|internmap)$': '<rootDir>/node_modules/$1/dist/$1.js'
  },
  modulePathIgnorePatterns: [
    '<rootDir>/jupyterlab_cellforge/',
    '<rootDir>/build/',
    '<rootDir>/dist/',
    '<rootDir>/lib/',
    '<rootDir>/ui-tests/',
    '<rootDir>/workspace/',
    '<rootDir>/.venv/',
    '<rootDir>/.cache/'
  ],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/lib/'],
  transformIgnorePatterns: [`/node_modules/(?!${esModules}).+`]
};

module.exports = {
  reporters: ['default'],
  coverageReporters: ['text-summary'],
  testTimeout: base.testTimeout,
  projects: [
    {
      // core, the language models and the command line know no browser
      ...shared,
      displayName: 'core',
      testEnvironment: 'node',
      testRegex: 'src/(core|llm|node)/.*\\.spec\\.ts$'
    },
    {
      ...shared,
      displayName: 'browser',
      testEnvironment: base.testEnvironment,
      setupFiles: [...(base.setupFiles ?? []), '<rootDir>/scripts/jest/structured-clone.js'],
      testRegex: 'src/(?!core/|llm/|node/).*\\.spec\\.tsx?$'
    }
  ]
};
