import type { z } from 'zod';

/** An answer without the list items that were wrong, and how many were left out. */
export interface Salvaged<T> {
  readonly value: T;
  readonly leftOut: number;
}

/** Each pass can uncover what stood behind an item. */
const mostPasses = 5;

/**
 * What is left of an answer when list items that do not match, such as an id nobody gave, are left out; null where that
 * does not help. Nothing is put in their place.
 */
export function salvage<T>(value: unknown, schema: z.ZodType<T>): Salvaged<T> | null {
  let rest = value;
  let leftOut = 0;
  for (let pass = 0; pass <= mostPasses; pass++) {
    const read = schema.safeParse(rest);
    if (read.success) {
      return { value: read.data, leftOut };
    }
    const items = read.error.issues.map(issue => itemIn(issue.path));
    if (items.length === 0 || items.some(path => path === null)) {
      return null;
    }
    const unique = [...new Set(items.map(path => JSON.stringify(path)))];
    rest = without(rest, new Set(unique), []);
    leftOut += unique.length;
  }
  return null;
}

/** The path of the innermost list item that an issue lies in. */
function itemIn(path: readonly PropertyKey[]): readonly PropertyKey[] | null {
  const at = path.map(part => typeof part).lastIndexOf('number');
  return at === -1 ? null : path.slice(0, at + 1);
}

function without(
  value: unknown,
  items: ReadonlySet<string>,
  path: readonly PropertyKey[]
): unknown {
  if (Array.isArray(value)) {
    return value
      .map((item: unknown, index) => ({ item, own: [...path, index] }))
      .filter(({ own }) => !items.has(JSON.stringify(own)))
      .map(({ item, own }) => without(item, items, own));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, without(item, items, [...path, key])])
      )
    : value;
}
