import { Gunzip, gzipSync, strFromU8, strToU8 } from 'fflate';
import type { RunEvent } from '../events';
import { fold } from '../fold';
import { builtInMind } from '../minds/built-in/built-in-mind';
import { replayMind } from '../minds/replay-mind';
import { runPipeline } from '../run';
import { steps } from '../steps';
import { sha256Hex } from '../sha256';
import { examplePorts, exampleRequest, exampleResult } from '../testing/example-run';
import { eventLines, linkEvent, unlinkEvent } from './chain';
import { gzipWith } from './compression';
import { emptyRecord, withRun } from './record';
import type { StoredRecord } from './record';
import { replay } from './replay';
import { NotRunAgain, failureOfRerun } from './not-run-again';
import { verify } from './verify';
import type { VerifyTools } from './verify';

const compression = gzipWith({ gzipSync, Gunzip, strFromU8, strToU8 });
const signal = (): AbortSignal => new AbortController().signal;

describe('verify', () => {
  let events: readonly RunEvent[];
  let record: StoredRecord;
  let tools: VerifyTools;
  beforeAll(async () => {
    const ports = examplePorts();
    const view = await runPipeline(ports, exampleRequest, { signal: signal() });
    events = ports.store.events;
    record = withRun(emptyRecord, events, { compression });
    tools = {
      compression,
      hash: sha256Hex,
      mind: builtInMind(),
      signal: signal(),
      cells: view.cells,
      rerun: async () => exampleResult
    };
  });

  const run = (more: Partial<VerifyTools> = {}, of = record) =>
    verify(of, exampleRequest.run, { ...tools, ...more });
  const states = (verified: Awaited<ReturnType<typeof verify>>) =>
    verified.checks.map(check => `${check.name} ${check.state}`);

  it('agrees in all four checks about a run as it was recorded', async () => {
    const verified = await run();
    expect(verified.disagreements).toEqual([]);
    expect(states(verified)).toEqual([
      'record agrees',
      'replay agrees',
      'cells agrees',
      'result agrees'
    ]);
  });

  it('leaves the rerun out when it is quick, and says so', async () => {
    const verified = await run({ rerun: null });
    expect(verified.agrees).toBe(true);
    expect(states(verified)).toContain('result left-out');
    expect(verified.notes.join()).toContain('not run again');
  });

  it('names an edited cell and a missing one', async () => {
    const cells = tools.cells
      .slice(1)
      .map(cell => (cell.name === 'data' ? { ...cell, source: `${cell.source}\n` } : cell));
    const verified = await run({ cells });
    expect(verified.agrees).toBe(false);
    expect(verified.disagreements).toEqual([
      'The cell "load" is not in the notebook.',
      'The cell "data" was edited: its source is not the recorded one.'
    ]);
  });

  it('names a result that comes out otherwise, and a rerun that fails', async () => {
    const other = await run({ rerun: async () => ({ ...exampleResult, scenarios: {} }) });
    expect(other.disagreements.join()).toContain('unseen-combination/seen-2');
    const failed = await run({ rerun: () => Promise.reject(new Error('no data')) });
    expect(failed.disagreements).toEqual(['The cells did not run again: no data']);
  });

  it('neither confirms nor denies a result whose cells could not run on this machine', async () => {
    const noData = new NotRunAgain(new Error('no file study.h5ad'), 'Put it there.');
    const verified = await run({ rerun: () => Promise.reject(noData) });
    expect(verified.agrees).toBe(false);
    expect(verified.disagreements).toEqual([]);
    expect(verified.not_run).toMatch(/no file study.h5ad.*Put it there/);
    expect(states(verified)).toContain('result left-out');
  });

  it.each([
    { name: 'load', isLack: true },
    { name: 'setup', isLack: true },
    { name: 'data', isLack: false },
    { name: 'training', isLack: false }
  ] as const)('a failed cell "$name" is a lack of the machine: $isLack', ({ name, isLack }) => {
    const failure = failureOfRerun(name, new Error('failed'), 'Mend it.');
    expect(failure instanceof NotRunAgain).toBe(isLack);
  });

  it('finds a plan that was forged and chained again', async () => {
    const forged: RunEvent[] = [];
    for (const event of events) {
      const isPlan = event.type === 'step-done' && event.key === 'plan/1';
      const answer = isPlan ? { ...(event.answer as object), name: 'Another plan' } : null;
      const own = isPlan ? { ...unlinkEvent(event), answer } : unlinkEvent(event);
      forged.push(
        linkEvent(own as ReturnType<typeof unlinkEvent>, forged.at(-1) ?? null, sha256Hex)
      );
    }
    const verified = await run({}, withRun(emptyRecord, forged, { compression }));
    expect(states(verified).slice(0, 2)).toEqual(['record agrees', 'replay disagrees']);
    expect(verified.disagreements.join()).toContain('"plan/1"');
  });

  it('says of a record in a form of another version that it cannot be read here, and which step', async () => {
    const newer: RunEvent[] = [];
    for (const event of events) {
      const isRequest = event.type === 'step-done' && event.key === steps.request;
      const answer = isRequest ? { ...exampleRequest, of_tomorrow: true } : undefined;
      const own = isRequest ? { ...unlinkEvent(event), answer } : unlinkEvent(event);
      newer.push(linkEvent(own as ReturnType<typeof unlinkEvent>, newer.at(-1) ?? null, sha256Hex));
    }
    const log = Buffer.from(compression.compress(eventLines(newer))).toString('base64');
    const stored = { ...record.runs[exampleRequest.run], log };
    const verified = await run({}, { ...record, runs: { [exampleRequest.run]: stored } });
    expect(verified.agrees).toBe(false);
    expect(states(verified)[0]).toBe('record disagrees');
    expect(verified.disagreements.join()).toMatch(/"request".*of_tomorrow.*newer CellForge/);
  });

  it('finds a damaged record, and leaves the rest out', async () => {
    const stored = { ...record.runs[exampleRequest.run], log: 'AAAA' };
    const verified = await run({}, { ...record, runs: { [exampleRequest.run]: stored } });
    expect(verified.agrees).toBe(false);
    expect(states(verified)).toEqual([
      'record disagrees',
      'replay left-out',
      'cells left-out',
      'result left-out'
    ]);
  });
});

