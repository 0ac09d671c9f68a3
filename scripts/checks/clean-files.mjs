// No file in git names a package registry or a folder of the machine it was written on.
import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { root } from '../paths.mjs';

const registries = [
  'registry.npmjs.org',
  'registry.yarnpkg.com',
  'pypi.org/simple',
  'files.pythonhosted.org'
];
const folders = [`${root}/`, homedir() === '/' ? undefined : `${homedir()}/`].filter(Boolean);
const patterns = [...registries, ...folders].flatMap(text => ['-e', text]);

const self = ':!scripts/checks/clean-files.mjs';
let found = '';
try {
  found = execFileSync('git', ['grep', '-nIF', '--untracked', ...patterns, '--', '.', self], {
    cwd: root
  }).toString();
} catch (error) {
  if (error.status !== 1) {
    throw error;
  }
}
const lines = found
  .split('\n')
  .filter(Boolean)
  .map(line => line.slice(0, 160));
process.stderr.write(lines.map(line => `${line}\n`).join(''));
process.exit(lines.length > 0 ? 1 : 0);
