/**
 * The modules that a Python source imports, dotted, in the order they appear. Reads lines, not syntax: text inside a
 * string may be taken for an import, which asks a person once too often and never too seldom.
 */
export function importsOf(source: string): readonly string[] {
  const statements = source
    .replace(/\\\r?\n/g, ' ')
    .split(/[\r\n;]|:(?=\s*(?:import|from)\b)/)
    // Python reads letters of another width as the plain ones
    .map(line => line.normalize('NFKC').trim());
  const found = statements.flatMap(statement => {
    const from = /^from\s+(.+?)\s+import\b/.exec(statement);
    const plain = /^import\s+(.+)$/.exec(statement);
    return [
      ...(from === null ? [] : [from[1].replace(/\s+/g, '')]),
      ...(plain === null
        ? []
        : plain[1].split(',').map(
            name =>
              name
                .trim()
                .replace(/\s*\.\s*/g, '.')
                .split(/\s/)[0]
          ))
    ];
  });
  return [...new Set(found)];
}

/** Imports that are neither one of `usual` nor below one. */
export function newImports(
  imports: readonly string[],
  usual: readonly string[]
): readonly string[] {
  return imports.filter(
    name => !usual.some(known => name === known || name.startsWith(`${known}.`))
  );
}
