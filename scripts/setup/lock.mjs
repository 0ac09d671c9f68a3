import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { inRoot } from '../paths.mjs';

const lock = inRoot('.cache', 'setup.lock');

/** Do the work while no other process sets the same checkout up. */
export async function alone(work) {
  mkdirSync(inRoot('.cache'), { recursive: true });
  while (!taken()) {
    if (!holderLives()) {
      rmSync(lock, { force: true });
    } else {
      await wait(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function taken() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

function holderLives() {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')) || -1, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
