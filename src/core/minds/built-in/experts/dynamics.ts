import type { Role } from '../rules';

/** Argues from the course of a response in time; joins where several times are measured. */
export const dynamics: Role = {
  id: 'dynamics',
  rules: [
    {
      slot: 'response',
      choice: 'delta',
      when: [],
      says: 'Cells drift without any treatment: the change over control is what the course is about.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      slot: 'context',
      choice: 'dose-time-curve',
      when: [{ scenario: 'time' }, { fact: 'transient-share', atLeast: 0.1 }],
      says: 'A share of {transient-share} comes and goes over {times:time}: an onset and an offset, as a curve has.',
      evidence: ['impulse-2009']
    },
    {
      slot: 'context',
      choice: 'dose-time-curve',
      when: [{ scenario: 'time' }],
      says: '{times:time}: what happens between them is a course, not a label.',
      evidence: ['impulse-2009']
    },
    {
      slot: 'context',
      choice: 'control-profile',
      when: [{ fact: 'contexts', atLeast: 2 }],
      says: '{contexts:context}: how fast a cell answers hangs on what it holds at rest.',
      evidence: ['scperturbench-2025']
    },
    {
      slot: 'context',
      choice: 'none',
      when: [],
      says: 'One kind of cell and no time to predict: nothing to condition on.',
      evidence: []
    },
    {
      slot: 'decoder',
      choice: 'low-rank',
      when: [{ fact: 'times', atLeast: 2 }],
      says: '{times:time}: early and late programmes are a few directions that rise and fall.',
      evidence: ['bendidi-2024']
    },
    {
      slot: 'decoder',
      choice: 'low-rank',
      when: [],
      says: 'A course runs along a few directions.',
      evidence: ['bendidi-2024']
    },
    {
      slot: 'loss',
      choice: 'de-weighted',
      when: [
        { fact: 'times', atLeast: 3 },
        { fact: 'half-agreement', atLeast: 0.5 }
      ],
      says: '{times:time}: a gene that moves at one of them only is silent in a plain error; weigh what moves.',
      evidence: ['mejia-2025']
    },
    {
      slot: 'loss',
      choice: 'mse',
      when: [],
      says: 'Too few times, or too noisy ones, to say which genes move when: no weights.',
      evidence: ['scperturb-2024']
    },
    {
      slot: 'regularisation',
      choice: 'shrink-to-baseline',
      when: [],
      says: 'The nearest measured time already says most: shrink toward the best simple answer.',
      evidence: ['efron-morris-1975']
    },
    {
      slot: 'evaluation',
      choice: 'mean-reference',
      when: [],
      says: 'What all times share scores by itself: score against the mean response, where transient genes show.',
      evidence: ['systema-2025']
    }
  ],
  concerns: [
    {
      id: 'drift',
      slot: 'response',
      hard: false,
      wants: ['delta'],
      when: [{ fact: 'times', atLeast: 2 }],
      says: '{times:time}: a whole profile learns the drift of untreated cells as if it were a response.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      id: 'controls-not-time-matched',
      slot: 'evaluation',
      hard: false,
      wants: ['mean-reference'],
      when: [{ fact: 'times-without-controls', atLeast: 1 }],
      says: '{times-without-controls:time} without controls of the same time: what time alone does is in every change there; score against the mean response, which has most of it too.',
      evidence: ['systema-2025']
    },
    {
      id: 'few-times',
      slot: 'decoder',
      hard: false,
      wants: ['low-rank'],
      when: [
        { fact: 'times', atLeast: 2 },
        { fact: 'times', below: 5 }
      ],
      says: '{times:time}: a dense decoder can not tell a course from noise at so few points.',
      evidence: ['bendidi-2024']
    },
    {
      id: 'transient',
      slot: 'loss',
      hard: false,
      wants: ['de-weighted'],
      when: [
        { fact: 'times', atLeast: 3 },
        { fact: 'half-agreement', atLeast: 0.5 }
      ],
      says: '{times:time}, halves agree {half-agreement}: genes that come and go drown in an even error.',
      evidence: ['mejia-2025']
    }
  ],
  values: []
};
