import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Gunzip, gzipSync, strFromU8, strToU8 } from 'fflate';
import { fold } from '../fold';
import { sha256Hex } from '../sha256';
import type { RunView } from '../view';
import { gzipWith } from './compression';
import { unpackRun } from './record';
import { importRecord } from './record-file';

const root = join(__dirname, '..', '..', '..', 'tests', 'fixtures', 'run-log');
const tools = {
  compression: gzipWith({ gzipSync, Gunzip, strFromU8, strToU8 }),
  hash: sha256Hex
};

const released = readdirSync(root).flatMap(version =>
  readdirSync(join(root, version))
    .filter(name => name.endsWith('.cellforge.json'))
    .map(name => join(version, name.replace('.cellforge.json', '')))
);

describe('records of every released version', () => {
  it.each(released)('%s is read and shown as it was', name => {
    const record = importRecord(readFileSync(join(root, `${name}.cellforge.json`), 'utf8'), tools);
    const [run] = Object.keys(record.runs);
    const events = unpackRun(record, run, tools);
    const expected: unknown = JSON.parse(readFileSync(join(root, `${name}.view.json`), 'utf8'));
    expect(seen(fold(events), events.length)).toEqual(expected);
  });
});

function seen(view: RunView, events: number) {
  const { run, pipeline, experts, phase, object, objective, task, plan, consensus } = view;
  return {
    run,
    pipeline,
    experts,
    events,
    phase,
    object,
    objective,
    constraints: view.constraints.map(({ key, value }) => `${key}=${value}`),
    perturbation: task?.perturbation,
    scenarios: task?.scenarios,
    plan: plan?.name,
    choices: Object.fromEntries(plan?.choices.map(({ slot, choice }) => [slot, choice]) ?? []),
    rounds: consensus.rounds,
    agreed: consensus.agreed,
    evidence: view.evidence.length,
    verdicts: Object.fromEntries(
      Object.entries(view.result?.scenarios ?? {}).flatMap(([scenario, { parts }]) =>
        Object.entries(parts).map(([part, { verdict }]) => [`${scenario}/${part}`, verdict])
      )
    ),
    cells: Object.fromEntries(view.cells.map(({ name, source }) => [name, sha256Hex(source)]))
  };
}
