/** Identifiers that `npm run check-evidence -- --write` found at their registry, and when. Written by it, never by hand. */
export const resolvedIdentifiers: Readonly<Record<string, string>> = {};
