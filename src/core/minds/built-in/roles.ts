import { biology } from './experts/biology';
import { critic } from './experts/critic';
import { data } from './experts/data';
import { learning } from './experts/learning';
import { training } from './experts/training';
import type { Role } from './rules';

/** The four experts and the critic, each a table of its own. */
export const roles: readonly Role[] = [data, biology, learning, training, critic];

/**
 * The expert who speaks alone: its own rules, which know every slot, and the training values that the others would have
 * given, its own first.
 */
export const lone: Role = {
  ...learning,
  values: [learning, training, data, biology].flatMap(role => role.values)
};

/** The table of a role; undefined for a role nobody has written. */
export function roleOf(id: string, isAlone = false): Role | undefined {
  return [...(isAlone ? [lone] : []), ...roles].find(role => role.id === id);
}
