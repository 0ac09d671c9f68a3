import { plugins } from './lab';

/** One plugin a capability, so that each can be switched off; the panel's code is loaded when it is first shown. */
export default plugins(async (model, translator) => {
  const { CellForgePanel } = await import('./panel');
  return new CellForgePanel({ model, translator });
});
