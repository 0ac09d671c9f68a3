import { biology } from './experts/biology';
import { chemistry } from './experts/chemistry';
import { critic } from './experts/critic';
import { data } from './experts/data';
import { dynamics } from './experts/dynamics';
import { learning } from './experts/learning';
import { regulation } from './experts/regulation';
import { training } from './experts/training';
import type { Role } from './rules';

/**
 * The experts and the critic, each a table of its own. Those whom only some tasks bring in hold no hard concern: what is
 * ruled out for everybody must not hang on who debates.
 */
export const roles: readonly Role[] = [
  data,
  biology,
  learning,
  training,
  chemistry,
  dynamics,
  regulation,
  critic
];

/**
 * The expert who speaks alone: its own rules, which know every slot, and the training values that the others would have
 * given, its own first.
 */
const lone: Role = {
  ...learning,
  values: [learning, training, data, biology].flatMap(role => role.values)
};

/** The table of a role; undefined for a role nobody has written. */
export function roleOf(id: string, isAlone = false): Role | undefined {
  return [...(isAlone ? [lone] : []), ...roles].find(role => role.id === id);
}
