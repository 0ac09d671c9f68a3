import { nullTranslator } from '@jupyterlab/translation';
import * as fc from 'fast-check';
import type { Plan, Slot } from '../../../core';
import { slotOptions, slots } from '../../../core';
import { profile, task } from '../../testing/data';
import { agreed } from '../../testing/states';
import { architecture, boxHeight } from './architecture';

const trans = nullTranslator.load('jupyterlab_cellforge');

const planWith = (chosen: Readonly<Record<Slot, string>>): Plan => ({
  ...agreed.plan,
  choices: slots.map(slot => ({ ...agreed.plan.choices[0], slot, choice: chosen[slot] }))
});

const anyPlan = fc
  .record(
    Object.fromEntries(
      slots.map(slot => [slot, fc.constantFrom<string>(...slotOptions[slot])])
    ) as Record<Slot, fc.Arbitrary<string>>
  )
  .map(planWith);

describe('architecture', () => {
  it('fits every plan on the page, without one box on another', () => {
    fc.assert(
      fc.property(anyPlan, plan => {
        const drawn = architecture(plan, { profile, task }, trans);
        for (const box of drawn.boxes) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(drawn.width);
          expect(box.y + boxHeight).toBeLessThanOrEqual(drawn.height);
        }
        for (const [index, one] of drawn.boxes.entries()) {
          for (const other of drawn.boxes.slice(index + 1)) {
            const apart =
              one.x + one.width <= other.x ||
              other.x + other.width <= one.x ||
              one.y + boxHeight <= other.y ||
              other.y + boxHeight <= one.y;
            expect(apart).toBe(true);
          }
        }
      })
    );
  });

  it('has room for its words, also in a wide font', () => {
    fc.assert(
      fc.property(anyPlan, plan => {
        for (const { title, note, width } of architecture(plan, { profile, task }, trans).boxes) {
          // DejaVu Sans at 12 px bold and at 11 px, and 3 px to each side
          expect(title.length * 7.3).toBeLessThanOrEqual(width - 6);
          expect(note.length * 6.1).toBeLessThanOrEqual(width - 6);
        }
      })
    );
  });

  it('adds the control profile exactly when the change is predicted', () => {
    fc.assert(
      fc.property(anyPlan, plan => {
        const isDelta = plan.choices.some(({ choice }) => choice === 'delta');
        expect(architecture(plan, { profile, task }, trans).plus !== null).toBe(isDelta);
      })
    );
  });

  it('says in words what it draws', () => {
    const drawn = architecture(agreed.plan, { profile, task }, trans);
    for (const box of drawn.boxes) {
      expect(drawn.sentence).toContain(box.title);
    }
  });
});
