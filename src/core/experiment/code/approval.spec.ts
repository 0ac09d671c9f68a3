import { StoppedError } from '../../errors';
import type { RunEvent } from '../../events';
import { fold } from '../../fold';
import { builtInMind } from '../../minds/built-in/built-in-mind';
import type { Analyst } from '../../ports';
import { eventLines } from '../../record/chain';
import { replay } from '../../record/replay';
import { runPipeline } from '../../run';
import { sha256Hex } from '../../sha256';
import { callingMind, codeDraft } from '../../testing/calling-mind';
import type { CallingScript } from '../../testing/calling-mind';
import { exampleCode } from '../../testing/example-code';
import { examplePorts, exampleRequest } from '../../testing/example-run';
import type { ExampleGiven } from '../../testing/example-run';
import { scriptedAnalyst } from '../../testing/memory-ports';
import type { RunToApprove } from '../approval';
import type { CodeToApprove } from './code-approval';

jest.setTimeout(600_000);

const free = { slot: 'decoder', choice: 'free:gated by pathway' } as const;
const request = { ...exampleRequest, experts: 'llm', rounds: 1 };
const signal = (): AbortSignal => new AbortController().signal;
const withScipy = (source: string): string =>
  source.replace('import torch', 'import scipy\nimport torch');

/** A run in which everything that is asked and executed is noted in order. */
async function design(
  script: CallingScript,
  given: ExampleGiven = {},
  decide: Partial<Analyst> = {}
) {
  const happened: string[] = [];
  const codes: CodeToApprove[] = [];
  const starts: RunToApprove[] = [];
  const decisions = Array.from({ length: 4 }, () => ({ decision: 'insert-and-run' as const }));
  const ports = examplePorts({ decisions, ...given });
  const { kernel, notebook } = ports;
  const scripted = { ...scriptedAnalyst(decisions), ...decide };
  const run = notebook.run.bind(notebook);
  notebook.run = async (ids, stop) => {
    happened.push('cells run');
    await run(ids, stop);
  };
  const all = {
    ...ports,
    mind: callingMind([], { free, ...script }),
    kernel: {
      ...kernel,
      checkPolicy: async (source: string, stop: AbortSignal) => {
        happened.push('policy');
        return kernel.checkPolicy(source, stop);
      },
      tryModel: async (...asked: Parameters<typeof kernel.tryModel>) => {
        happened.push('trial');
        return kernel.tryModel(...asked);
      }
    },
    analyst: {
      ...scripted,
      approveCode: async (code: CodeToApprove, stop: AbortSignal) => {
        happened.push('asked about code');
        codes.push(code);
        return scripted.approveCode(code, stop);
      },
      approveRun: async (cells: RunToApprove, stop: AbortSignal) => {
        happened.push('asked about cells');
        starts.push(cells);
        return scripted.approveRun(cells, stop);
      }
    }
  };
  const ended = runPipeline(all, request, { signal: signal() });
  const view = await ended.catch((error: unknown) => {
    if (error instanceof StoppedError) {
      return fold(ports.store.events);
    }
    throw error;
  });
  return { happened, codes, starts, view, notebook, events: ports.store.events };
}

const approvalsIn = (events: readonly RunEvent[]) =>
  events.flatMap(event =>
    event.type === 'run-approval' ? [[event.what, event.reason, event.decision, event.by]] : []
  );

