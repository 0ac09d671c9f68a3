import type { PrivateNames, RunRequest, RunView } from '../core';
import type { Mask } from '../llm';
import type { LabKernel } from './kernel';

/**
 * The mask over what a run sends, where its request asks for one: the kernel names what is to be masked, once for this
 * page. Where it can't, nothing is sent.
 */
export function runMask(
  kernel: Pick<LabKernel, 'privateNames'>,
  request: RunRequest,
  view: () => RunView
): ((signal: AbortSignal) => Promise<Mask>) | undefined {
  let known: Mask | null = null;
  const ask = async (signal: AbortSignal): Promise<Mask> => {
    const batch = view().task?.batch ?? null;
    const columns = batch === null ? [] : [batch];
    const names: readonly PrivateNames[] = await kernel.privateNames(
      request.object,
      columns,
      signal
    );
    const { maskOf } = await import('../llm');
    known = maskOf(names);
    return known;
  };
  return request.mask_names === true ? async signal => known ?? ask(signal) : undefined;
}
