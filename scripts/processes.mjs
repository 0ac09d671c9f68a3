import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

const running = new Set();
let isStopping = false;
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Send a signal to every process that is still ours. */
export function signalAll(signal) {
  for (const child of running) {
    child.kill(signal);
  }
}

/** Let the signals that end us end our children first; we end when they have, and start no more. */
export function forwardSignals() {
  for (const signal of stopSignals) {
    process.on(signal, () => {
      isStopping = true;
      process.exitCode = 130;
      signalAll(signal);
    });
  }
}

/**
 * Run a program to its end.
 *
 * @param options - `quiet` keeps its output for the result; else it goes straight through.
 * @returns its exit code (128 + n after a signal) and, when quiet, what it printed
 */
export function runProgram(command, args, options = {}) {
  const { quiet = false, env = {}, cwd = root, ...rest } = options;
  const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  if (isStopping) {
    return Promise.resolve({ code: 130, output: '' });
  }
  return new Promise(done => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio, ...rest });
    const output = [];
    running.add(child);
    child.stdout?.on('data', data => output.push(data));
    child.stderr?.on('data', data => output.push(data));
    const end = code => {
      running.delete(child);
      done({ code, output: Buffer.concat(output).toString() });
    };
    child.on('error', error => {
      output.push(Buffer.from(`${command} could not be started: ${error.message}\n`));
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

/** Run a program that must succeed, quietly; its output is shown only when it fails. */
export async function mustRun(what, command, args, options = {}) {
  const { code, output } = await runProgram(command, args, { quiet: true, ...options });
  if (code !== 0) {
    throw new SetupError(`${what} failed (exit code ${code}).\n${output.trim()}`);
  }
  return output;
}

/** Something that the person at the keyboard has to mend; shown without a stack. */
export class SetupError extends Error {}

/** Stop a process and the group that it leads: gently first, then for good. */
export async function stopGroup(child, patienceMs = 10_000) {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = new Promise(done => child.once('exit', done));
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), patienceMs);
  await ended;
  clearTimeout(timer);
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}
