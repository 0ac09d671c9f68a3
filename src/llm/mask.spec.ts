import { firstOffer } from './first-offer';
import { maskOf } from './mask';
import { attackedRun, plainWorld } from './testing/attacked-run';
import { channels } from './testing/channels';
import type { World } from './testing/channels';
import { exampleSituation } from './testing/example-briefs';

const donors = [{ column: 'donor', levels: ['Anna', 'Anna Berg', "O'Hara", '1488', 'patient_1'] }];
const mask = maskOf(donors);

describe('a mask', () => {
  it.each([
    ['the longest name wins', 'Anna Berg and Anna', 'donor-2 and donor-1'],
    ['case does not matter', 'ANNA: PATIENT_1', 'donor-1: donor-5'],
    ['a name inside a word stays', 'Annabel, patient_12, 14880', 'Annabel, patient_12, 14880'],
    ['as Python shows it', "KeyError: 'O\\'Hara'", "KeyError: 'donor-3'"],
    ['in a path or a key', 'donor=Anna/1488.', 'donor=donor-1/donor-4.'],
    ['cut short', 'seen in patien…', 'seen in masked…'],
    ['other text that was cut short stays', 'the response…', 'the response…']
  ])('%s', (_name, text, expected) => {
    expect(mask(text)).toBe(expected);
  });

  it('leaves what is called like a word of our own questions, and single signs', () => {
    const other = maskOf([{ column: 'batch', levels: ['data', 'control', 'A', '12', 'evidence'] }]);
    const text = 'data control A 12 evidence';
    expect(other(text)).toBe(text);
  });

  it('takes signs of a name for signs', () => {
    expect(maskOf([{ column: 'sample', levels: ['S.1-(a)'] }])('S.1-(a) SX1-(a)')).toBe(
      'sample-1 SX1-(a)'
    );
  });
});

const name = 'Zbigniew-1488';
const names = maskOf([{ column: 'donor', levels: [name] }]);
const sent = async (world: World, isMasked: boolean): Promise<string> => {
  const { model } = await attackedRun(world, isMasked ? async () => names : undefined);
  return JSON.stringify(model.bodies);
};

const others = [
  {
    id: 'part of the file',
    plant: (world: World, text: string): World => ({
      ...world,
      described: {
        ...world.described,
        task: { ...world.described.task!, where: `donor:${text}` }
      }
    })
  },
  {
    id: 'measured fact',
    plant: (world: World, text: string): World => ({
      ...world,
      described: {
        ...world.described,
        profile: {
          ...world.described.profile!,
          facts: [{ id: 'seen', value: 1, unit: 'cells', text: `1 cell of ${text}.` }]
        }
      }
    })
  }
];
const read = [...channels.filter(({ reaches }) => reaches.length > 0), ...others];

describe('a name of a donor in a whole run', () => {
  it.each(read)('does not leave in the $id, and would without the mask', async ({ plant }) => {
    const world = plant(plainWorld, `only in ${name} here`);
    expect(await sent(world, false)).toContain(name);
    const masked = await sent(world, true);
    expect(masked.toLowerCase()).not.toContain(name.toLowerCase());
    expect(masked).toContain('donor-1');
  });

  it('keeps a run from sending anything where the names can not be had', async () => {
    const gone = async () => Promise.reject(new Error('the kernel is gone'));
    await expect(attackedRun(plainWorld, gone)).rejects.toThrow('the kernel is gone');
  });
});

describe('the offer', () => {
  it('shows the masked prompt, and says that it is masked', () => {
    const value = 'like Anna Berg';
    const { brief } = exampleSituation({
      constraints: [{ key: 'words', value, understood: false, note: '' }]
    });
    const to = { to: 'our cluster', model: 'm' };
    const plain = firstOffer(to, 'data', brief);
    const masked = firstOffer({ ...to, mask }, 'data', brief);
    expect([plain.isMasked, masked.isMasked]).toEqual([false, true]);
    expect(plain.text).toContain('like Anna Berg');
    expect(masked.text).toContain('like donor-2');
    expect(masked.text).not.toContain('Anna');
  });
});
