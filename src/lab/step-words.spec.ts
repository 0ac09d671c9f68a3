import { nullTranslator } from '@jupyterlab/translation';
import { steps } from '../core';
import { stepWords } from './step-words';

const trans = nullTranslator.load('jupyterlab_cellforge');

describe('steps beside the slider of a replay', () => {
  it('are told in words: none shows the key it is recorded under', () => {
    const keys = [
      ...Object.values(steps).filter(key => typeof key === 'string'),
      steps.plan(1),
      steps.decision(1),
      steps.candidate(2),
      steps.candidateInner(2),
      steps.candidateLeft(2, 1),
      steps.refined(1),
      steps.codePolicy(1),
      steps.codeCell('standard')
    ].filter(key => !key.endsWith('/call'));
    for (const key of keys) {
      expect(stepWords(key, trans)).not.toMatch(/[\w-]\/[\w-]/);
    }
    expect(stepWords('candidate-2/inner', trans)).toBe('candidate 2 on inner folds');
  });

  it('stay as recorded where nobody named them', () => {
    expect(stepWords('of-another-version/x', trans)).toBe('of-another-version/x');
  });
});
