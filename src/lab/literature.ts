import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { z } from 'zod';

import { LiteratureRecord } from '../core';
import type { Sources } from '../core';
import { refusalIn } from './server-refusal';

const Answer = z.object({ records: z.array(LiteratureRecord) });
/** Literature services asked through the server: the page itself contacts nobody. */
export function serverSources(
  names: readonly string[],
  settings: ServerConnection.ISettings
): Sources {
  const ask = async (op: string, question: unknown, signal: AbortSignal) => {
    const address = URLExt.join(settings.baseUrl, 'cellforge', 'literature', op);
    const init = { method: 'POST', body: JSON.stringify(question), signal };
    const response = await ServerConnection.makeRequest(address, init, settings);
    const told: unknown = await response.json().catch(() => null);
    const answer = Answer.safeParse(told);
    if (response.ok && answer.success) {
      return answer.data.records;
    }
    throw refusalIn(told, {
      code: 'literature/no-answer',
      message: 'The server gave no answer about literature that can be read',
      expected: 'an answer of the same version of jupyterlab-cellforge as this page',
      found: `status ${response.status}`,
      remedy: 'Restart the server after updating, then reload the page.'
    });
  };
  return {
    names,
    search: (source, query, limit, signal) => ask('search', { source, query, limit }, signal),
    related: (source, id, direction, signal) =>
      ask('related', { source, id, direction, limit: 8 }, signal)
  };
}
