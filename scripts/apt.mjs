import { accessSync, constants } from 'node:fs';
import { runProgram } from './processes.mjs';

const apt = '/usr/bin/apt-get';

/** Whether this is a program that may be run. */
export function isProgram(path) {
  try {
    accessSync(path ?? '', constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Install packages of Debian or Ubuntu where that is what this is and we are root; whether it was done. */
export async function aptInstall(what, packages) {
  if (process.getuid?.() !== 0 || !isProgram(apt)) {
    return false;
  }
  process.stderr.write(`cellforge: installing ${what} with apt-get ...\n`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const commands = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages]
  ];
  for (const args of commands) {
    const { code, output } = await runProgram(apt, args, { quiet: true, env });
    if (code !== 0) {
      process.stderr.write(output);
      return false;
    }
  }
  return true;
}
