import type { z } from 'zod';

export type Read<T> =
  | { readonly kind: 'read'; readonly value: T }
  /** Written in another version of the format, which is named. */
  | { readonly kind: 'other-version'; readonly version: string }
  | { readonly kind: 'too-large' }
  /** Not what it claims to be: where the first difference is. */
  | { readonly kind: 'damaged'; readonly where: string };

/** An honest result has some ten thousand values. */
const mostValues = 500_000;

/** Data out of a notebook that anybody may have written, checked before anything is drawn. */
export function readOutput<T>(schema: z.ZodType<T>, data: unknown, version: number): Read<T> {
  if (!isBounded(data)) {
    return { kind: 'too-large' };
  }
  const found = versionOf(data);
  if (found !== version && found !== undefined) {
    return { kind: 'other-version', version: String(found).slice(0, 20) };
  }
  const parsed = schema.safeParse(data);
  return parsed.success
    ? { kind: 'read', value: parsed.data }
    : { kind: 'damaged', where: parsed.error.issues[0]?.path.join('.').slice(0, 80) ?? '' };
}

function versionOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, 'version')
    ? (data as { readonly version: unknown }).version
    : undefined;
}

/** Counts without recursion, so that depth does no harm either. */
function isBounded(data: unknown): boolean {
  const waiting: unknown[] = [data];
  let values = 0;
  while (waiting.length > 0) {
    const value = waiting.pop();
    values += 1;
    if (values + waiting.length > mostValues) {
      return false;
    }
    if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) {
        waiting.push(inner);
      }
    }
  }
  return true;
}
