/** A Python string literal of `text`, in double quotes as ruff format writes it. */
export function pythonString(text: string): string {
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    // the rest of the control characters, and what an editor would show as a line break or reorder
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeCode);
  return `"${escaped}"`;
}

/** Literals of at most `width` columns that Python joins to `text`, broken behind a space where there is one. */
export function pythonStrings(text: string, width: number): readonly string[] {
  const found: string[] = [];
  let part = '';
  for (const character of text) {
    if (part !== '' && pythonString(part + character).length > width) {
      const end = part.lastIndexOf(' ') + 1 || part.length;
      found.push(pythonString(part.slice(0, end)));
      part = part.slice(end);
    }
    part += character;
  }
  return [...found, pythonString(part)];
}

/** Any JSON-like value as a Python literal. */
export function pythonValue(value: unknown): string {
  if (value === null || value === undefined) {
    return 'None';
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  if (typeof value === 'number') {
    return String(value);
  }
  if (typeof value === 'string') {
    return pythonString(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(pythonValue).join(', ')}]`;
  }
  const entries = Object.entries(value as object);
  return `{${entries.map(([key, item]) => `${pythonString(key)}: ${pythonValue(item)}`).join(', ')}}`;
}

/** `name=value` of a call, broken over lines where it would pass 88 columns. */
export function keywordArgument(name: string, value: unknown, indent = 4): string {
  const pad = ' '.repeat(indent);
  const line = `${pad}${name}=${pythonValue(value)},`;
  if (line.length <= lineLength || !Array.isArray(value)) {
    return line;
  }
  const items = value.map(item => `${pad}    ${pythonValue(item)},`);
  return [`${pad}${name}=[`, ...items, `${pad}],`].join('\n');
}

/** Width of a line in a generated cell; ruff's and black's default. */
export const lineLength = 88;

/** Words of a comment or docstring broken over lines that start with `prefix`. */
export function wrapped(text: string, prefix: string, width = lineLength): readonly string[] {
  const lines: string[] = [];
  let line = prefix;
  for (const word of oneLine(text).split(' ')) {
    const longer = line === prefix ? line + word : `${line} ${word}`;
    if (longer.length > width && line !== prefix) {
      lines.push(line);
      line = prefix + word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** Text of others on one line, so that it can't end a comment and begin code. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

function escapeCode(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return point > 0xffff
    ? `\\U${point.toString(16).padStart(8, '0')}`
    : `\\u${point.toString(16).padStart(4, '0')}`;
}
