import type { Slot } from '../../design/slots';

/** The simple baseline that a fragment with these options stands on; the first whose options it holds. */
export interface Anchor {
  readonly needs: Partial<Readonly<Record<Slot, string>>>;
  readonly baseline: string;
}

export const anchors: readonly Anchor[] = [
  { needs: { context: 'dose-time-curve' }, baseline: 'dose-interpolation' },
  { needs: { context: 'dose-time-curve' }, baseline: 'time-sqrt' },
  { needs: { context: 'similarity-weighted' }, baseline: 'context-delta-weighted' },
  { needs: { context: 'control-profile' }, baseline: 'context-delta' },
  { needs: { composition: 'interaction-residual' }, baseline: 'multi-hot-ridge' },
  { needs: { composition: 'set-network' }, baseline: 'multi-hot-ridge' },
  { needs: { composition: 'latent-additive' }, baseline: 'multi-hot-ridge' },
  { needs: { composition: 'attention' }, baseline: 'multi-hot-ridge' },
  { needs: { composition: 'additive' }, baseline: 'additive' },
  { needs: { perturbation: 'control-coexpression' }, baseline: 'bilinear' },
  { needs: { perturbation: 'knowledge' }, baseline: 'nearest' },
  { needs: { response: 'delta' }, baseline: 'training-mean' },
  { needs: { response: 'profile' }, baseline: 'no-change' },
  { needs: {}, baseline: 'training-mean' }
];
