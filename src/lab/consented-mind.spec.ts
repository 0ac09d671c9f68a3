import { z } from 'zod';
import { StoppedError } from '../core';
import type { Mind } from '../core';
import { exampleCall } from '../core/testing/calling-mind';
import { offer } from '../panel/testing/llm-states';
import { consentedMind } from './consented-mind';
import { PanelAnalyst } from './panel-analyst';

const signal = (): AbortSignal => new AbortController().signal;

/** A mind that counts its calls, before a person. */
function before() {
  const calls: string[] = [];
  const mind: Mind = {
    kind: 'llm',
    answer: () => Promise.reject(new Error('not asked this way')),
    offer: async () => offer,
    call: async (role, _brief, schema) => {
      calls.push(role);
      return { value: schema.parse('said'), by: 'llm', call: exampleCall };
    }
  };
  const analyst = new PanelAnalyst(jest.fn());
  const { call } = consentedMind(mind, analyst);
  const ask = (role: string) => call!(role, {}, z.string(), signal());
  return { analyst, calls, ask };
}

const waits = async (analyst: PanelAnalyst): Promise<void> => {
  while (analyst.waitingOffer === null) {
    await Promise.resolve();
  }
};

describe('a run whose log says that somebody agreed', () => {
  it('sends nothing before the person here agrees, who is asked once for all experts', async () => {
    const { analyst, calls, ask } = before();
    const both = Promise.all([ask('data'), ask('biology')]);
    await waits(analyst);
    expect(calls).toEqual([]);
    analyst.decideOffer(true);
    await both;
    await ask('critic');
    expect(calls).toEqual(['data', 'biology', 'critic']);
    expect(analyst.waitingOffer).toBeNull();
  });

  it('is stopped where they do not, and asks the next time', async () => {
    const { analyst, calls, ask } = before();
    const asked = expect(ask('data')).rejects.toThrow(StoppedError);
    await waits(analyst);
    analyst.decideOffer(false);
    await asked;
    void ask('data');
    await waits(analyst);
    expect(calls).toEqual([]);
  });
});
