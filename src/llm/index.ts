/** Language models as experts. Import it where one is used, by `await import('../llm')`: nobody else should wait for it. */
export { hostOf } from './endpoint';
export type { Endpoint, Fetch } from './endpoint';
export { firstRequest, wholeDesign } from './estimate';
export type { DesignEstimate, Estimate } from './estimate';
export { firstOffer } from './first-offer';
export { llmMind } from './llm-mind';
export type { LlmMind, LlmOptions } from './llm-mind';
export { maskOf } from './mask';
export type { Mask } from './mask';
export type { Message } from './prompts/message';
export type { RolePrompt } from './prompts/role-prompt';
export { promptFor, promptTable } from './prompts/table';
export type { PromptTable } from './prompts/table';
export { dataBlock, line } from './prompts/text';
export { ranker } from './rank';
export type { Embed } from './rank';