describe('code of an agent', () => {
  it('is executed by nothing before a person has seen it', async () => {
    const { happened } = await design({ code: [codeDraft(exampleCode('policy'))] });
    expect(happened).toEqual([
      'policy',
      'policy',
      'asked about code',
      'trial',
      'asked about cells',
      'cells run'
    ]);
  });

  it('is shown with its hash, its difference, its imports and what the policy says', async () => {
    const { codes } = await design({ code: [codeDraft(exampleCode('slice'))] });
    const [first, second] = codes;
    expect(first.policy.ok).toBe(true);
    expect(first.source_hash).toBe(sha256Hex(first.source));
    expect(second.base).toBe(first.source);
    expect(second.isMend).toBe(false);
  });

  it('that was refused is never tried', async () => {
    const refuse = async () => ({ decision: 'refuse', by: 'analyst' }) as const;
    const { happened, view } = await design({}, {}, { approveCode: refuse });
    expect(happened).not.toContain('trial');
    expect(view.attempts[0]).toMatchObject({ approved: { decision: 'refuse', by: 'analyst' } });
  });

  it('is asked about again after a failed trial, but not where the source is the same', async () => {
    const same = codeDraft(exampleCode('slice'));
    const { happened, view } = await design({ code: [same, same] });
    expect(happened.filter(item => item === 'asked about code')).toHaveLength(2);
    expect(view.attempts.map(({ approved }) => approved?.by)).toEqual([
      'analyst',
      'unchanged',
      'analyst'
    ]);
  });

  it('has a new import once: what a person let run is none in the next attempt', async () => {
    const first = codeDraft(withScipy(exampleCode('slice')));
    const second = codeDraft(withScipy(exampleCode(null, 2)));
    const { codes } = await design({ code: [first, second] });
    expect(codes.map(({ newImports }) => newImports)).toEqual([['scipy'], []]);
  });

  it('brings a new import that only a standing rule let through as new again', async () => {
    const first = codeDraft(withScipy(exampleCode('slice')));
    const second = codeDraft(withScipy(exampleCode(null, 2)));
    const always = async () => ({ decision: 'run', by: 'always' }) as const;
    const { codes } = await design({ code: [first, second] }, {}, { approveCode: always });
    expect(codes.map(({ newImports }) => newImports)).toEqual([['scipy'], ['scipy']]);
  });
});

describe('an approval that stands in a log from elsewhere', () => {
  const upTo = async (key: string, script: CallingScript = {}) => {
    const { events } = await design(script);
    return events.slice(0, events.findIndex(event => 'key' in event && event.key === key) + 1);
  };

  it('lets no code be executed: whoever is here is asked, and the answer is told', async () => {
    const events = await upTo('code/1/approval');
    const { happened, events: now } = await design({}, { events }, { hasApproved: () => false });
    expect(happened.slice(0, 2)).toEqual(['asked about code', 'trial']);
    expect(approvalsIn(now)).toEqual([
      ['trial', 'approved-elsewhere', 'run', 'analyst'],
      ['cells', 'first-run', 'run', 'analyst']
    ]);
    const told = await replay(now, { hash: sha256Hex, mind: builtInMind(), signal: signal() });
    expect(told).toEqual({ kind: 'replayed', lines: eventLines(now), disagreements: [] });
  });

  it('is stopped by a refusal, with nothing executed', async () => {
    const events = await upTo('code/1/approval');
    const { happened, view } = await design(
      {},
      { events },
      {
        hasApproved: () => false,
        approveCode: async () => ({ decision: 'refuse', by: 'analyst' })
      }
    );
    expect(happened).toEqual(['asked about code']);
    expect(view.phase).toBe('stopped');
  });
});

describe('every start of cells', () => {
  it('is asked for, a mended cell’s too, and stands in the log', async () => {
    const { starts, events, view } = await design({ code: [codeDraft(exampleCode('run'))] });
    expect(starts.map(({ reason }) => reason)).toEqual(['first-run', 'mended-code']);
    expect(approvalsIn(events)).toEqual([
      ['cells', 'first-run', 'run', 'analyst'],
      ['cells', 'mended-code', 'run', 'analyst']
    ]);
    expect(view.approvals[1].source_hash).toBe(starts[1].source_hash);
    expect(starts[1].model_hash).toBe(sha256Hex(exampleCode(null, 2)));
    const told = await replay(events, { hash: sha256Hex, mind: builtInMind(), signal: signal() });
    expect(told).toMatchObject({ kind: 'replayed', disagreements: [] });
  });

  it('that is refused starts nothing; resumed, it is asked for again, with what was edited', async () => {
    const refuse = async () => ({ decision: 'refuse', by: 'analyst' }) as const;
    const { happened, events, notebook } = await design({}, {}, { approveRun: refuse });
    expect(happened.at(-1)).toBe('asked about cells');
    const training = notebook.cells.find(({ name }) => name === 'training')!;
    notebook.edit(training.id, `${training.source}\n# mine`);
    const { notebook: same, starts } = await design({}, { events, notebook });
    expect(same.ran).not.toEqual([]);
    const changed = starts[0].cells.filter(({ isChanged }) => isChanged).map(({ name }) => name);
    expect(changed).toEqual(['training']);
  });

  it('is not asked for where the kernel works on them already', async () => {
    const notebook = Object.assign(examplePorts().notebook, { isRunning: async () => true });
    const { starts, view } = await design({}, { notebook });
    expect(starts).toEqual([]);
    expect(view.phase).toBe('done');
  });
});
