import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';
import { runProgram, SetupError } from '../processes.mjs';
import { findPython } from '../setup/python.mjs';

const requirements = inRoot('requirements', 'adapters');

/** The published methods that have an adapter, each with the packages of its environment. */
export function adapterNames() {
  return readdirSync(requirements)
    .filter(name => name.endsWith('.txt'))
    .map(name => name.slice(0, -'.txt'.length))
    .sort();
}

/** `npm run adapters -- gears`: make the environment that a published method runs in; without a name, say which there are. */
export async function run(names) {
  const known = adapterNames();
  const unknown = names.find(name => !known.includes(name));
  if (unknown !== undefined) {
    throw new SetupError(
      `Expected names of published methods, ${known.join(', ')}; found "${unknown}".`
    );
  }
  if (names.length === 0) {
    for (const name of known) {
      const state = existsSync(marker(name)) ? 'installed' : `npm run adapters -- ${name}`;
      process.stdout.write(`${name}: ${state}\n`);
    }
    return 0;
  }
  for (const name of names) {
    const code = await install(name);
    if (code !== 0) {
      return code;
    }
  }
  return 0;
}

async function install(name) {
  const folder = inRoot('.cache', 'adapters', name, '.venv');
  const python = process.env.CELLFORGE_ADAPTER_PYTHON ?? (await findPython());
  process.stdout.write(`${name}: an environment of its own, which takes several minutes\n`);
  // what is half there from before is not built upon
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = await runProgram(python, ['-m', 'venv', folder]);
  if (made.code !== 0) {
    return made.code;
  }
  const pins = `${requirements}/${name}.txt`;
  const words = ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', pins];
  const { code } = await runProgram(`${folder}/bin/python`, words);
  if (code !== 0) {
    process.stderr.write(
      `${name} could not be installed here; ${pins} holds the versions that were tried.\n`
    );
    return code;
  }
  writeFileSync(marker(name), '');
  process.stdout.write(`${name}: installed\n`);
  return 0;
}

/** Written when an installation came to its end. */
const marker = name => inRoot('.cache', 'adapters', name, 'installed');
