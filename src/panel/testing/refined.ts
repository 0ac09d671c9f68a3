import type { CandidateView, Plan, RunView } from '../../core';
import { exampleInner } from '../../core/testing/example-inner';
import { exampleSituations, exampleTask } from '../../core/design/testing/situations';

const task = exampleTask(exampleSituations.norman);

/** A plan that scores on inner folds led to: the first candidate, one that gained, one from that which did not. */
export function refined(plan: Plan | null): Pick<RunView, 'candidates' | 'refinement'> {
  if (plan === null) {
    return { candidates: [], refinement: null };
  }
  const candidates: CandidateView[] = [];
  const add = (mean: number, parent: number | null, changed: CandidateView['changed']): void => {
    const earlier = candidates.map(({ n, inner }) => ({
      candidate: n,
      parts: inner!.parts.map(({ scores }) => scores)
    }));
    const cell = { source: 'class Model', training: {}, knowledge: null, earlier };
    const inner = exampleInner(task, cell, () => ({ mean, alone: mean - 0.08 }));
    const n = candidates.length + 1;
    const about = { n, parent, plan, changed, round: 3 + n, parameters: 9000 * n };
    candidates.push({ ...about, attempt: null, refused: null, inner });
  };
  add(0.5, null, []);
  add(0.56, 1, [
    {
      what: 'composition',
      from: 'additive',
      to: 'interaction-residual',
      reason: 'Its network alone scores −0.08 against the best baseline on inner folds.',
      facts: ['candidate-1-component-gain', 'candidate-1-room'],
      turns: []
    }
  ]);
  add(0.565, 2, [
    {
      what: 'loss',
      from: 'mse',
      to: 'de-weighted',
      reason:
        'It gains 0.06 over the best baseline on inner folds, and 0.34 is left to the ceiling.',
      facts: ['candidate-2-gain', 'candidate-2-room'],
      turns: []
    },
    { what: 'hidden', from: '128', to: '64', reason: '', facts: [], turns: [] }
  ]);
  return {
    candidates,
    refinement: {
      chosen: 2,
      stopped: 'patience',
      why_chosen:
        'Candidate 2, 0.56 [0.54, 0.58] on inner folds: 0.06 [0.04, 0.08] over candidate 1, -0.005 [-0.025, 0.015] over candidate 3; of those level with the best, the one with fewest parameters.',
      why_stopped: 'Candidate 3 gains 0.005 [-0.015, 0.025] over candidate 2: no more than noise.'
    }
  };
}
