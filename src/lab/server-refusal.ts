import { z } from 'zod';

import { CellForgeError, Problem } from '../core';

const Refusal = z.object({ error: z.object(Problem.shape) });

/** A refusal in the words of the server's own half; `otherwise` where the answer is none of its. */
export function refusalIn(told: unknown, otherwise: Problem): CellForgeError {
  const refusal = Refusal.safeParse(told);
  return new CellForgeError(refusal.success ? refusal.data.error : otherwise);
}
