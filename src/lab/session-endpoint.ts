import { CellForgeError } from '../core';
import type { SessionEndpoint } from '../panel/model-llm';
import type { LlmSection } from './llm-config';

type Allowed = Pick<LlmSection, 'browser_direct' | 'session_key'>;

/**
 * An endpoint typed for the session, as it may be used.
 *
 * @throws CellForgeError "llm/session-..." where it cannot be, or the administrator does not allow it.
 */
export function checkedEndpoint(typed: SessionEndpoint, allowed: Allowed | null): SessionEndpoint {
  const model = typed.model.trim();
  const key = typed.key.trim();
  const address = readAddress(typed.address.trim());
  if (model === '') {
    throw refusal('no-model', 'the name of a model, as the endpoint calls it', 'none');
  }
  if (key !== '' && allowed?.session_key !== true) {
    throw refusal('no-key', 'no key: the administrator lets none be typed', 'a key');
  }
  if (key === '' && allowed?.browser_direct !== true) {
    throw refusal('key-missing', 'a key: the administrator lets no endpoint without one', 'none');
  }
  return { address, model, key };
}

function readAddress(text: string): string {
  const url = urlIn(text);
  const isPlain =
    url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '';
  if (!isPlain) {
    // what was typed may hold a key, so it is not repeated
    throw refusal('address', 'an address such as http://localhost:11434/v1', 'another text');
  }
  return url.href.replace(/\/+$/, '');
}

function urlIn(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function refusal(code: string, expected: string, found: string): CellForgeError {
  return new CellForgeError({
    code: `llm/session-${code}`,
    message: 'This endpoint cannot be used from the page',
    expected,
    found,
    remedy: 'Correct it, or use what the server offers.'
  });
}
