import type { AnalystPersona } from './analyst';

/** Makes one report of what the others said. */
export const refiner: AnalystPersona = {
  role: 'refiner',
  text: `You are the refiner. You make one report of what the others claimed: what decides the design first, without repetition, contradictions resolved by the better founded claim.`,
  duty: `State up to 8 claims that together are the report, most important first; a claim you take over keeps its facts and evidence. Leave "ask" and "search" empty.`
};
