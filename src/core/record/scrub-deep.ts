const loneSurrogates = /[\uD800-\uDFFF]/gu;

/** `value` as plain JSON data with every text made well-formed Unicode and passed through `scrub`. */
export function scrubDeep(value: unknown, scrub: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return scrub(value.replace(loneSurrogates, '\uFFFD'));
  }
  if (Array.isArray(value)) {
    return value.map(item => scrubDeep(item, scrub));
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key.replace(loneSurrogates, '\uFFFD'),
        scrubDeep(member, scrub)
      ])
    );
  }
  return value;
}
