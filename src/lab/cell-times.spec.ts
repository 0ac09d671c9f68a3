import { CellTimes } from './cell-times';

describe('CellTimes', () => {
  it('counts a queued cell from the end of the one before it', () => {
    let now = 0;
    const times = new CellTimes(() => now);
    times.scheduled('a');
    times.scheduled('b');
    now = 2000;
    times.executed('a');
    now = 7000;
    times.executed('b');

    expect([times.of('a'), times.of('b')]).toEqual([2, 5]);
  });

  it('tells since when a cell has been running, and of one that ended no more', () => {
    let now = 0;
    const times = new CellTimes(() => now);
    times.scheduled('a');
    times.scheduled('b');
    now = 2000;
    times.executed('a');

    expect(times.since('a')).toBeNull();
    expect(times.since('b')).toBe('1970-01-01T00:00:02.000Z');
  });

  it('forgets the time of a cell that runs again, and knows none of a cell it did not see', () => {
    const times = new CellTimes(() => 0);
    times.scheduled('a');
    times.executed('a');
    times.scheduled('a');

    expect(times.of('a')).toBeNull();
    times.executed('before the reload');
    expect(times.of('before the reload')).toBeNull();
  });
});
