import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { environment, inRoot, root } from '../paths.mjs';

const skipped = new Set(['__pycache__', 'node_modules', '.ipynb_checkpoints']);
const memory = inRoot('.cache', 'setup.json');

/** Every file below the paths, in a fixed order; paths that are missing count as empty. */
export function filesBelow(paths) {
  return paths.flatMap(path => {
    if (!existsSync(path)) {
      return [];
    }
    if (!statSync(path).isDirectory()) {
      return [path];
    }
    const names = readdirSync(path)
      .filter(name => !skipped.has(name))
      .sort();
    return filesBelow(names.map(name => join(path, name)));
  });
}

/** SHA-256 over the names and contents of the files below the paths, and over the facts. */
export function fingerprint({ paths = [], facts = [] }) {
  const hash = createHash('sha256');
  for (const file of filesBelow(paths.map(path => inRoot(path)))) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.update(JSON.stringify(facts)).digest('hex');
}

/** The fingerprints with which each step last succeeded in this folder and environment. */
export function remembered() {
  try {
    const all = JSON.parse(readFileSync(memory, 'utf8'));
    return all.root === root && all.environment === environment ? all.steps : {};
  } catch {
    return {};
  }
}

export function remember(step, value) {
  const steps = { ...remembered(), [step]: value };
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, JSON.stringify({ root, environment, steps }, null, 2));
}
