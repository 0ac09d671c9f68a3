import type { Role } from '../rules';

/** Argues from what a compound is and how much of it was given; joins where the perturbations are drugs. */
export const chemistry: Role = {
  id: 'chemistry',
  rules: [
    {
      slot: 'response',
      choice: 'delta',
      when: [{ fact: 'doses', atLeast: 2 }],
      says: '{doses:dose}: more of a compound goes further along a change over control, which a whole profile hides.',
      evidence: ['sciplex-2020']
    },
    {
      slot: 'response',
      choice: 'delta',
      when: [],
      says: 'What a compound does is a change over its vehicle: predict that.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      slot: 'perturbation',
      choice: 'knowledge',
      when: [
        { fact: 'compound-structures', atLeast: 1 },
        { fact: 'knowledge-helps', atLeast: 1 }
      ],
      says: 'Inner folds bear the structures of {compound-structures:compound} out: those that share substructures answer alike here.',
      evidence: ['chemcpa-2022']
    },
    {
      slot: 'perturbation',
      choice: 'knowledge',
      when: [{ fact: 'knowledge-table', atLeast: 1 }],
      says: 'A compound is no feature of the data: what is known of its structure and targets is the only likeness there is.',
      evidence: ['chemcpa-2022']
    },
    {
      slot: 'perturbation',
      choice: 'multi-hot',
      when: [],
      says: 'A compound is no feature of the data, so co-expression with it does not exist: one entry each.',
      evidence: ['chemcpa-2022']
    },
    {
      slot: 'context',
      choice: 'dose-time-curve',
      when: [{ scenario: 'unseen-dose' }],
      says: '{doses:dose}: what binds its target saturates, so a dose is a place on a curve.',
      evidence: ['sciplex-2020']
    },
    {
      slot: 'context',
      choice: 'control-profile',
      when: [{ fact: 'contexts', atLeast: 2 }],
      says: '{contexts:context}: a compound works where its target is expressed.',
      evidence: ['mixseq-2020']
    },
    {
      slot: 'context',
      choice: 'none',
      when: [],
      says: 'One kind of cell and no dose to predict: nothing to condition on.',
      evidence: []
    },
    {
      slot: 'decoder',
      choice: 'low-rank',
      when: [],
      says: 'Compounds of one class answer alike: a few shared directions hold the classes.',
      evidence: ['sciplex-2020']
    },
    {
      slot: 'evaluation',
      choice: 'discrimination',
      when: [{ fact: 'perturbations', atLeast: 4 }],
      says: '{perturbations:compound}: within a class answers are alike, so ask whether each is told from the others.',
      evidence: ['sciplex-2020', 'perturbench-2024']
    },
    {
      slot: 'evaluation',
      choice: 'mean-reference',
      when: [],
      says: 'Stress answers every toxic compound: score against the mean response too.',
      evidence: ['systema-2025']
    }
  ],
  concerns: [
    {
      id: 'no-co-expression',
      slot: 'perturbation',
      hard: false,
      wants: ['multi-hot'],
      when: [
        { type: ['drug', 'cytokine'] },
        { notScenario: 'unseen-perturbation' },
        { absent: 'knowledge-table' }
      ],
      says: 'A compound has no counts of its own: there is nothing that it is co-expressed with.',
      evidence: ['chemcpa-2022']
    },
    {
      id: 'use-the-structure',
      slot: 'perturbation',
      hard: false,
      wants: ['knowledge'],
      when: [
        { type: ['drug'] },
        { scenario: 'unseen-perturbation' },
        { fact: 'knowledge-table', atLeast: 1 }
      ],
      says: 'A compound nobody gave is only reached through what is known of it: use the table.',
      evidence: ['chemcpa-2022']
    },
    {
      id: 'near-duplicates-flatter',
      slot: 'evaluation',
      hard: false,
      wants: ['discrimination'],
      when: [{ fact: 'structure-twins', atLeast: 1 }],
      says: '{structure-twins:compound} held out beside a near-duplicate in training: a mean over compounds flatters, so ask whether each is told from the others.',
      evidence: ['perturbench-2024']
    },
    {
      id: 'dose-along-a-change',
      slot: 'response',
      hard: false,
      wants: ['delta'],
      when: [{ fact: 'doses', atLeast: 2 }],
      says: '{doses:dose}: a whole profile makes the lowest dose look well predicted by doing nothing.',
      evidence: ['sciplex-2020', 'systema-2025']
    }
  ],
  values: []
};
