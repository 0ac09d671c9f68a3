import { cleanup, fireEvent, screen } from '@testing-library/react';
import { draw } from './testing/draw';
import { states } from './testing/states';

afterEach(cleanup);

const press = (button: HTMLElement): void => {
  button.focus();
  fireEvent.click(button);
};
const named = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });

describe('focus stays in the panel where the button that was pressed goes away', () => {
  it('goes to the next constraint, then to the last, then to what adds one', () => {
    const all = states['2-constraints'].constraints;
    const { become } = draw(states['2-constraints']);
    press(named('Remove Composition: Network over the set of targets'));
    become({ constraints: [all[0], all[2]] });
    expect(document.activeElement).toBe(named('Remove Mind the mitochondria'));
    press(named('Remove Mind the mitochondria'));
    become({ constraints: [all[0]] });
    expect(document.activeElement).toBe(named('Remove 1,000,000'));
    press(named('Remove 1,000,000'));
    become({ constraints: [] });
    expect(document.activeElement).toBe(named('Add'));
  });

  it('goes to the file that is left, then to what adds one', () => {
    const { become } = draw(states['2-constraints']);
    press(named('Remove papalexi_tags.tsv'));
    become({ knowledge: ['tables/hallmark.v2024.1.Hs.symbols.gmt'] });
    expect(document.activeElement).toBe(named('Remove tables/hallmark.v2024.1.Hs.symbols.gmt'));
    press(named('Remove tables/hallmark.v2024.1.Hs.symbols.gmt'));
    become({ knowledge: [] });
    expect(document.activeElement).toBe(named('Add a file'));
  });

  it('goes to the field whose choice was taken back', () => {
    draw(states['2-constraints']);
    press(named('Use what was found for Perturbation'));
    expect(document.activeElement).toBe(screen.getByLabelText('Perturbation'));
  });

  it('goes to the first field that more settings show', () => {
    draw(states['2-ready']);
    press(named(/more settings$/));
    expect(document.activeElement).toBe(screen.getByLabelText('Part of the data'));
  });

  it('goes to the first chip that was not shown', () => {
    draw(states['4-plan']);
    const row = screen.getAllByRole('group', { name: /^Evidence for/ })[0];
    const before = row.querySelectorAll('button').length;
    press(row.querySelector('.cf-mod-more') as HTMLElement);
    const chips = [...row.querySelectorAll('button')];
    expect(chips.length).toBeGreaterThan(before);
    expect(document.activeElement).toBe(chips[before - 1]);
  });

  it('goes into the fields of another endpoint, and back where they close', () => {
    draw(states['2-llm-session']);
    press(named('Use another endpoint'));
    expect(document.activeElement).toBe(screen.getByLabelText('Address'));
    press(named('Cancel'));
    expect(document.activeElement).toBe(named('Use another endpoint'));
  });
});
