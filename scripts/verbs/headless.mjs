import { calledFrom, commandLine, inEnvironment, isThere } from '../paths.mjs';
import { runProgram, SetupError } from '../processes.mjs';
import { setUp } from '../setup/setup.mjs';

/** The command line: `design DATA`, `verify NOTEBOOK`, `ablation DATA`. Paths are relative to where npm was called. */
export async function run(args, verb) {
  await setUp();
  if (!isThere(commandLine)) {
    throw new SetupError(`The command line was not built: there is no src/node/cli.ts.`);
  }
  const { code } = await runProgram(process.execPath, [commandLine, verb, ...args], {
    cwd: calledFrom,
    env: { CELLFORGE_PYTHON: inEnvironment('python') }
  });
  return code;
}
