import js from '@eslint/js';
import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const specs = ['**/*.spec.{ts,tsx}', '**/testing/**'];

/** style.md section 1; comments are not counted. */
const sizes = {
  'max-lines': ['error', { max: 400, skipComments: true }],
  'max-lines-per-function': ['error', { max: 80, skipComments: true }],
  'max-params': ['error', 5]
};

/** Time reaches core through a port; of chance it needs none. */
const coreOnly = {
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: 'Ask the Clock port.' },
    {
      object: 'Math',
      property: 'random',
      message: 'Core decides by rules and records: the same question gets the same answer.'
    }
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector: "NewExpression[callee.name='Date'][arguments.length=0]",
      message: 'Ask the Clock port.'
    },
    {
      selector: "CallExpression[callee.name='Date']",
      message: 'Ask the Clock port.'
    }
  ]
};

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '.venv/',
      '.cache/',
      'lib/',
      'dist/',
      'workspace/',
      'coverage/',
      '**/*-cellforge/',
      'jupyterlab_cellforge/labextension/',
      'src/core/task/probe-source.ts',
      'src/core/experiment/component-library.ts',
      '**/test-results/',
      'tests/fixtures/',
      'docs/'
    ]
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' }, rules: sizes },
  {
    files: ['src/**/*.{ts,tsx}'],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname
      }
    },
    plugins: { jupyter },
    rules: {
      ...jupyter.configs['recommended-legacy'].rules,
      // start-up weight is measured in ui-tests/smoke.spec.ts instead
      'jupyter/prefer-lazy-imports': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }
      ],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error'
    }
  },
  { files: ['src/core/**/*.ts'], ignores: specs, rules: coreOnly },
  {
    // JupyterLab hands a plugin its services as parameters
    files: ['src/index.ts', 'src/lab/plugins/**/*.ts'],
    rules: { 'max-params': 'off' }
  },
  {
    // core is data and rules, the command line talks on its standard streams: neither has a translator
    files: ['src/core/**/*.ts', 'src/node/**/*.ts', ...specs],
    rules: { 'jupyter/no-untranslated-string': 'off' }
  },
  { files: ['src/node/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: [
      '{scripts,benchmarks}/**/*.mjs',
      '{ui-tests,benchmarks}/**/*.{js,ts}',
      'ui-tests/**/*.mjs',
      '*.{js,cjs,mjs}'
    ],
    languageOptions: { globals: { ...globals.node, ...globals.browser } }
  },
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: { globals: globals.node, sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' }
  },
  { files: ['style/*.js'], languageOptions: { sourceType: 'module' } },
  {
    files: [...specs, 'ui-tests/**', 'benchmarks/panel/**', '**/*.test.mjs'],
    rules: {
      'max-lines': ['error', { max: 500, skipComments: true }],
      'max-lines-per-function': 'off',
      // the test vectors of RFC 8785 round on purpose
      'no-loss-of-precision': 'off',
      'jupyter/plugin-id-convention': 'off',
      'jupyter/command-id-convention': 'off',
      'jupyter/require-disposable-ownership': 'off'
    }
  },
  prettier
);
