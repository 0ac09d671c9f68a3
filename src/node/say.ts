/** Tells a person how far the work is. */
export type Say = (line: string) => void;

/** On stderr, so that stdout stays for results. */
export const sayOnStderr: Say = line => void process.stderr.write(`${line}\n`);
