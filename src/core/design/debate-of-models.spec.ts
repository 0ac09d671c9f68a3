import { fold } from '../fold';
import { replay } from '../record/replay';
import { builtInMind } from '../minds/built-in/built-in-mind';
import { runPipeline } from '../run';
import { sha256Hex } from '../sha256';
import { callingMind } from '../testing/calling-mind';
import { examplePorts, exampleRequest } from '../testing/example-run';

const signal = new AbortController().signal;
const request = { ...exampleRequest, experts: 'llm' };

async function design(asked: string[] = [], changes: Partial<typeof request> = {}) {
  const ports = { ...examplePorts(), mind: callingMind(asked) };
  const view = await runPipeline(ports, { ...request, ...changes }, { signal });
  return { ports, view };
}

describe('a debate of minds that cost', () => {
  it('asks for at most nine answers a round, one for all reviews of a reviewer', async () => {
    const asked: string[] = [];
    const { view } = await design(asked);
    expect(view.plan?.choices.length).toBeGreaterThanOrEqual(6);
    const { rounds } = view.consensus;
    for (let round = 1; round <= rounds; round++) {
      expect(asked.filter(item => item.startsWith(`${round}/`)).length).toBeLessThanOrEqual(9);
    }
    expect(asked.filter(item => item.startsWith('1/'))).toHaveLength(9);
    expect(view.spent.calls).toBe(asked.length);
    expect(view.spent.prompt_tokens).toBe(1000 * asked.length);
  });

  it('asks nobody again who has nothing to answer', async () => {
    const asked: string[] = [];
    const { view } = await design(asked);
    const { rounds } = view.consensus;
    expect(rounds).toBeGreaterThan(1);
    expect(asked.filter(item => /^\d/.test(item)).length).toBeLessThan(9 * rounds);
  });

  it('scores an unchanged proposal the same in every round', async () => {
    const { view } = await design();
    const scores = new Map<string, number>();
    for (const turn of view.turns) {
      if (turn.kind === 'review') {
        const of = view.turns.find(item => item.id === turn.of);
        const key = `${turn.reviewer} ${JSON.stringify(of?.kind === 'proposal' ? [of.stands, of.hyperparameters] : 0)}`;
        expect(turn.score).toBeCloseTo(scores.get(key) ?? turn.score, 12);
        scores.set(key, turn.score);
      }
    }
    expect(scores.size).toBeGreaterThan(0);
  });

  it('replays to the byte without a call', async () => {
    const { ports } = await design();
    const again = await replay(ports.store.events, {
      hash: sha256Hex,
      mind: builtInMind(),
      signal
    });
    expect(again).toMatchObject({ kind: 'replayed', disagreements: [] });
  });

  it('pays for no call twice when a run is cut after any event', async () => {
    const whole = await design();
    const { events } = whole.ports.store;
    for (let cut = 1; cut < events.length; cut += 7) {
      const asked: string[] = [];
      const ports = { ...examplePorts({ events: events.slice(0, cut) }), mind: callingMind(asked) };
      const view = await runPipeline(ports, request, { signal });
      const paid = events
        .slice(0, cut)
        .filter(event => 'key' in event && event.key.endsWith('/call'));
      expect(asked.length + paid.length).toBe(whole.view.spent.calls);
      expect(view.plan).toEqual(whole.view.plan);
    }
  });

  it.each([
    { off: ['one-expert'] as const, experts: 1, reviews: 1 },
    { off: ['no-critic'] as const, experts: 4, reviews: 12 },
    { off: ['no-peer-review'] as const, experts: 4, reviews: 4 }
  ])('holds a debate with $off switched off', async ({ off, experts, reviews }) => {
    const { ports } = await design([], { ablation: off });
    const first = fold(ports.store.events).turns.filter(turn => turn.round === 1);
    expect(first.filter(turn => turn.kind === 'proposal')).toHaveLength(experts);
    expect(first.filter(turn => turn.kind === 'review')).toHaveLength(reviews);
  });
});
