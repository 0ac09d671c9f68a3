import type { Role } from '../rules';

/** Argues from counts and noise: what so many cells and conditions can carry. */
export const data: Role = {
  id: 'data',
  rules: [
    {
      slot: 'response',
      choice: 'delta',
      when: [],
      says: 'Whole profiles of control and perturbed cells nearly coincide; only the change over control can be learned and scored.',
      evidence: ['systema-2025', 'ahlmann-eltze-2025']
    },
    {
      slot: 'composition',
      choice: 'interaction-residual',
      when: [
        { fact: 'pairs-both-seen', atLeast: 20 },
        { fact: 'additive-agreement', below: 0.8 },
        { fact: 'half-agreement', atLeast: 0.3 },
        { fact: 'ceiling-room', atLeast: 0.15 }
      ],
      says: '{pairs-both-seen:pair} with both targets measured alone, the sum agrees {additive-agreement} and {ceiling-room} is left to the ceiling: learn what the sum leaves over.',
      evidence: ['norman-2019']
    },
    {
      slot: 'composition',
      choice: 'additive',
      when: [{ fact: 'pairs', atLeast: 1 }],
      says: '{pairs:pair}, {pairs-both-seen} with both targets measured alone: keep the sum fixed.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      slot: 'composition',
      choice: 'additive',
      when: [],
      says: 'No combination is measured, so nothing beyond a sum can be learned.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      slot: 'context',
      choice: 'dose-time-curve',
      when: [{ scenario: 'unseen-dose' }],
      says: "{doses:dose}, {conditions:condition}: a target's other doses are the best measured thing there is about this one.",
      evidence: []
    },
    {
      slot: 'context',
      choice: 'dose-time-curve',
      when: [{ scenario: 'time' }],
      says: "{times:time}, {conditions:condition}: a target's other times are the best measured thing there is about this one.",
      evidence: []
    },
    {
      slot: 'context',
      choice: 'similarity-weighted',
      when: [{ fact: 'contexts', atLeast: 5 }],
      says: '{contexts:context}: enough to let similar ones count more.',
      evidence: ['measured-context-weighting']
    },
    {
      slot: 'context',
      choice: 'control-profile',
      when: [{ fact: 'contexts', atLeast: 2 }],
      says: '{contexts:context}: too few to weigh one against another; their controls tell them apart.',
      evidence: ['scperturbench-2025']
    },
    {
      slot: 'context',
      choice: 'none',
      when: [],
      says: 'One context: nothing to condition on.',
      evidence: []
    },
    {
      slot: 'decoder',
      choice: 'full',
      when: [
        { fact: 'conditions', atLeast: 100 },
        { fact: 'cells-per-condition', atLeast: 200 }
      ],
      says: '{conditions:condition} of {cells-per-condition:cell} each can carry a dense decoder.',
      evidence: ['perturbench-2024']
    },
    {
      slot: 'decoder',
      choice: 'low-rank',
      when: [{ fact: 'conditions', below: 100 }],
      says: '{conditions:condition} over {features:feature}: a few shared directions are all that can be estimated.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      slot: 'decoder',
      choice: 'low-rank',
      when: [],
      says: 'Few cells a condition: a few shared directions average the noise out.',
      evidence: ['bendidi-2024']
    },
    {
      slot: 'regularisation',
      choice: 'shrink-to-baseline',
      when: [{ fact: 'half-agreement', below: 0.7 }],
      says: 'Two halves of one condition agree only {half-agreement}: shrink toward what is known.',
      evidence: ['efron-morris-1975']
    },
    {
      slot: 'regularisation',
      choice: 'weight-decay',
      when: [{ fact: 'effect-size', atLeast: 0.5 }],
      says: 'The effects are large ({effect-size} control s.d.): they stand out by themselves, weight decay is enough.',
      evidence: ['perturbarena-2024', 'adamw-2019']
    },
    {
      slot: 'regularisation',
      choice: 'shrink-to-baseline',
      when: [],
      says: 'How far the measured changes repeat is not known to be good: shrink.',
      evidence: ['efron-morris-1975']
    },
    {
      slot: 'training',
      choice: 'ensemble',
      when: [
        { fact: 'half-agreement', below: 0.7 },
        { fact: 'conditions', below: 200 }
      ],
      says: 'Halves of a condition agree only {half-agreement}: average several fits, noise does not repeat itself.',
      evidence: ['deep-ensembles-2017']
    },
    {
      slot: 'training',
      choice: 'fixed-epochs',
      when: [{ fact: 'conditions', below: 20 }],
      says: '{conditions:condition} are too few to give any away for stopping.',
      evidence: ['prechelt-1998']
    },
    {
      slot: 'training',
      choice: 'early-stopping',
      when: [],
      says: 'Conditions held out from training tell when fitting turns into memorising.',
      evidence: ['prechelt-1998']
    },
    {
      slot: 'evaluation',
      choice: 'mean-reference',
      when: [{ fact: 'perturbations', atLeast: 1 }],
      says: 'Most of a correlation can be what all perturbations share ({perturbations:target}): score against the mean response too.',
      evidence: ['systema-2025']
    },
    {
      slot: 'evaluation',
      choice: 'mean-reference',
      when: [],
      says: 'Most of a correlation with the change is what all perturbations share: score against the mean response too.',
      evidence: ['systema-2025']
    }
  ],
  concerns: [
    {
      id: 'raw-profile',
      slot: 'response',
      hard: true,
      wants: ['delta'],
      when: [],
      says: 'A whole profile scores high by copying the control: predict the change.',
      evidence: ['systema-2025', 'ahlmann-eltze-2025']
    },
    {
      id: 'few-pairs',
      slot: 'composition',
      hard: true,
      wants: ['additive'],
      when: [{ scenario: 'unseen-combination' }, { fact: 'pairs-both-seen', below: 10 }],
      says: '{pairs-both-seen:pair} with both targets measured alone: an interaction has nothing to be learned from.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      id: 'no-pairs',
      slot: 'composition',
      hard: true,
      wants: ['additive'],
      when: [{ fact: 'pairs', below: 1 }],
      says: '{pairs:combination} measured: an interaction would be invented.',
      evidence: []
    },
    {
      id: 'some-pairs',
      slot: 'composition',
      hard: false,
      wants: ['additive', 'interaction-residual'],
      when: [{ fact: 'pairs-both-seen', below: 60 }],
      says: '{pairs-both-seen:pair} with both targets measured alone: too few for a set network.',
      evidence: ['ahlmann-eltze-2025', 'gears-2023']
    },
    {
      id: 'sum-explains-it',
      slot: 'composition',
      hard: false,
      wants: ['additive'],
      when: [
        { fact: 'pairs-both-seen', atLeast: 10 },
        { fact: 'ceiling-room', below: 0.15 }
      ],
      says: '{pairs-both-seen:pair} with both targets measured alone, and only {ceiling-room} is left to the ceiling: no room for an interaction.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      id: 'noise-explains-it',
      slot: 'composition',
      hard: false,
      wants: ['additive'],
      when: [
        { fact: 'pairs', atLeast: 1 },
        { fact: 'half-agreement', below: 0.3 }
      ],
      says: 'Halves of one condition agree {half-agreement}: what the sum of {pairs:pair} leaves over is noise.',
      evidence: ['ahlmann-eltze-2025', 'perturbarena-2024']
    },
    {
      id: 'few-conditions',
      slot: 'decoder',
      hard: false,
      wants: ['low-rank'],
      when: [
        { fact: 'conditions', below: 100 },
        { fact: 'features', atLeast: 200 }
      ],
      says: '{conditions:condition} for {features:output}: a dense decoder fits noise.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      id: 'noisy-change',
      slot: 'regularisation',
      hard: false,
      wants: ['shrink-to-baseline'],
      when: [{ fact: 'half-agreement', below: 0.7 }],
      says: 'Halves of a condition agree {half-agreement}: without shrinkage the fit follows noise.',
      evidence: ['efron-morris-1975']
    },
    {
      id: 'nothing-to-tell-apart',
      slot: 'evaluation',
      hard: false,
      wants: ['mean-reference', 'without-targets'],
      when: [{ fact: 'perturbations', below: 4 }],
      says: '{perturbations:target}: telling conditions apart needs at least four side by side.',
      evidence: []
    },
    {
      id: 'closed-peaks',
      slot: 'loss',
      hard: false,
      wants: ['bernoulli'],
      when: [{ modality: 'atac' }, { fact: 'filled', below: 0.3 }],
      says: 'Only {filled} of the values are open: squared error weighs the few peaks that are often open, a Bernoulli loss each by its own noise.',
      evidence: ['peakvi-2022']
    },
    {
      id: 'depth-in-target',
      slot: 'regularisation',
      hard: false,
      wants: ['shrink-to-baseline'],
      when: [{ modality: 'atac' }, { fact: 'depth-ratio', below: 0.9 }],
      says: 'Cells are shallower by {depth-ratio} than their controls: what depth leaves behind looks like a change; shrink.',
      evidence: ['measured-depth-signs']
    },
    {
      id: 'own-noise',
      slot: 'loss',
      hard: true,
      wants: ['protein-noise'],
      // which fits each modality with a noise of its own for each feature
      accepts: ['evidence'],
      when: [{ modality: 'protein' }, { fact: 'protein-noise-range', atLeast: 1.5 }],
      says: 'The noisier proteins vary {protein-noise-range} times as much in control cells as the quiet ones: squared error would let them decide.',
      evidence: ['mule-2022']
    },
    {
      id: 'small-effect',
      slot: 'regularisation',
      hard: true,
      wants: ['shrink-to-baseline'],
      when: [{ fact: 'effect-size', below: 0.2 }],
      says: 'The effect is small ({effect-size} control s.d.): an unshrunk fit ends below the mean response.',
      evidence: ['efron-morris-1975', 'perturbarena-2024']
    }
  ],
  values: [
    { key: 'rank', value: 10, when: [{ fact: 'conditions', below: 30 }] },
    { key: 'rank', value: 20, when: [{ fact: 'conditions', below: 100 }] },
    { key: 'rank', value: 50, when: [{ fact: 'conditions', atLeast: 100 }] }
  ]
};