describe('experts that replay a record', () => {
  it('hold the same debate and compose the same plan and cells', async () => {
    const first = examplePorts();
    const recorded = await runPipeline(first, exampleRequest, { signal: signal() });
    const again = { ...examplePorts(), mind: replayMind(recorded.turns) };
    const request = { ...exampleRequest, experts: 'replay' };
    const view = await runPipeline(again, request, { signal: signal() });
    const words = (turns: typeof view.turns) => turns.map(turn => ({ ...turn, mind: undefined }));
    expect(words(view.turns)).toEqual(words(recorded.turns));
    expect(view.plan).toEqual(recorded.plan);
    const code = (cells: typeof view.cells) => cells.filter(cell => cell.kind === 'code');
    expect(code(view.cells)).toEqual(code(recorded.cells));
    const replayed = await replay(again.store.events, {
      hash: sha256Hex,
      mind: builtInMind(),
      signal: signal()
    });
    expect(replayed).toMatchObject({ kind: 'replayed', disagreements: [] });
  });

  it('refuse a question that was never asked', async () => {
    const first = examplePorts();
    const { turns } = await runPipeline(first, exampleRequest, { signal: signal() });
    const short = turns.filter(turn => turn.round < 2);
    const again = { ...examplePorts(), mind: replayMind(short) };
    const run = runPipeline(again, { ...exampleRequest, experts: 'replay' }, { signal: signal() });
    await expect(run).rejects.toMatchObject({ code: 'replay/not-recorded' });
    expect(fold(again.store.events).failure?.step).toContain('round-2');
  });
});
