import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProgram } from '../processes.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium'
];

/** A Chromium of this machine; where there is none and we are root on Debian or Ubuntu, it is installed. */
export async function findChromium() {
  const path = installed() ?? ((await install()) ? installed() : undefined);
  return path ? { path } : { problem };
}

const problem =
  'The browser tests need Chromium or Chrome; none was found. Install one (Debian and Ubuntu: apt-get install chromium), ' +
  'or name one with CELLFORGE_CHROMIUM=/path/to/chromium.';

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = folders.flatMap(folder => names.map(name => join(folder, name)));
  return [process.env.CELLFORGE_CHROMIUM, ...onPath, ...elsewhere].find(isProgram);
}

function isProgram(path) {
  try {
    accessSync(path ?? '', constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function install() {
  if (process.getuid?.() !== 0 || !isProgram('/usr/bin/apt-get')) {
    return false;
  }
  process.stderr.write('cellforge: installing Chromium with apt-get ...\n');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const commands = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']
  ];
  for (const args of commands) {
    const { code, output } = await runProgram('apt-get', args, { quiet: true, env });
    if (code !== 0) {
      process.stderr.write(output);
      return false;
    }
  }
  return true;
}
