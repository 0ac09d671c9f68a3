import { builtInMind, scrubber, tokensIn } from '../core';
import type { Mind, RunEvent, RunRequest } from '../core';
import { gatewayMind } from './gateway-mind';
import type { GatewayMindOptions } from './gateway-mind';
import { knownPrivate } from './known-private';
import { liveLibrary } from './live-library';
import { LiveRun } from './live-run';
import { runMask } from './run-mask';
import type { Standing } from './panel-analyst';
import type { ExpertOffice, SharedDesk } from './shared-desk';
import type { LabStore } from './store';
import { atRest } from './until-idle';

export interface RunGiven {
  readonly request: RunRequest;
  readonly recorded: readonly RunEvent[];
  readonly store: LabStore;
  readonly standing: Standing;
  readonly onChange: () => void;
}

/** A run with every port on JupyterLab, answered by those whom its request names. */
export function runOf(
  desk: SharedDesk & { readonly experts: ExpertOffice },
  given: RunGiven
): LiveRun {
  const { notebook, kernel, services, experts } = desk;
  const { request, recorded, store, standing, onChange } = given;
  const mask = runMask(kernel, request, () => live.view);
  const live: LiveRun = new LiveRun({
    request,
    recorded,
    mind: mindOf(desk, request, { mask, usedTokens: () => tokensIn(live.view.spent) }),
    standing,
    chain: () => store.events.at(-1)?.chain ?? '',
    prepare: ({ takeOver = false }) => Promise.all([services.limits, store.hold({ takeOver })]),
    ports: {
      kernel,
      notebook,
      library: liveLibrary({
        settings: services.serverSettings,
        limits: () => experts.known(),
        run: request.run,
        mask
      }),
      store,
      clock: services.clock,
      hash: services.hash,
      // made anew for each text: a key may be typed while the run is shown
      scrub: text => scrubber(knownPrivate(experts.secrets))(text)
    },
    now: () => services.clock.now(),
    atRest: () => atRest(desk.panel.sessionContext),
    onChange
  });
  return live;
}

function mindOf(
  { services, experts }: SharedDesk & { readonly experts: ExpertOffice },
  request: RunRequest,
  given: Pick<GatewayMindOptions, 'mask' | 'usedTokens'>
): Mind {
  return request.experts.split(':')[0] === 'llm'
    ? gatewayMind({
        run: request.run,
        settings: services.serverSettings,
        hash: services.hash,
        answering: () => experts.answering(),
        ...given
      })
    : builtInMind();
}
