import type { PanelMemory } from '../panel/model';
import { keepForm, recallForm } from './task-form';

function memory(stored = new Map<string, string>()): PanelMemory {
  return {
    read: key => stored.get(key) ?? null,
    write: (key, value) => {
      if (value === null) {
        stored.delete(key);
      } else {
        stored.set(key, value);
      }
    }
  };
}

const form = {
  settings: { control: 'wt', folds: '2' },
  constraints: [{ key: 'parameters', value: '1000000', understood: true, note: '' }],
  knowledge: ['tags.tsv'],
  objective: 'Pairs nobody measured.'
} as const;

describe('the form of the task', () => {
  it('comes back as it was kept', () => {
    const tab = memory();
    keepForm(tab, form);

    expect(recallForm(tab)).toEqual(form);
  });

  it('leaves nothing behind once it is empty', () => {
    const stored = new Map<string, string>();
    keepForm(memory(stored), form);
    keepForm(memory(stored), { settings: {}, constraints: [], knowledge: [], objective: '' });

    expect(stored.size).toBe(0);
  });

  it.each([
    { name: 'nothing', text: undefined },
    { name: 'no JSON', text: '{' },
    { name: 'null', text: 'null' },
    {
      name: 'fields of other kinds',
      text: '{"settings":{"x":1},"constraints":3,"knowledge":[5],"objective":4}'
    }
  ])('recalls nothing from $name', ({ text }) => {
    const stored = new Map(text === undefined ? [] : [['task-form', text]]);

    expect(recallForm(memory(stored))).toEqual({});
  });
});
