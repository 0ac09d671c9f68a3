import { StoppedError } from '../core';
import type { Mind } from '../core';
import type { PanelAnalyst } from './panel-analyst';

/**
 * The same mind, which sends nothing before the person here has agreed to it: a log from elsewhere, or from before the page
 * was loaded, says only what somebody agreed to then.
 *
 * `call` throws StoppedError where nothing is to be sent.
 */
export function consentedMind(
  mind: Mind,
  analyst: Pick<PanelAnalyst, 'hasConsented' | 'consent'>
): Mind {
  const { call, offer } = mind;
  if (call === undefined || offer === undefined) {
    return mind;
  }
  // experts are asked at the same time: one question for all of them
  let asking: Promise<boolean> | null = null;
  const agreed = async (role: string, brief: unknown, signal: AbortSignal): Promise<boolean> => {
    asking ??= offer(role, brief).then(would => analyst.consent(would, signal));
    try {
      return await asking;
    } finally {
      asking = null;
    }
  };
  return {
    ...mind,
    call: async (role, brief, schema, signal) => {
      if (!analyst.hasConsented && !(await agreed(role, brief, signal))) {
        throw new StoppedError('analyst');
      }
      return call(role, brief, schema, signal);
    }
  };
}
