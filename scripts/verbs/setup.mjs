import { setUp } from '../setup/setup.mjs';

/** Only make the checkout ready. */
export const run = () => setUp();
