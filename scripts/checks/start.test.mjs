import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '../paths.mjs';
import { browserOpener } from '../verbs/start/browser.mjs';
import { freePort } from '../verbs/start/port.mjs';

const mark = `cellforge-start-test-${process.pid}`;

test('npm start serves the notebook page and the extension, and Ctrl-C leaves nothing', async t => {
  const taken = createServer().listen(await freePort(8950), '127.0.0.1');
  await once(taken, 'listening');
  t.after(() => taken.close());
  const takenPort = taken.address().port;

  const npm = spawn('npm', ['start', '--silent', '--', '--no-browser', `--port=${takenPort}`], {
    cwd: root,
    env: { ...process.env, CELLFORGE_START_TEST: mark },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  t.after(() => npm.exitCode ?? npm.signalCode ?? stopped(npm));
  const address = await printedAddress(npm);

  assert.notEqual(Number(address.port), takenPort, 'a taken port is passed over');
  assert.equal(address.searchParams.get('cellforge'), 'open');

  const token = address.searchParams.get('token');
  const page = await fetch(address);
  assert.equal(page.status, 200);
  const extension = federatedExtension(await page.text(), 'jupyterlab-cellforge');
  assert.ok(extension, 'the page names the extension');

  const withToken = { headers: { Authorization: `token ${token}` } };
  const entry = await fetch(
    new URL(`/lab/extensions/jupyterlab-cellforge/${extension.load}`, address),
    withToken
  );
  assert.equal(entry.status, 200);
  assert.match(await entry.text(), /jupyterlab-cellforge/);
  assert.equal((await fetch(new URL('/cellforge/config', address))).status, 403);
  assert.equal((await fetch(new URL('/cellforge/config', address), withToken)).status, 200);

  const notices = new URL('/lab/api/settings/@jupyterlab/apputils-extension:notification', address);
  const { schema } = await (await fetch(notices, withToken)).json();
  assert.equal(schema.properties.fetchNews.default, 'false', 'no question covers the panel');

  const kernel = await fetch(new URL('/api/kernels', address), { ...withToken, method: 'POST' });
  assert.equal(kernel.status, 201);
  assert.ok(ourProcesses().length >= 3, 'npm, the server and a kernel run');

  await stopped(npm);
  await nothingLeft();
});

test('a browser is opened only where there is a screen', () => {
  assert.equal(browserOpener('linux', {}), undefined);
  assert.equal(browserOpener('linux', { DISPLAY: ':0' }), 'xdg-open');
  assert.equal(browserOpener('linux', { WAYLAND_DISPLAY: 'wayland-0' }), 'xdg-open');
  assert.equal(browserOpener('darwin', {}), 'open');
  assert.equal(browserOpener('darwin', { SSH_CONNECTION: 'a b' }), undefined);
});

function stopped(npm) {
  const exit = once(npm, 'exit');
  npm.kill('SIGINT');
  return exit;
}

/** What JupyterLab's page says of an extension. */
function federatedExtension(html, name) {
  const config = /<script[^>]*id="jupyter-config-data"[^>]*>([\s\S]*?)<\/script>/.exec(html);
  return JSON.parse(config[1]).federated_extensions.find(one => one.name === name);
}

function printedAddress(child) {
  return new Promise((done, fail) => {
    let text = '';
    const heard = data => {
      text += data;
      const found = /http:\/\/\S+token=\S+/.exec(text);
      if (found) {
        done(new URL(found[0]));
      }
    };
    child.stdout.on('data', heard);
    child.stderr.on('data', heard);
    child.once('exit', () => fail(new Error(`npm start ended without an address:\n${text}`)));
  });
}

/** Every process that inherited this test's mark, found by its environment. */
function ourProcesses() {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(
          `CELLFORGE_START_TEST=${mark}`
        );
      } catch {
        return false; // it has ended, or is another user's
      }
    });
}

async function nothingLeft() {
  assert.ok(existsSync('/proc/self/environ'), 'this test reads /proc');
  for (let tries = 0; tries < 50 && ourProcesses().length > 0; tries++) {
    await wait(100);
  }
  assert.deepEqual(ourProcesses(), []);
}
