import type { Role } from '../rules';

/** Argues from which genes and regions regulate which; joins for chromatin, and where regulators are turned up or down. */
export const regulation: Role = {
  id: 'regulation',
  rules: [
    {
      slot: 'perturbation',
      choice: 'knowledge',
      when: [{ fact: 'knowledge-table', atLeast: 1 }],
      says: 'Which genes a regulator binds is known for many: the table says more than counts.',
      evidence: ['txpert-2025']
    },
    {
      slot: 'perturbation',
      choice: 'control-coexpression',
      when: [{ scenario: 'unseen-perturbation' }, { notModality: 'atac' }],
      says: 'A regulator and its targets vary together in control cells: that is all that is known of an unseen one.',
      evidence: ['gears-2023']
    },
    {
      slot: 'perturbation',
      choice: 'multi-hot',
      when: [],
      says: 'Every regulator asked for was measured: its own entry holds the genes it moves.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      slot: 'composition',
      choice: 'interaction-residual',
      when: [
        { fact: 'regulators', atLeast: 3 },
        { fact: 'pairs-both-seen', atLeast: 10 }
      ],
      says: '{regulators} targets are regulators: two of them on one promoter do not add up; learn the rest over {pairs-both-seen:pair}.',
      evidence: ['norman-2019']
    },
    {
      slot: 'composition',
      choice: 'additive',
      when: [],
      says: 'Too few pairs show how regulators share targets: add them.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      slot: 'decoder',
      choice: 'low-rank',
      when: [],
      says: 'A regulator moves its targets together: modules are directions.',
      evidence: ['bendidi-2024']
    },
    {
      slot: 'loss',
      choice: 'bernoulli',
      when: [{ modality: 'atac' }],
      says: 'A region is open or closed in a cell: what is learned is how often.',
      evidence: ['peakvi-2022']
    },
    {
      slot: 'evaluation',
      choice: 'discrimination',
      when: [{ modality: 'atac' }],
      says: 'Most regions open and close with everything: ask whether conditions can be told apart.',
      evidence: ['perturbench-2024']
    },
    {
      slot: 'evaluation',
      choice: 'discrimination',
      when: [{ type: ['drug', 'cytokine', 'unknown'] }],
      says: 'Most regions open and close with everything: ask whether conditions can be told apart.',
      evidence: ['perturbench-2024']
    },
    {
      slot: 'evaluation',
      choice: 'without-targets',
      when: [],
      says: 'What was turned up or down is no answer of the network: score what it regulates.',
      evidence: ['measured-target-rule']
    }
  ],
  concerns: [
    {
      id: 'modules',
      slot: 'decoder',
      hard: false,
      wants: ['low-rank'],
      when: [
        { fact: 'regulators', atLeast: 3 },
        { fact: 'conditions', below: 100 }
      ],
      says: '{regulators} regulators over {conditions:condition}: their modules are what can be estimated, not single genes.',
      evidence: ['bendidi-2024']
    },
    {
      id: 'own-expression',
      slot: 'evaluation',
      hard: false,
      wants: ['without-targets'],
      when: [{ type: ['activation', 'interference'] }, { fact: 'on-target-change', atLeast: 0.25 }],
      says: 'The target itself moves by {on-target-change}: that was done to the cell, and is no response.',
      evidence: ['measured-target-rule']
    },
    {
      id: 'shared-promoters',
      slot: 'composition',
      hard: false,
      wants: ['interaction-residual', 'set-network'],
      when: [
        { fact: 'regulators', atLeast: 3 },
        { fact: 'pairs-both-seen', atLeast: 20 },
        { fact: 'half-agreement', atLeast: 0.3 },
        { fact: 'ceiling-room', atLeast: 0.15 }
      ],
      says: '{regulators} regulators, {pairs-both-seen:pair} seen, {ceiling-room} left to the ceiling: regulators of one promoter do not add up.',
      evidence: ['norman-2019']
    }
  ],
  values: []
};
