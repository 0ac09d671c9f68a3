import { existsSync, readFileSync, rmSync } from 'node:fs';
import { aptInstall } from '../apt.mjs';
import { environment, environmentIsGiven, inEnvironment } from '../paths.mjs';
import { mustRun, runProgram, SetupError } from '../processes.mjs';

/** The oldest Python that the two distributions run on. */
export const oldestPython = [3, 11];

const candidates = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python3.14', 'python'];

/**
 * The first Python of the machine that is new enough and can make environments. Where there is none and we are root on
 * Debian or Ubuntu, what is missing is installed: neither brings the venv module along, and Ubuntu 22.04 has Python 3.10.
 */
export async function findPython(install = aptInstall) {
  let { fitting, seen } = await look();
  const lacking = process.env.CELLFORGE_BASE_PYTHON ? [] : packagesFor(seen);
  while (!fitting && lacking.length > 0) {
    const packages = lacking.shift();
    if (await install(packages.join(' and '), packages)) {
      ({ fitting, seen } = await look());
    }
  }
  if (!fitting) {
    throw new SetupError(explain(seen));
  }
  return fitting;
}

async function look() {
  const wanted = process.env.CELLFORGE_BASE_PYTHON;
  const seen = [];
  for (const name of wanted ? [wanted] : ['python3', ...candidates]) {
    const found = await inspect(name);
    if (found?.isNewEnough && found.hasVenv) {
      return { fitting: name, seen };
    }
    if (found) {
      seen.push({ name, ...found });
    }
  }
  return { seen };
}

/** Sets of packages of Debian and Ubuntu to try one after another. */
export function packagesFor(seen) {
  const withoutVenv = seen.find(python => python.isNewEnough);
  if (withoutVenv) {
    return [[withoutVenv.name === 'python' ? 'python3-venv' : `${withoutVenv.name}-venv`]];
  }
  const own = ['python3', `python${oldestPython.join('.')}`];
  return own.map(name => [name, `${name}-venv`]);
}

async function inspect(name) {
  const question =
    'import sys, importlib.util as u; ' +
    'print(*sys.version_info[:3], u.find_spec("venv") is not None and u.find_spec("ensurepip") is not None)';
  const { code, output } = await runProgram(name, ['-c', question], { quiet: true });
  const [major, minor, patch, venv] = output.trim().split(' ');
  if (code !== 0 || venv === undefined) {
    return undefined;
  }
  const isNewEnough =
    Number(major) > oldestPython[0] ||
    (Number(major) === oldestPython[0] && Number(minor) >= oldestPython[1]);
  return { version: `${major}.${minor}.${patch}`, isNewEnough, hasVenv: venv === 'True' };
}

/** What to do when no Python fits. */
export function explain(seen) {
  const wanted = `CellForge needs Python ${oldestPython.join('.')} or newer with its venv module`;
  const withoutVenv = seen.find(python => python.isNewEnough);
  if (withoutVenv) {
    return (
      `${wanted}. Found ${withoutVenv.name} ${withoutVenv.version}, but it cannot make environments. ` +
      `On Debian and Ubuntu: apt-get install ${packagesFor(seen)[0]}`
    );
  }
  const found = seen.map(python => `${python.name} ${python.version}`).join(', ') || 'none';
  return (
    `${wanted}. Found: ${found}. Install a newer Python (Debian 12, Ubuntu 24.04 or later: apt-get install python3 python3-venv; ` +
    `Ubuntu 22.04: apt-get install python3.11 python3.11-venv), ` +
    `or name one with CELLFORGE_BASE_PYTHON=/path/to/python.`
  );
}

/** Whether the environment has a Python that starts, and was made where it stands now (its programs hold the path). */
export async function environmentWorks() {
  return (
    existsSync(inEnvironment('python')) &&
    (environmentIsGiven || readFileSync(inEnvironment('pip'), 'utf8').includes(environment)) &&
    (await runProgram(inEnvironment('python'), ['-c', ''], { quiet: true })).code === 0
  );
}

/** Make the checkout's own environment; one that was given is only looked at. */
export async function makeEnvironment() {
  if (environmentIsGiven) {
    throw new SetupError(
      `CELLFORGE_ENVIRONMENT should name a Python environment (a folder with bin/python). ` +
        `Found none at ${environment}. Correct or unset it.`
    );
  }
  const python = await findPython();
  rmSync(environment, { recursive: true, force: true });
  await mustRun('Making the Python environment', python, ['-m', 'venv', environment]);
}
