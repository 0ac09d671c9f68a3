import type { ServerConnection } from '@jupyterlab/services';

import { LibraryDraft, sha256Hex, StoppedError } from '../core';
import type { Offer } from '../core';
import { gatewayFetch } from './gateway-fetch';
import { gatewayMind } from './gateway-mind';
import { PanelAnalyst } from './panel-analyst';
import { problemOf } from './problem-of';
import { askLimits } from './server-limits';
import { checkedEndpoint } from './session-endpoint';
import { literatureAndModels, settingsWith } from './testing';

const offer: Offer = {
  to: 'our cluster',
  model: 'small',
  isMasked: false,
  text: 'hello',
  bytes: 5,
  estimate: { calls: 1, prompt_tokens: 2, completion_tokens: 3, money: null }
};

describe('consent', () => {
  it.each([true, false])('waits for the analyst’s %s', async isGiven => {
    const analyst = new PanelAnalyst(() => undefined);
    const asked = analyst.consent(offer, new AbortController().signal);
    expect(analyst.waitingOffer).toEqual(offer);
    expect(analyst.decideOffer(isGiven)).toBe(true);
    expect(await asked).toBe(isGiven);
    expect(analyst.waitingOffer).toBeNull();
    expect(analyst.decideOffer(isGiven)).toBe(false);
  });

  it('is given up when the run is stopped', async () => {
    const analyst = new PanelAnalyst(() => undefined);
    const controller = new AbortController();
    const asked = analyst.consent(offer, controller.signal);
    controller.abort(new StoppedError('analyst'));
    await expect(asked).rejects.toThrow(StoppedError);
    expect(analyst.waitingOffer).toBeNull();
  });
});

describe('what the server offers', () => {
  const base = { version: '0', limits: { greatest_minutes: null } };

  it.each([
    { name: 'an older server', sections: {}, llm: null },
    { name: 'a section that cannot be read', sections: { llm: { available: 'yes' } }, llm: null },
    { name: 'language models', sections: literatureAndModels, llm: 'our cluster' }
  ])('is read from $name', async ({ sections, llm }) => {
    const settings = settingsWith(async () => Response.json({ ...base, ...sections }));
    expect((await askLimits(settings)).llm?.upstream ?? null).toBe(llm);
  });
});

it('a setting of the administrator that means nothing is told, and what takes its place', async () => {
  const wrong = {
    setting: 'CellForge.greatest_minutes',
    message: 'It must be a number.',
    used: '1'
  };
  const problems = [wrong, { ...wrong, setting: 'CellForgeLLM.run_tokens' }];
  const limits = { greatest_minutes: 1 };
  const settings = settingsWith(async () => Response.json({ version: '0', limits, problems }));
  expect((await askLimits(settings)).wrong).toMatchObject({
    message: expect.stringContaining('CellForge.greatest_minutes'),
    expected: expect.stringContaining('So do CellForgeLLM.run_tokens'),
    found: 'used instead: 1'
  });
});

describe('"always for this notebook"', () => {
  it.each([
    { name: 'allows it', limits: { greatest_minutes: null, allow_always: true }, allows: true },
    { name: 'forbids it', limits: { greatest_minutes: null, allow_always: false }, allows: false },
    { name: 'says nothing of it', limits: { greatest_minutes: null }, allows: false }
  ])('can be chosen only where the administrator allows it: a server that $name', async given => {
    const { limits, allows } = given;
    const settings = settingsWith(async () => Response.json({ version: '0', limits }));
    expect((await askLimits(settings)).allowsAlways).toBe(allows);
  });
});

describe('the way to the gateway', () => {
  const answered = (settings: ServerConnection.ISettings, init: RequestInit) =>
    gatewayFetch(settings)(`${settings.baseUrl}cellforge/llm/v1/chat/completions`, init);

  it('carries the run and the page’s token', async () => {
    const seen: Request[] = [];
    const settings = settingsWith(async request => {
      seen.push(request);
      return new Response('{}');
    });
    await answered(settings, { method: 'POST', headers: { 'X-CellForge-Run': 'r-1' }, body: '{}' });
    expect(seen[0].headers.get('X-CellForge-Run')).toBe('r-1');
    expect(seen[0].headers.get('Authorization')).toBe('token t-1');
  });

  it('tells a stop as a stop, so that nobody tries again', async () => {
    const controller = new AbortController();
    const settings = settingsWith(async () => {
      controller.abort();
      throw new TypeError('Failed to fetch');
    });
    const call = answered(settings, { method: 'POST', body: '{}', signal: controller.signal });
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('the cap of a run', () => {
  const caps = { ...literatureAndModels.llm.caps, run_tokens: 100_000 };
  const section = { ...literatureAndModels.llm, models: ['small'], caps };

  async function askedWith(usedTokens: number) {
    let calls = 0;
    const settings = settingsWith(async () => {
      calls += 1;
      const content = 'Hello!';
      return Response.json({
        choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 10, completion_tokens: 5 }
      });
    });
    const mind = gatewayMind({
      run: 'r-1',
      settings,
      hash: sha256Hex,
      answering: async () => ({ section, model: 'small', session: null }),
      usedTokens: () => usedTokens
    });
    const brief = { kind: 'library', question: 'pairs', works: [] };
    const end = await mind.call!(
      'librarian',
      brief,
      LibraryDraft,
      new AbortController().signal
    ).then(
      ({ by }) => by,
      (error: unknown) => (error instanceof StoppedError ? error.by : String(error))
    );
    return { isAsked: calls > 0, end };
  }

  it.each([
    { usedTokens: 0, expected: { isAsked: true, end: 'built-in' } },
    { usedTokens: 99_999, expected: { isAsked: false, end: 'budget' } }
  ])('counts the $usedTokens tokens of the run before it was resumed', async given => {
    expect(await askedWith(given.usedTokens)).toEqual(given.expected);
  });
});

describe('an endpoint typed for the session', () => {
  const local = { address: 'http://localhost:11434/v1/', model: 'tiny', key: '' };
  const all = { browser_direct: true, session_key: true };

  it('is used as it was typed', () => {
    expect(checkedEndpoint(local, all).address).toBe('http://localhost:11434/v1');
  });

  it.each([
    { name: 'another scheme', typed: { ...local, address: 'ftp://host/v1' }, allowed: all },
    { name: 'a user in it', typed: { ...local, address: 'http://a:b@host/v1' }, allowed: all },
    { name: 'no model', typed: { ...local, model: ' ' }, allowed: all },
    {
      name: 'a key that may not be typed',
      typed: { ...local, key: 'sk-1' },
      allowed: { ...all, session_key: false }
    },
    {
      name: 'no key where one is needed',
      typed: local,
      allowed: { ...all, browser_direct: false }
    },
    { name: 'nothing allowed', typed: local, allowed: null }
  ])('is refused with $name', ({ typed, allowed }) => {
    expect(() => checkedEndpoint(typed, allowed)).toThrow('cannot be used from the page');
  });

  it('is not repeated in a refusal, since it may hold a key', () => {
    const typed = { ...local, address: 'sk-secret-in-the-wrong-box' };
    try {
      checkedEndpoint(typed, all);
    } catch (error) {
      expect(JSON.stringify(problemOf(error))).not.toContain('sk-secret');
    }
    expect.assertions(1);
  });
});
