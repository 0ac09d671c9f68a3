import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import React from 'react';
import { ConditionChoice } from './condition-choice';
import type { Option } from './condition-choice';

afterEach(cleanup);

const pairs = (count: number): readonly Option[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `k${index}`,
    label: `GENE${index}+STAT${index % 3}`,
    group: index % 2 === 0 ? 'Both seen' : 'One seen'
  }));

/** The choice with its state, as a result holds it; `shown` tells what is drawn. */
function Held({ options }: { readonly options: readonly Option[] }): JSX.Element {
  const [chosen, choose] = React.useState('k0');
  return (
    <>
      <ConditionChoice label="Condition" options={options} chosen={chosen} choose={choose} />
      <output>{chosen}</output>
    </>
  );
}

const list = () => screen.getByRole<HTMLSelectElement>('combobox', { name: 'Condition' });
const offered = () =>
  within(list())
    .getAllByRole<HTMLOptionElement>('option')
    .map(option => option.value);
const seek = (text: string) =>
  fireEvent.change(screen.getByRole('searchbox', { name: 'Find by name' }), {
    target: { value: text }
  });

test('hundreds of pairs are narrowed by any part of a name, and the first that is found is drawn', () => {
  render(<Held options={pairs(300)} />);
  seek('stat1+gene10 ');
  expect(offered()).toEqual(['k10', 'k100', 'k106', 'k103', 'k109']);
  expect(list().value).toBe('k10');
  expect(screen.getByText('k10').tagName).toBe('OUTPUT');
  expect(screen.getByText('5 found')).toBeTruthy();
  seek('');
  expect(offered()).toHaveLength(300);
  expect(list().value).toBe('k10');
});

test('what is drawn stays where it is among what is found', () => {
  render(<Held options={pairs(300)} />);
  seek('gene0');
  expect(list().value).toBe('k0');
});

test('a name that nothing holds leaves list and drawing as they are, and says so', () => {
  render(<Held options={pairs(300)} />);
  seek('MYC');
  expect(offered()).toHaveLength(300);
  expect(list().value).toBe('k0');
  expect(screen.getByText('none found')).toBeTruthy();
});

test('groups keep their headings, and a short list has no field', () => {
  render(<Held options={pairs(8)} />);
  expect(within(list()).getAllByRole('group')).toHaveLength(2);
  expect(screen.queryByRole('searchbox')).toBeNull();
});
