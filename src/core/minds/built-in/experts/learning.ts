import { rulesByEvidence } from '../by-evidence';
import type { Role } from '../rules';

/** Argues from capacity: what a network of this shape can represent, and when it collapses. */
export const learning: Role = {
  id: 'learning',
  rules: [
    {
      slot: 'response',
      choice: 'profile',
      when: [{ fact: 'cells-per-condition', atLeast: 200 }],
      says: '{cells-per-condition:cell} a condition: a decoder can learn the whole profile, as autoencoders do.',
      evidence: ['scgen-2019', 'cpa-2023']
    },
    {
      slot: 'response',
      choice: 'delta',
      when: [],
      says: 'Few cells a condition: spend them on the change, not on the profile.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      slot: 'perturbation',
      choice: 'knowledge',
      when: [{ scenario: 'unseen-perturbation' }, { fact: 'knowledge-helps', atLeast: 1 }],
      says: 'Where a target comes from matters more than the network behind it: use the table.',
      evidence: ['presage-2025']
    },
    {
      slot: 'perturbation',
      choice: 'control-coexpression',
      when: [{ scenario: 'unseen-perturbation' }, { notModality: 'atac' }],
      says: 'An unseen target needs a vector that exists before training: take its co-expression.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      slot: 'perturbation',
      choice: 'learned',
      when: [
        { notModality: 'atac' },
        { fact: 'perturbations', atLeast: 200 },
        { fact: 'cells-per-condition', below: 100 }
      ],
      says: '{perturbations:target} of {cells-per-condition:cell} each: places among shared programmes need far fewer weights than an effect for each.',
      evidence: ['cpa-2023', 'bendidi-2024']
    },
    {
      slot: 'perturbation',
      choice: 'multi-hot',
      when: [],
      says: 'Targets recur between training and test: learn one embedding each.',
      evidence: ['perturbench-2024']
    },
    {
      slot: 'composition',
      choice: 'attention',
      when: [{ fact: 'pairs-both-seen', atLeast: 300 }],
      says: '{pairs-both-seen:pair} with both targets measured alone: enough to learn which target changes what another does.',
      evidence: ['set-transformer-2019', 'gears-2023']
    },
    {
      slot: 'composition',
      choice: 'set-network',
      when: [{ fact: 'pairs-both-seen', atLeast: 60 }],
      says: '{pairs-both-seen:pair} with both targets measured alone: a set network can learn how targets join.',
      evidence: ['deep-sets-2017', 'gears-2023']
    },
    {
      slot: 'composition',
      choice: 'interaction-residual',
      when: [{ fact: 'pairs-both-seen', atLeast: 10 }],
      says: '{pairs-both-seen:pair} with both targets measured alone: a small residual beside the sum is safe.',
      evidence: ['perturbench-2024']
    },
    {
      slot: 'composition',
      choice: 'latent-additive',
      when: [
        { fact: 'contexts', atLeast: 3 },
        { fact: 'conditions', atLeast: 500 }
      ],
      says: '{conditions:condition} over {contexts:context}: add encoded targets to the encoded context, and let a network decode the sum.',
      evidence: ['perturbench-2024', 'cpa-2023']
    },
    {
      slot: 'composition',
      choice: 'additive',
      when: [],
      says: 'Add the embeddings: with so few pairs a network could only copy the sum.',
      evidence: ['perturbench-2024']
    },
    {
      slot: 'context',
      choice: 'dose-time-curve',
      when: [{ scenario: 'unseen-dose' }],
      says: '{doses:dose}: let the dose scale what a target drives, a curve has fewer freedoms than a code for each dose.',
      evidence: ['cpa-2023']
    },
    {
      slot: 'context',
      choice: 'dose-time-curve',
      when: [{ scenario: 'time' }],
      says: '{times:time}: functions of time that rise, or come and go, share what the targets have in common.',
      evidence: ['cpa-2023']
    },
    {
      slot: 'context',
      choice: 'control-profile',
      when: [{ fact: 'contexts', atLeast: 2 }],
      says: "{contexts:context}: give the decoder each one's control mean, it learns the rest.",
      evidence: ['cpa-2023']
    },
    {
      slot: 'context',
      choice: 'none',
      when: [],
      says: 'A constant input teaches nothing: leave the context out.',
      evidence: []
    },
    {
      slot: 'decoder',
      choice: 'full',
      when: [{ fact: 'features', below: 500 }],
      says: '{features:output}, not many: a dense decoder costs little.',
      evidence: ['perturbench-2024']
    },
    {
      slot: 'decoder',
      choice: 'autoencoder',
      when: [
        { notModality: 'atac' },
        { fact: 'features', atLeast: 500 },
        { fact: 'conditions', atLeast: 500 },
        { fact: 'cells-per-condition', atLeast: 200 }
      ],
      says: '{conditions:condition} of {cells-per-condition:cell}: enough to learn a curved space of responses from the responses themselves.',
      evidence: ['scgen-2019', 'cpa-2023']
    },
    {
      slot: 'decoder',
      choice: 'full',
      when: [{ fact: 'cells-per-condition', atLeast: 200 }],
      says: '{cells-per-condition:cell} a condition: a dense decoder sees enough.',
      evidence: ['perturbench-2024']
    },
    {
      slot: 'decoder',
      choice: 'pca',
      when: [
        { notModality: 'atac' },
        { fact: 'features', atLeast: 5000 },
        { fact: 'conditions', atLeast: 100 },
        { fact: 'cells-per-condition', below: 60 }
      ],
      says: '{features:output} and {cells-per-condition:cell} a condition: keep to the principal directions, what lies outside is noise.',
      evidence: ['ahlmann-eltze-2025', 'bendidi-2024']
    },
    {
      slot: 'decoder',
      choice: 'low-rank',
      when: [],
      says: 'Responses lie near a few directions: a low-rank decoder shares them.',
      evidence: ['bendidi-2024']
    },
    ...rulesByEvidence(
      'loss',
      'evidence',
      'fit what drives the switches by the likelihood with their effects integrated out; gradient descent on an error learns the noise of means first.'
    ),
    {
      slot: 'loss',
      choice: 'bernoulli',
      when: [{ modality: 'atac' }],
      says: 'A peak is open or closed: its share has the noise of a coin, small near 0, and the loss should know.',
      evidence: ['peakvi-2022']
    },
    {
      slot: 'loss',
      choice: 'protein-noise',
      when: [{ modality: 'protein' }],
      says: 'Counts differ, but a mean of centred log ratios over many cells is Gaussian: what is left to model is how noisy each protein is.',
      evidence: ['mule-2022']
    },
    {
      slot: 'loss',
      choice: 'negative-binomial',
      when: [
        { values: 'counts' },
        { notModality: 'atac' },
        { fact: 'contexts', atLeast: 8 },
        { fact: 'conditions', atLeast: 300 }
      ],
      says: 'Counts in {contexts:context}: genes quiet in one are loud in another, and a fold change carries over where a change of log1p does not.',
      evidence: ['scvi-2018']
    },
    {
      slot: 'loss',
      choice: 'mse',
      when: [{ fact: 'cells-per-condition', below: 100 }],
      says: '{cells-per-condition:cell} a condition: weights from so few are weights on noise.',
      evidence: ['scperturb-2024']
    },
    {
      slot: 'loss',
      choice: 'de-weighted',
      when: [
        { fact: 'silent-share', atLeast: 0.5 },
        { fact: 'half-agreement', atLeast: 0.5 }
      ],
      says: 'A share of {silent-share} of the conditions is silent: plain squared error would learn to predict nothing.',
      evidence: ['mejia-2025', 'replogle-2022']
    },
    {
      slot: 'loss',
      choice: 'rank',
      when: [
        { notModality: 'atac' },
        { fact: 'conditions', atLeast: 300 },
        { fact: 'silent-share', below: 0.2 },
        { fact: 'half-agreement', atLeast: 0.7 }
      ],
      says: '{conditions:condition}, hardly any silent, halves agree {half-agreement}: ask of each answer that it is nearest to its own condition.',
      evidence: ['perturbench-2024', 'mejia-2025']
    },
    {
      slot: 'loss',
      choice: 'mse',
      when: [],
      says: 'Squared error first: it is what every baseline is judged by.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      slot: 'regularisation',
      choice: 'weight-decay',
      when: [],
      says: 'Let width and weight decay hold the network back; shrinkage blurs what sets targets apart.',
      evidence: ['adamw-2019']
    },
    {
      slot: 'training',
      choice: 'ensemble',
      when: [{ fact: 'conditions', below: 200 }],
      says: '{conditions:condition} train in seconds: average several seeds instead of trusting one.',
      evidence: ['deep-ensembles-2017', 'measured-ensemble']
    },
    {
      slot: 'training',
      choice: 'early-stopping',
      when: [],
      says: 'One long run with a held-out tenth of the conditions to stop on.',
      evidence: ['prechelt-1998']
    },
    {
      slot: 'evaluation',
      choice: 'discrimination',
      when: [],
      says: 'A collapsed network gives one answer for all: ask whether conditions can be told apart.',
      evidence: ['perturbench-2024']
    }
  ],
  concerns: [
    {
      id: 'blurred-targets',
      slot: 'perturbation',
      hard: false,
      wants: ['multi-hot'],
      when: [
        { notScenario: 'unseen-perturbation' },
        { absent: 'knowledge-table' },
        { fact: 'pairs', atLeast: 1 },
        { fact: 'perturbations', below: 1000 }
      ],
      says: '{perturbations:target}, {pairs:pair}: a measured target is known exactly; co-expression blurs it and gained nothing on real screens.',
      evidence: ['ahlmann-eltze-2025', 'measured-coexpression']
    },
    {
      id: 'noisy-weights',
      slot: 'loss',
      hard: false,
      wants: ['mse'],
      // it weighs nothing: how noisy a feature is stands in the likelihood
      accepts: ['evidence'],
      when: [
        { fact: 'cells-per-condition', below: 100 },
        { notModality: 'atac' },
        { notModality: 'protein' }
      ],
      says: '{cells-per-condition:cell} a condition can not say which features change.',
      evidence: ['scperturb-2024']
    },
    {
      id: 'collapse',
      slot: 'loss',
      hard: false,
      wants: ['de-weighted'],
      when: [
        { notModality: 'atac' },
        { notModality: 'protein' },
        { fact: 'silent-share', atLeast: 0.5 },
        { fact: 'half-agreement', atLeast: 0.5 }
      ],
      says: 'A share of {silent-share} is silent and halves agree {half-agreement}: an unweighted loss collapses to the mean.',
      evidence: ['mejia-2025']
    },
    {
      id: 'one-context',
      slot: 'context',
      hard: false,
      wants: ['none'],
      when: [{ fact: 'contexts', below: 2 }],
      says: '{contexts:context}: an input that never varies only adds weights.',
      evidence: []
    },
    {
      id: 'few-proteins',
      slot: 'decoder',
      hard: false,
      wants: ['full'],
      when: [{ modality: 'protein' }, { notModality: 'rna' }, { fact: 'proteins', below: 100 }],
      says: '{proteins:protein}: directions shared among so few save nothing and blur one into the other.',
      evidence: []
    },
    {
      id: 'wide-output',
      slot: 'decoder',
      hard: false,
      wants: ['low-rank'],
      when: [
        { fact: 'features', atLeast: 1000 },
        { fact: 'conditions', below: 50 }
      ],
      says: '{features:output} from {conditions:condition}: share directions.',
      evidence: ['ahlmann-eltze-2025']
    }
  ],
  values: [
    { key: 'hidden', value: 64, when: [{ fact: 'conditions', below: 50 }] },
    { key: 'hidden', value: 128, when: [{ fact: 'conditions', below: 200 }] },
    { key: 'hidden', value: 256, when: [{ fact: 'conditions', atLeast: 200 }] },
    // the penalties on switches and directions hold the network back; dropout on top took the gain away
    { key: 'dropout', value: 0, when: [] }
  ]
};
