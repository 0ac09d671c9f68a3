import type { RunEvent } from '../core';
import { StandingApprovals } from './standing-approvals';

const event = (chain: string): RunEvent =>
  ({ type: 'run-ended', version: 1, seq: 0, chain }) as RunEvent;

/** One browser tab over one notebook. */
function tab({ isAllowed = true, stored = new Map<string, string>() } = {}) {
  const memory = {
    read: (key: string) => stored.get(key) ?? null,
    write: (key: string, value: string | null) => {
      if (value === null) {
        stored.delete(key);
      } else {
        stored.set(key, value);
      }
    }
  };
  return {
    standing: new StandingApprovals(
      () => memory,
      () => isAllowed
    ),
    stored
  };
}

describe('"always for this notebook"', () => {
  it('holds for the run it was given in and those begun after it, also after a reload', () => {
    const { standing, stored } = tab();
    standing.grant('r-1', 'c-1');
    standing.begun('r-2');
    standing.wrote('r-2', event('c-7'));

    const reloaded = tab({ stored }).standing;
    reloaded.opened('r-2', [event('c-6'), event('c-7')]);
    expect([reloaded.stands, reloaded.covers('r-1'), reloaded.covers('r-2')]).toEqual([
      true,
      true,
      true
    ]);
  });

  it('does not hold for a run that came with a file', () => {
    const { standing } = tab();
    standing.grant('r-1', 'c-1');
    standing.opened('r-foreign', [event('c-9')]);
    expect(standing.covers('r-foreign')).toBe(false);
    standing.wrote('r-foreign', event('c-10'));
    expect(standing.covers('r-foreign')).toBe(false);
  });

  it('does not hold for a run whose log somebody else went on with', () => {
    const { standing } = tab();
    standing.grant('r-1', 'c-1');
    standing.opened('r-1', [event('c-1'), event('c-forged')]);
    expect(standing.covers('r-1')).toBe(false);
  });

  it('is not there in another tab or another notebook', () => {
    tab().standing.grant('r-1', 'c-1');
    expect(tab().standing.stands).toBe(false);
  });

  it('ends when it is withdrawn', () => {
    const { standing, stored } = tab();
    standing.grant('r-1', 'c-1');
    standing.withdraw();
    standing.begun('r-2');
    expect([standing.stands, standing.covers('r-1'), stored.size]).toEqual([false, false, 0]);
  });

  it('can neither be given nor kept where the administrator does not allow it', () => {
    const { standing, stored } = tab();
    standing.grant('r-1', 'c-1');
    const forbidden = tab({ stored, isAllowed: false }).standing;
    expect([forbidden.mayStand, forbidden.stands, forbidden.covers('r-1')]).toEqual([
      false,
      false,
      false
    ]);
  });

  it.each(['{', '[]', '{"r-1": 1}'])('is nothing where what was kept is unreadable: %s', text => {
    const { standing } = tab({ stored: new Map([['always', text]]) });
    expect(standing.covers('r-1')).toBe(false);
  });
});
