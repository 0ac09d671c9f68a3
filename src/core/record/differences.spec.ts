import {
  type ExampleSituation,
  exampleAssessment,
  exampleProfile,
  exampleSituations
} from '../design/testing/situations';
import { differencesOf } from './differences';

const measured = (situation: ExampleSituation) => ({
  profile: exampleProfile(situation),
  assessment: exampleAssessment(situation)
});
const { norman } = exampleSituations;
const recorded = measured(norman);

it('finds none in the same data', () => {
  expect(differencesOf(recorded, measured(norman))).toEqual([]);
});

it('names each fact and score that differs, with both numbers', () => {
  const other = measured({
    ...norman,
    facts: { ...norman.facts, 'effect-size': 0.3, 'half-agreement': 0.66 + 1e-6 },
    baselines: {
      ...norman.baselines,
      'seen-1': { ...norman.baselines['seen-1'], additive: 0.9 }
    }
  });
  const told = differencesOf(recorded, other).join('\n');
  expect(told).toContain('effect-size: recorded 0.21, now 0.3');
  expect(told).toMatch(/of additive on unseen-combination\/seen-1: recorded 0.5, now 0.9/);
  expect(told).not.toContain('half-agreement');
});

it('names facts that only one of the two has', () => {
  const { 'additive-agreement': _gone, ...facts } = norman.facts;
  const told = differencesOf(recorded, measured({ ...norman, facts }));
  expect(told).toContain('additive-agreement: recorded 0.61, now nothing');
});

it('compares what the profile tells before any baseline is scored', () => {
  const { profile } = recorded;
  const [fact, ...others] = profile.facts;
  const changed = { ...profile, facts: [{ ...fact, value: 7 }, ...others] };
  expect(
    differencesOf({ profile, assessment: null }, { profile: changed, assessment: null })
  ).toEqual([`${fact.id}: recorded ${fact.value}, now 7`]);
});
