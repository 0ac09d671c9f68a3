/** Language models as experts. Import it where one is used, by `await import('../llm')`: nobody else should wait for it. */
export { hostOf } from './endpoint';
export type { Endpoint } from './endpoint';
export { firstRequest, wholeDesign } from './estimate';
export type { DesignEstimate, Estimate } from './estimate';
export { firstOffer } from './first-offer';
export { llmMind } from './llm-mind';
export type { LlmMind } from './llm-mind';
export { maskOf } from './mask';
export type { Mask } from './mask';
export { ranker } from './rank';
