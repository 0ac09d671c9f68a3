import fc from 'fast-check';
import { fold } from '../fold';
import { builtInMind } from '../minds/built-in/built-in-mind';
import { replay } from '../record/replay';
import { runPipeline } from '../run';
import { sha256Hex } from '../sha256';
import { callingMind } from '../testing/calling-mind';
import { examplePorts, exampleRequest } from '../testing/example-run';
import { type Ablation, ablations, checkAblation } from './ablation';
import { readConstraint } from './read-constraint';
import { slots } from './slots';
import { type ExampleSituation, exampleSituations } from './testing/situations';

const signal = new AbortController().signal;

function isJudged(off: readonly Ablation[]): boolean {
  try {
    checkAblation(off);
    return true;
  } catch {
    return false;
  }
}

const judged = fc
  .uniqueArray(fc.constantFrom(...ablations), { minLength: 1, maxLength: 4 })
  .filter(isJudged);
const situations = fc.constantFrom(...Object.values(exampleSituations));
const limits = fc.constantFrom<readonly (readonly [string, string])[]>(
  [],
  [['parameters', '150000']],
  [['require', 'composition:set-network']],
  [
    ['forbid', 'training:ensemble'],
    ['minutes', '2']
  ]
);

async function design(
  off: readonly Ablation[],
  mind = builtInMind(),
  situation: ExampleSituation = exampleSituations.norman,
  constraints = exampleRequest.constraints
) {
  const ports = { ...examplePorts({ situation }), mind };
  const experts = mind.call === undefined ? 'built-in' : 'llm';
  const request = { ...exampleRequest, experts, constraints, ablation: off };
  const view = await runPipeline(ports, request, { signal });
  return { ports, view };
}

it('ends in a plan with every slot decided, whatever is switched off, whoever argues', async () => {
  const minds = fc.constantFrom(
    () => builtInMind(),
    () => callingMind()
  );
  await fc.assert(
    fc.asyncProperty(judged, situations, limits, minds, async (off, situation, given, mind) => {
      const constraints = given.map(([key, value]) => readConstraint(key, value));
      const { view } = await design(off, mind(), situation, constraints);
      expect(view.phase).toBe('done');
      expect(view.ablation).toEqual(off);
      expect(view.plan?.choices.map(({ slot }) => slot)).toEqual(slots);
      expect(view.evidence.length > 0).toBe(!off.includes('no-literature'));
      const said = view.turns.filter(turn => turn.kind === 'review');
      expect(said.some(turn => turn.reviewer === 'critic')).toBe(!off.includes('no-critic'));
      const hasPeers = !off.includes('no-peer-review') && !off.includes('one-expert');
      expect(said.some(turn => turn.reviewer !== 'critic')).toBe(hasPeers);
    }),
    { numRuns: 40 }
  );
});

it.each([
  { off: ['no-critic', 'no-peer-review'] as const, left: 'nobody who reviews' },
  { off: ['one-expert', 'no-critic'] as const, left: 'one expert and nobody else' }
])('refuses $off, which leaves $left', ({ off }) => {
  expect(() => checkAblation(off)).toThrow('cannot be left out together');
});

it('lets one expert give the values that others would have given', async () => {
  const { view } = await design(['one-expert']);
  const said = view.turns.find(turn => turn.kind === 'proposal');
  expect(Object.keys(said?.kind === 'proposal' ? said.hyperparameters : {}).sort()).toEqual(
    'batch_size dropout hidden learning_rate max_epochs members patience rank weight_decay'.split(
      ' '
    )
  );
});

it('replays to the byte, and says in the note what was switched off', async () => {
  const { ports } = await design(['one-expert', 'no-literature']);
  const again = await replay(ports.store.events, { hash: sha256Hex, mind: builtInMind(), signal });
  expect(again).toMatchObject({ kind: 'replayed', disagreements: [] });
  const note = fold(ports.store.events).cells.find(cell => cell.name === 'design-note');
  expect(note?.source).toContain(
    'Experts: built-in rules, no language model, with one expert, without literature.'
  );
});
