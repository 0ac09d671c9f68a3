import { biology } from './experts/biology';
import { critic } from './experts/critic';
import { data } from './experts/data';
import { learning } from './experts/learning';
import { training } from './experts/training';
import type { Role } from './rules';

/** The four experts and the critic, each a table of its own. */
export const roles: readonly Role[] = [data, biology, learning, training, critic];

/** The table of a role; undefined for a role nobody has written. */
export function roleOf(id: string): Role | undefined {
  return roles.find(role => role.id === id);
}
