import { concernsByEvidence, whatGoesWithEvidence } from '../by-evidence';
import type { Role } from '../rules';

/** The moderator's judgement: whether the options of a proposal fit each other, and what the inner folds say. */
export const critic: Role = {
  id: 'critic',
  rules: [],
  concerns: [
    ...concernsByEvidence('marginal-likelihood', {
      slot: 'loss',
      wants: ['evidence'],
      says: 'an error alone can not tell which switches the noise of means has made; the likelihood with their effects integrated out can.'
    }),
    ...whatGoesWithEvidence,
    {
      id: 'no-closed-form',
      slot: 'loss',
      hard: true,
      wants: ['bernoulli', 'mse'],
      when: [{ modality: 'atac' }, { notScenario: 'unseen-context' }],
      given: { loss: 'evidence' },
      says: 'Shares of open cells have no Gaussian noise to integrate over, and one context shows no state that would be worth it.',
      evidence: []
    },
    {
      id: 'raw-profile',
      slot: 'response',
      hard: false,
      wants: ['delta'],
      when: [],
      says: 'Every baseline predicts the change: a whole profile can not be compared with them.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      id: 'behind-best',
      slot: 'regularisation',
      hard: true,
      wants: ['shrink-to-baseline'],
      when: [],
      behindBest: 0.1,
      says: 'The simple baseline under this proposal stays far behind the best one on inner folds: fall back on that one.',
      evidence: ['ahlmann-eltze-2025', 'csendes-2025']
    },
    {
      id: 'unchecked-decoder',
      slot: 'regularisation',
      hard: false,
      wants: ['shrink-to-baseline'],
      when: [{ fact: 'conditions', below: 200 }],
      given: { decoder: 'full' },
      says: 'A dense decoder on {conditions:condition} with nothing to fall back on.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      id: 'no-peaks',
      slot: 'loss',
      hard: true,
      wants: ['mse', 'de-weighted'],
      when: [{ notModality: 'atac' }],
      given: { loss: 'bernoulli' },
      says: 'Expression is not open or closed: a Bernoulli loss is for peaks.',
      evidence: []
    },
    {
      id: 'no-proteins',
      slot: 'loss',
      hard: true,
      wants: ['mse', 'de-weighted', 'bernoulli'],
      when: [{ notModality: 'protein' }],
      given: { loss: 'protein-noise' },
      says: 'There are no proteins here whose noise this loss could know.',
      evidence: []
    },
    {
      id: 'set-network-too-large',
      slot: 'composition',
      hard: false,
      wants: ['interaction-residual', 'additive'],
      when: [{ fact: 'pairs-both-seen', below: 60 }],
      given: { composition: 'set-network' },
      says: 'A set network asks for more than {pairs-both-seen:pair}.',
      evidence: ['gears-2023', 'state-2025']
    },
    {
      id: 'sum-is-enough',
      slot: 'composition',
      hard: false,
      wants: ['additive'],
      when: [
        { fact: 'pairs', atLeast: 1 },
        { fact: 'additive-agreement', atLeast: 0.9 }
      ],
      says: 'The sum agrees {additive-agreement}: what is left over is mostly noise.',
      evidence: ['ahlmann-eltze-2025', 'norman-2019']
    },
    {
      id: 'no-room',
      slot: 'regularisation',
      hard: false,
      wants: ['shrink-to-baseline'],
      when: [{ fact: 'ceiling-room', below: 0.1 }],
      says: 'Between the best baseline and the ceiling lies {ceiling-room}: nothing to gain by leaving it.',
      evidence: ['systema-2025']
    }
  ],
  values: []
};
