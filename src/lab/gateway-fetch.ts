import { ServerConnection } from '@jupyterlab/services';

/** A `fetch` for a client that knows nothing of Jupyter. */
export type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * `fetch` to the Jupyter server with what it asks of a page: token, XSRF, base URL. A stop is told as a stop: JupyterLab
 * would call it a network error, which a client tries again.
 */
export function gatewayFetch(settings: ServerConnection.ISettings): Fetch {
  return async (url, init = {}) => {
    const address = url instanceof Request ? url.url : String(url);
    try {
      return await ServerConnection.makeRequest(address, init, settings);
    } catch (error) {
      if (init.signal?.aborted) {
        throw stopOf(init.signal);
      }
      throw error;
    }
  };
}

function stopOf({ reason }: AbortSignal): Error {
  return reason instanceof DOMException && reason.name === 'AbortError'
    ? reason
    : new DOMException('The call was stopped', 'AbortError');
}
