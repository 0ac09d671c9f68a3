// Both wheels in fresh environments, the kernel in another one than the server, as on a hub. The environments' dependencies
// are kept between runs, keyed by what they are; the wheels are built and installed afresh each time.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { inEnvironment, inRoot } from '../paths.mjs';
import { mustRun } from '../processes.mjs';
import { buildWheels } from '../verbs/package.mjs';

const work = mkdtempSync(join(tmpdir(), 'cellforge-package-'));
const environments = {};

before(async () => {
  process.once('exit', () => rmSync(work, { recursive: true, force: true }));
  const [runtime, extension] = (await buildWheels(join(work, 'wheels'))).sort();
  environments.server = await freshEnvironment('server', extension, dependencies('pyproject.toml'));
  environments.kernel = await freshEnvironment('kernel', runtime, [
    ...dependencies('runtime/pyproject.toml'),
    'ipykernel'
  ]);
});

test('the extension installs without Node and without torch, and JupyterLab accepts it', async () => {
  const { python, only } = environments.server;
  const jupyter = async (...args) =>
    plain(await mustRun(args.join(' '), python, ['-m', 'jupyter', ...args], only));

  const extensions = await jupyter('labextension', 'list');
  assert.match(extensions, /jupyterlab-cellforge v\S+ enabled OK \(python, jupyterlab_cellforge\)/);
  assert.match(await jupyter('server', 'extension', 'list'), /jupyterlab_cellforge \S+ OK/);
  assert.equal(await hasModule(environments.server, 'torch'), false);
  assert.equal(await hasModule(environments.server, 'cellforge_runtime'), false);
});

test('the runtime works without torch and without the extension', async () => {
  assert.equal(await hasModule(environments.kernel, 'torch'), false);
  assert.equal(await hasModule(environments.kernel, 'jupyterlab_cellforge'), false);
});

test("the server's environment starts a kernel of the other environment, which simulates and profiles", async () => {
  const { python, only } = environments.server;
  const answer = await mustRun('The kernel', python, ['-c', askKernel], {
    ...only,
    env: { ...only.env, JUPYTER_PATH: kernelspec(), CODE: inKernel }
  });

  const { version, cells, profile, prefix } = JSON.parse(answer.trim().split('\n').at(-1));
  assert.equal(prefix, environments.kernel.folder);
  assert.equal(version, JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).version);
  assert.ok(cells > 0);
  assert.ok(profile.includes('"problem": null'), profile.slice(0, 500));
});

const inKernel = `
import json, sys
import cellforge_runtime as cf
from cellforge_runtime.describe import describe
adata = cf.datasets.simulate(kind="additive", seed=0)
described = describe({"adata": adata}, "adata", {})
print(json.dumps({"prefix": sys.prefix, "version": cf.__version__, "cells": adata.n_obs, "profile": json.dumps(described)}))
`;

const askKernel = `
import os
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="other-environment", startup_timeout=120)
try:
    printed, errors = [], []
    def heard(message):
        content = message["content"]
        if message["msg_type"] == "stream" and content["name"] == "stdout":
            printed.append(content["text"])
        elif message["msg_type"] == "error":
            errors.append("\\n".join(content["traceback"]))
    client.execute_interactive(os.environ["CODE"], timeout=180, output_hook=heard)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
if errors:
    raise SystemExit(errors[0])
print("".join(printed))
`;

function kernelspec() {
  const folder = join(work, 'share', 'kernels', 'other-environment');
  mkdirSync(folder, { recursive: true });
  const argv = [environments.kernel.python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'];
  const spec = { argv, display_name: 'Other environment', language: 'python' };
  writeFileSync(join(folder, 'kernel.json'), JSON.stringify(spec));
  return join(work, 'share');
}

/** An environment with the dependencies, found again or made, and the wheel in it, always new. */
async function freshEnvironment(name, wheel, wanted) {
  const key = createHash('sha256')
    .update(JSON.stringify([wanted, process.version]))
    .digest('hex');
  const folder = inRoot('.cache', 'package-test', `${name}-${key.slice(0, 12)}`);
  const python = join(folder, 'bin', 'python');
  // nothing of the machine is in reach: no Node, no user packages
  const only = { env: { PATH: join(folder, 'bin'), PYTHONNOUSERSITE: '1', PYTHONPATH: '' } };
  const pip = (...args) =>
    mustRun(`pip ${args[0]}`, python, ['-m', 'pip', '--disable-pip-version-check', ...args], only);
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true });
    await mustRun('venv', inEnvironment('python'), ['-m', 'venv', folder]);
    await pip('install', wheel, ...wanted);
    writeFileSync(complete, '');
  } else {
    await pip('install', '--no-deps', '--force-reinstall', wheel);
  }
  await pip('check');
  return { folder, python, only };
}

async function hasModule({ python, only }, name) {
  const question = `import importlib.util; print(importlib.util.find_spec("${name}") is not None)`;
  return (await mustRun(name, python, ['-c', question], { ...only, cwd: work })).trim() === 'True';
}

/** The `dependencies` of a pyproject.toml. */
function dependencies(path) {
  const list = /^dependencies = (\[.*\])$/m.exec(readFileSync(inRoot(path), 'utf8'))[1];
  return JSON.parse(list);
}

/** Text without the terminal's colours. */
function plain(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[\d+m/g, '');
}
