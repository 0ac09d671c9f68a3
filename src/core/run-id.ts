import { z } from 'zod';

/** Such as "r-1a2b3c": the name of the run's folder too, so that a log from elsewhere may name no path. */
export const RunId = z.string().regex(/^(?!\.\.?$)[^/\\]{1,100}$/);
