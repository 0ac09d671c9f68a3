import { settingKeys } from '../core';
import { ablationUsage } from './ablation/arguments';
import { designUsage, verifyUsage } from './arguments';
import { ablationHelp, designHelp, verifyHelp } from './help';

const optionsIn = (text: string): readonly string[] => text.match(/--[a-z][a-z-]+/g) ?? [];

it.each([
  ['design', designUsage, designHelp],
  ['verify', verifyUsage, verifyHelp],
  ['ablation', ablationUsage, ablationHelp]
])('the help of %s tells every option that it takes', (_name, usage, help) => {
  expect(optionsIn(help)).toEqual(expect.arrayContaining([...optionsIn(usage)]));
  expect(help.split('\n').every(line => line.length <= 110)).toBe(true);
});

it('tells every KEY that can be set', () => {
  settingKeys.forEach(key => expect(designHelp).toMatch(new RegExp(`\\b${key}\\b`)));
});
