import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, isAbsolute, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { calledFrom, inEnvironment, inRoot } from '../paths.mjs';
import { stopGroup } from '../processes.mjs';
import { setUp } from '../setup/setup.mjs';
import { openBrowser } from './start/browser.mjs';
import { freePort } from './start/port.mjs';
import { quickstart } from './start/quickstart.mjs';

const firstPort = 8888;

/**
 * JupyterLab with the quickstart notebook and the panel beside it.
 *
 * `npm start -- [FOLDER] [JupyterLab's own options]`: with a folder, its notebooks are shown instead.
 */
export async function run(args) {
  await setUp();
  const folder = args.find(arg => !arg.startsWith('-'));
  const options = args.filter(arg => arg !== folder);
  const port = await freePort(preferredPort(options));
  const token = process.env.JUPYTER_TOKEN || randomBytes(24).toString('hex');
  const base = `http://127.0.0.1:${port}/`;
  const notebook = folder ? undefined : quickstart();
  const page = notebook ? `lab/tree/${notebook}` : 'lab';
  const server = startServer({ port, token, options, folder: served(folder) });
  const stopped = stopOnSignal(server);
  if (await answers(base, server)) {
    const address = `${base}${page}?cellforge=open&token=${token}`;
    process.stdout.write(`\nCellForge is running. Open\n\n    ${address}\n\nCtrl-C stops it.\n`);
    openBrowser(address, options);
  }
  const [code] = await stopped;
  return process.exitCode === undefined ? code : 0;
}

function served(folder) {
  if (!folder) {
    return inRoot('workspace');
  }
  return isAbsolute(folder) ? folder : resolve(calledFrom, folder);
}

function preferredPort(options) {
  const given = options.find(option => /^--(ServerApp\.)?port=\d+$/.test(option));
  return given ? Number(given.split('=')[1]) : firstPort;
}

function startServer({ port, token, options, folder }) {
  const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : [];
  const ours = options.filter(option => !/^--((ServerApp\.)?port=|no-browser$)/.test(option));
  const settings = [
    '--no-browser',
    '--ServerApp.ip=127.0.0.1',
    `--ServerApp.root_dir=${folder}`,
    '--LabApp.news_url=None',
    '--log-level=WARN'
  ];
  return spawn(
    inEnvironment('python'),
    [
      '-m',
      'jupyterlab',
      ...asRoot,
      ...settings,
      ...ours,
      `--ServerApp.port=${port}`,
      '--ServerApp.port_retries=0'
    ],
    {
      // a group of its own: the terminal's Ctrl-C reaches us alone, and we end all of it
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, JUPYTER_TOKEN: token, JUPYTER_CONFIG_PATH: configPath() }
    }
  );
}

/** The user's own settings come first; ours ask nothing of other hosts, nor lay a question over the panel's buttons. */
function configPath() {
  const ours = inRoot('scripts', 'verbs', 'start');
  return [process.env.JUPYTER_CONFIG_PATH, ours].filter(Boolean).join(delimiter);
}

/** The server's end. The first signal asks it to end with its kernels; nothing of it outlives us. */
function stopOnSignal(server) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      process.stderr.write('cellforge: stopping JupyterLab and its kernels ...\n');
      void stopGroup(server);
    });
  }
  return once(server, 'exit');
}

async function answers(base, server) {
  while (server.exitCode === null && server.signalCode === null) {
    const answer = await fetch(`${base}api`).catch(() => undefined);
    if (answer?.ok) {
      return true;
    }
    await wait(150);
  }
  return false;
}
