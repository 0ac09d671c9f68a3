import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import type { Verification } from '../model';
import { draw } from '../testing/draw';
import { states } from '../testing/states';

afterEach(cleanup);

const verification: Verification = {
  state: 'agrees',
  at: '2026-11-12T10:00:00Z',
  device: '',
  checks: [{ name: 'record', recorded: '128 events', now: '128 events, chained', agrees: true }],
  notes: []
};

const shown = (parts: Partial<Verification>): HTMLElement => {
  draw({ ...states['8-replay'], verification: { ...verification, ...parts } });
  return screen.getByRole('region', { name: 'Verification' });
};

describe('what verify answers', () => {
  it('claims no agreement of scores where no cell was run', () => {
    const region = shown({});
    expect(region.textContent).toContain('No cell was run, so no score was compared.');
    expect(region.textContent).not.toContain('the scores agree');
  });

  it('names the device where the cells were run', () => {
    expect(shown({ device: 'cpu' }).textContent).toMatch(/on cpu, .*the scores agree/);
  });

  it('opens what was compared where it differs', () => {
    const checks = [{ name: 'cells', recorded: 'a', now: 'b', agrees: false }];
    within(shown({ state: 'disagrees', checks })).getByRole('table');
  });

  it('neither confirms nor denies scores whose cells could not run here', () => {
    const region = shown({ state: 'incomplete', notes: ['There is no file study.h5ad.'] });
    expect(region.textContent).toMatch(/Scores not compared.*no file study\.h5ad/);
    expect(region.textContent).not.toMatch(/does not agree|Verified/);
  });

  it('says for how long it has been running', () => {
    const at = new Date(Date.now() - 125_000).toISOString();
    expect(shown({ state: 'running', at, checks: [] }).textContent).toContain('Running for 2:05');
  });

  it('can be stopped by itself while it runs', () => {
    const { asked } = draw({
      ...states['8-replay'],
      verification: { ...verification, state: 'running', checks: [] }
    });
    fireEvent.click(screen.getByRole('button', { name: 'Stop verifying' }));
    expect([asked('stopVerifying').length, asked('stop').length]).toEqual([1, 0]);
  });

  it('stands above the sections, where the button that asked for it is', () => {
    const region = shown({});
    const task = screen.getByRole('heading', { level: 3, name: 'Task Analysis' });
    expect(region.compareDocumentPosition(task)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });
});
