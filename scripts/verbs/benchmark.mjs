import { commandLine, inEnvironment, inRoot, isThere } from '../paths.mjs';
import { runProgram, SetupError } from '../processes.mjs';
import { setUp } from '../setup/setup.mjs';

const programs = [
  [inRoot('benchmarks', 'run.py'), () => inEnvironment('python')],
  [inRoot('benchmarks', 'run.mjs'), () => process.execPath]
];

/** The figures of docs/benchmarks.md. */
export async function run(args) {
  await setUp();
  // --only names a data set for the rest
  if (isOnly(args, 'llm')) {
    const figures = [inRoot('scripts', 'llm-figures.mjs')];
    return (await runProgram(process.execPath, figures)).code;
  }
  const found = programs.find(([path]) => isThere(path));
  if (!found) {
    throw new SetupError('There is no benchmarks/run.py or benchmarks/run.mjs to run.');
  }
  const [path, interpreter] = found;
  const { code } = await runProgram(interpreter(), [path, ...args], {
    env: { CELLFORGE_PYTHON: inEnvironment('python'), CELLFORGE_CLI: commandLine }
  });
  return code;
}

const isOnly = (args, name) =>
  args.some(
    (word, at) => word === `--only=${name}` || (word === '--only' && args[at + 1] === name)
  );
