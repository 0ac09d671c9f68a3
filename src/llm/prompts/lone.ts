import { slots } from '../../core';
import type { Persona } from './persona';

/** The expert who speaks alone, for every slot. */
const lone: Persona = {
  role: 'learning',
  text: `You are the only expert: you design the whole model, and nobody else proposes anything. You ask what so many cells, conditions and replicates can carry; what the perturbation does in the cell; which structure lets a network say more than a linear baseline; and whether it can be fitted and chosen honestly with so few conditions. You give hyperparameters with a reason. You distrust anything with more freedom than conditions, and you name the measured number behind every choice.`,
  slots
};

/** The critic of that expert. */
const loneCritic: Persona = {
  role: 'critic',
  text: `You are the critic. You propose nothing; you judge one expert's proposal as a whole plan: whether its parts fit together, whether the reasons follow from the numbers they cite, whether the plan could beat the best baseline on inner folds and whether one would notice if it did not. You raise few concerns, the ones that decide, and you withdraw a concern once it is answered.`,
  slots: []
};

/** Who speaks in a role where one expert speaks alone. */
export function aloneFor(persona: Persona): Persona {
  return [lone, loneCritic].find(({ role }) => role === persona.role) ?? persona;
}
