import { nullTranslator } from '@jupyterlab/translation';
import { cleanup, render, screen } from '@testing-library/react';
import React from 'react';
import type { Result, VerdictId } from '../../core/experiment/result';
import { domain } from '../index';
import { exampleResult } from '../testing/example-result';
import { nextSteps } from './next-steps';
import { comparePartIds } from './names';
import { ResultView } from './result-view';
import { shortName } from './scatter-plot';
import { unscoredOf } from './unscored';
import { headline } from './verdict';

afterEach(cleanup);

const trans = nullTranslator.load(domain);
const one = exampleResult.scenarios['unseen-combination'].parts['seen-1'];

const resultWith = (
  verdict: VerdictId,
  scenario = 'unseen-combination',
  best = 'additive'
): Result => ({
  ...exampleResult,
  scenarios: { [scenario]: { parts: { 'seen-1': { ...one, verdict, best_baseline: best } } } }
});

describe('what a verdict means and what to do', () => {
  it('says nothing where every part is better', () => {
    expect(nextSteps(resultWith('better-than-baselines'), trans)).toEqual([]);
  });

  it('says what the winning baseline predicts, and what is left to the ceiling', () => {
    const told = nextSteps(resultWith('no-better-than-baselines'), trans).join('\n');
    expect(told).toContain('Additive: the changes of the single targets added up.');
    expect(told).toMatch(/Up to 0\.\d+ is left between baseline and ceiling/);
    expect(told).toContain('Refine');
  });

  it('names prior knowledge where targets were never perturbed and none was given', () => {
    const told = nextSteps(resultWith('no-better-than-baselines', 'unseen-perturbation'), trans);
    expect(told.join('\n')).toContain('prior knowledge of the targets');
  });

  it.each([
    ['baseline-at-ceiling', /Only more cells a condition raise the ceiling/],
    ['no-signal', /More cells a condition would help/],
    ['too-few-conditions', /six held-out conditions/]
  ] as const)('tells what would help where the verdict is %s', (verdict, help) => {
    expect(nextSteps(resultWith(verdict), trans).join('\n')).toMatch(help);
  });

  it('tells what the average change already says from no signal at all', () => {
    const beyond = {
      ...one,
      verdict: 'no-signal' as const,
      sentence:
        'Not predictable from this data beyond the average change: two halves of the held-out cells agree at 0.83 [0.66, 0.97]; the training mean scores 0.76.'
    };
    const result: Result = {
      ...exampleResult,
      scenarios: { 'unseen-context': { parts: { all: beyond } } }
    };
    expect(headline(result, trans).sentence).toMatch(/^Use the average change/);
    const told = nextSteps(result, trans).join('\n');
    expect(told).toContain('It is a good prediction');
    expect(told).not.toContain('answer too weakly');
  });

  it('stands open below a verdict that is no win', () => {
    render(<ResultView result={resultWith('no-better-than-baselines')} where="panel" />);
    screen.getByText(/Additive: the changes of the single targets added up/);
  });

  it('does not say that a baseline at the ceiling has beaten the model', () => {
    const told = headline(resultWith('baseline-at-ceiling'), trans);
    expect(told.status).toBe('Done: a baseline is at the ceiling');
    expect(told.sentence).toBe('Use “additive”: it is at the ceiling of the data.');
  });
});

describe('conditions that were not scored', () => {
  const left = [
    { label: 'drug 1 · 1', reason: 'not the highest of three doses or more' },
    { label: 'drug 1 · 0.1', reason: 'not the highest of three doses or more' },
    { label: 'drug 2 · 3', reason: 'under 30 cells' }
  ];
  const result: Result = {
    ...exampleResult,
    scatter: [{ ...exampleResult.scatter[0], label: 'drug 1 · 1' }],
    scenarios: {
      'unseen-dose': {
        parts: {
          interior: { ...one, unscored: left.slice(2) },
          highest: { ...one, unscored: left }
        }
      }
    }
  };

  it('are those that no part scored, each once, by reason', () => {
    expect([...unscoredOf(result)]).toEqual([
      ['under 30 cells', ['drug 2 · 3']],
      ['not the highest of three doses or more', ['drug 1 · 0.1']]
    ]);
    render(<ResultView result={result} where="panel" />);
    screen.getByText('2 conditions not scored');
  });
});

describe('ids of baselines in recorded text', () => {
  it('are shown by the names the field has for them', () => {
    const candidates = [
      {
        id: 'b',
        name: 'best baseline on inner folds: training-mean, multi-hot-ridge',
        parent: null,
        inner: null,
        chosen: false,
        status: 'scored' as const
      }
    ];
    render(<ResultView result={{ ...exampleResult, candidates }} where="panel" />);
    screen.getByText('Best baseline on inner folds: training mean, ridge');
  });
});

describe('parts in order', () => {
  it('stand before what was kept from the design of them', () => {
    expect(['design_blind', 'all'].sort(comparePartIds)).toEqual(['all', 'design_blind']);
    expect(['highest', 'interior-design_blind', 'interior'].sort(comparePartIds)).toEqual([
      'interior',
      'interior-design_blind',
      'highest'
    ]);
  });
});

describe('names of features in the picture', () => {
  it.each([
    ['chr7:76012345-76012845', 'chr7:76,012 kb'],
    ['X_1200_1700', 'X:1 kb'],
    ['GENE123', 'GENE123'],
    ['a-very-long-feature-name', 'a-very-l…ame']
  ])('tell %s from others as %s', (feature, short) => {
    expect(shortName(feature)).toBe(short);
  });

  it.each([
    ['changed peaks', 'A point is a peak'],
    ['changed proteins', 'A point is a protein'],
    ['changed genes', 'A point is a gene']
  ])('are what was measured: %s', (label, told) => {
    const metric_info = exampleResult.metric_info.map((info, index) =>
      index === 1 ? { ...info, label } : info
    );
    render(<ResultView result={{ ...exampleResult, metric_info }} where="panel" />);
    screen.getByText(new RegExp(told));
  });
});
