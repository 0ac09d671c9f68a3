// What a command and everything that it started take of memory and processors, on Linux.
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;

/**
 * MiB held now, pages that are shared counted once, and seconds of processor time used so far, those of ended children
 * that were waited for included: by a process and all of its descendants together.
 */
export function takenByTree(root) {
  const processes = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => statOf(Number(pid)) ?? []);
  const byPid = new Map(processes.map(each => [each.pid, each]));
  const isOurs = pid => pid === root || (byPid.has(pid) && isOurs(byPid.get(pid).parent));
  const ours = processes.filter(({ pid }) => isOurs(pid));
  return {
    mb: ours.reduce((sum, { pid }) => sum + heldMb(pid), 0),
    processorSeconds: ours.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_A_SECOND
  };
}

function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // what follows the name, which may hold blanks: state, parent, ... and from the twelfth on the four times
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parent: Number(fields[1]), ticks };
  } catch {
    return null; // it has ended
  }
}

function heldMb(pid) {
  try {
    const told = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(told)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
