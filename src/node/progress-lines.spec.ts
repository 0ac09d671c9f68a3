import type { Described, Result } from '../core';
import { dryLines, resultLines } from './progress-lines';

const described = {
  profile: {
    warnings: [{ code: 'few-cells', title: 'Few cells', message: '2 of 9 are small.' }],
    object: { modalities: [{ id: 'rna' }, { id: 'protein', n_features: 13 }] },
    findings: {
      control: { value: 'DMSO', reason: '9 labels; "DMSO" and 1 more label: 80 cells.' },
      context: { value: null, reason: 'No column.' },
      dose: { value: 'dose_value', reason: '3 values: 10, 100, 1000; in nM by obs["dose_unit"].' }
    }
  },
  task: {
    scenarios: ['unseen-context'],
    perturbation: 'drug',
    control: 'DMSO',
    modality: 'rna',
    layer: 'X',
    value_state: 'counts',
    perturbation_type: 'drug',
    held_out: [
      { scenario: 'unseen-context', chosen: true, reason: '7 contexts, each held out once.' },
      { scenario: 'unseen-perturbation', chosen: false, reason: '1 perturbation.' }
    ]
  },
  questions: [{ key: 'where', message: 'Which part?', options: ['a:b', 'a:c'] }],
  problem: null
} as unknown as Described;

it('says in a dry run what is unusual, what is to be set and what would be held out', () => {
  expect(dryLines(described)).toEqual([
    'warning: Few cells. 2 of 9 are small.',
    'to be set: where. Which part? (a:b, a:c)',
    'task: unseen-context; perturbation "drug", control "DMSO"',
    'read: rna from X (counts); perturbations: drug; 13 features of protein are there too (modality=rna,protein)',
    '  control "DMSO": 9 labels; "DMSO" and 1 more label: 80 cells.',
    '  dose "dose_value": 3 values: 10, 100, 1000; in nM by obs["dose_unit"].',
    'held out for unseen-context: 7 contexts, each held out once.'
  ]);
});

it('says at how many times controls were taken where times are measured', () => {
  const text = 'Controls are matched by time at 3 of 4 times; 1 without.';
  const facts = [
    { id: 'times', value: 4, unit: 'times', text: '4 times.' },
    { id: 'times-without-controls', value: 1, unit: 'times', text }
  ];
  const profile = { ...described.profile, facts } as unknown as Described['profile'];
  expect(dryLines({ ...described, profile })[1]).toBe(text);
});

it('still tells the warnings where a problem leaves no task', () => {
  expect(dryLines({ ...described, task: null, questions: [] })).toEqual([
    'warning: Few cells. 2 of 9 are small.'
  ]);
});

it('gives the verdict of each modality of a part, and what was adjusted', () => {
  const protein = { verdict: 'no-signal', sentence: 'Not predictable.' };
  const own = { verdict: 'better-than-baselines', sentence: 'Better.' };
  const result = {
    scenarios: {
      time: { parts: { interpolation: { ...own, modalities: { rna: own, protein } } } }
    },
    modalities: { protein: {} },
    notes: ['Values are stored in 16 bits.']
  } as unknown as Result;
  expect(resultLines(result)).toEqual([
    'time/interpolation: better-than-baselines. Better.',
    'time/interpolation/protein: no-signal. Not predictable.',
    'note: Values are stored in 16 bits.'
  ]);
  expect(resultLines(null)).toEqual([]);
});
