import type { Approval } from '../ports';
import { builtInMind } from '../minds/built-in/built-in-mind';
import { recordedAgents } from '../minds/replay-mind';
import { runPipeline } from '../run';
import { sha256Hex } from '../sha256';
import { callingMind, type CallingScript, codeDraft } from '../testing/calling-mind';
import { exampleCode } from '../testing/example-code';
import { examplePorts, exampleRequest } from '../testing/example-run';
import { recordedAnswers } from './recorded-answers';
import { replay } from './replay';

const signal = new AbortController().signal;
const request = { ...exampleRequest, experts: 'llm' };
const free = { slot: 'decoder', choice: 'free:gated by pathway' } as const;

interface Case {
  readonly script?: CallingScript;
  readonly decisions?: readonly Approval[];
  readonly comments?: Readonly<Record<number, readonly string[]>>;
}

const cases: readonly (readonly [string, Case])[] = [
  ['a debate of agents', {}],
  ['one with words of the analyst', { comments: { 2: ['Prefer a low-rank decoder.'] } }],
  [
    'one whose plan was sent back and changed',
    {
      decisions: [
        { decision: 'send-back', comment: 'Prefer a low-rank decoder.' },
        { decision: 'change', slot: 'loss', choice: 'mse' },
        { decision: 'insert-and-run' }
      ]
    }
  ],
  [
    'one whose code was mended',
    { script: { free, code: [codeDraft(exampleCode('policy')), codeDraft(exampleCode())] } }
  ]
];

describe.each(cases)('%s, held again over the same data', (_name, { script, ...given }) => {
  let held: Awaited<ReturnType<typeof holdAgain>>;
  beforeAll(async () => {
    held = await holdAgain();
  });

  async function holdAgain() {
    const first = { ...examplePorts(given), mind: callingMind([], script) };
    const recorded = await runPipeline(first, request, { signal });
    const again = {
      ...examplePorts(),
      mind: recordedAgents(),
      recorded: recordedAnswers(first.store.events)
    };
    const asked = { ...request, run: 'r-again', experts: 'replay' };
    return { recorded, again, view: await runPipeline(again, asked, { signal }) };
  }

  it('comes to the same plan, code and result with nobody asked', () => {
    const { recorded, again, view } = held;
    const choices = ({ plan }: typeof view) =>
      plan!.choices.map(({ slot, choice }) => [slot, choice]);
    expect(choices(view)).toEqual(choices(recorded));
    expect(view.consensus).toEqual(recorded.consensus);
    expect(view.attempts.map(attempt => attempt.source)).toEqual(
      recorded.attempts.map(attempt => attempt.source)
    );
    expect(view.report?.claims).toEqual(recorded.report?.claims);
    expect(view.result).not.toBeNull();
    expect(again.kernel.asked).toContain('assess');
    expect(again.kernel.asked).not.toContain('further-facts');
  });

  it('is labelled a replay, and cost nothing', () => {
    const { recorded, view } = held;
    expect(recorded.spent.calls).toBeGreaterThan(0);
    expect(view.spent).toMatchObject({ calls: 0, requests: 0, prompt_tokens: 0, models: [] });
    expect(new Set(view.turns.flatMap(turn => ('mind' in turn ? [turn.mind] : [])))).toEqual(
      new Set(['replay'])
    );
  });

  it('makes a record that is told again to the byte', async () => {
    const { again } = held;
    const told = await replay(again.store.events, {
      hash: sha256Hex,
      mind: builtInMind(),
      signal
    });
    expect(told).toMatchObject({ kind: 'replayed', disagreements: [] });
  });
});

it('says which turn the record does not hold', async () => {
  const first = { ...examplePorts(), mind: callingMind() };
  await runPipeline(first, { ...request, rounds: 1 }, { signal });
  const known = recordedAnswers(first.store.events);
  const again = {
    ...examplePorts(),
    mind: recordedAgents(),
    recorded: {
      ...known,
      answer: (key: string) =>
        key === 'round-1/biology/proposal/call' ? undefined : known.answer(key)
    }
  };
  await expect(
    runPipeline(again, { ...request, experts: 'replay', rounds: 1 }, { signal })
  ).rejects.toThrow('The recorded debate holds no proposal turn of biology in round 1');
});
