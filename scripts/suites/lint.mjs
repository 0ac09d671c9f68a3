import { inEnvironment, nodeProgram } from '../paths.mjs';
import { runProgram } from '../processes.mjs';

const node = (program, ...args) => [process.execPath, [nodeProgram(program), ...args]];
const python = (program, ...args) => [inEnvironment(program), args];

/** Every linter; each counts as one test. */
const linters = {
  eslint: node(
    'eslint/bin/eslint.js',
    '--max-warnings=0',
    '--cache',
    '--cache-location=.cache/eslint',
    '.'
  ),
  prettier: node('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
  stylelint: node('stylelint/bin/stylelint.mjs', '--allow-empty-input', 'style/**/*.css'),
  types: node('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'),
  'types of core': node('typescript/bin/tsc', '-p', 'src/core/tsconfig.json'),
  'types of ui-tests': node('typescript/bin/tsc', '-p', 'ui-tests/tsconfig.json'),
  'imports (TypeScript)': node(
    'dependency-cruiser/bin/dependency-cruise.mjs',
    '--config=.dependency-cruiser.cjs',
    'src'
  ),
  'imports (Python)': python('lint-imports', '--cache-dir=.cache/import-linter'),
  ruff: python('ruff', 'check', '--quiet', '--cache-dir=.cache/ruff', '.'),
  'sizes (Python)': python('python', 'scripts/checks/sizes.py'),
  versions: [process.execPath, ['scripts/checks/versions.mjs']],
  'clean files': [process.execPath, ['scripts/checks/clean-files.mjs']]
};

/** Run every linter, or those whose name starts with one of the words. */
export async function lint(words) {
  const wanted = Object.keys(linters).filter(
    name => words.length === 0 || words.some(word => name.startsWith(word))
  );
  const codes = [];
  for (const name of wanted) {
    const [command, args] = linters[name];
    const { code, output } = await runProgram(command, args, { quiet: true });
    process.stdout.write(`${code === 0 ? 'ok  ' : 'FAIL'} ${name}\n${code === 0 ? '' : output}`);
    codes.push(code);
  }
  const failed = codes.filter(code => code !== 0).length;
  return { passed: codes.length - failed, failed, skipped: 0 };
}
