import { delimiter, join } from 'node:path';
import { aptInstall, isProgram } from '../apt.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium'
];

/** A Chromium of this machine; where there is none and we are root on Debian or Ubuntu, it is installed. */
export async function findChromium() {
  const path =
    installed() ??
    ((await aptInstall('Chromium', ['chromium', 'fonts-dejavu-core'])) ? installed() : undefined);
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
