import { oneLine } from './python';

/** Text of others as plain words in Markdown: no markup of theirs, no HTML, no links. */
export function plain(text: string): string {
  return (
    oneLine(text)
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*[\]|~$!]/g, character => `\\${character}`)
      // an underscore is markup at the edge of a word only
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
  );
}

/** Text of others as inline code, whatever backticks it has. */
export function code(text: string): string {
  const line = oneLine(text);
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(ticks => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Two decimals, three below a tenth, a real minus sign. */
export function number(value: number | null): string {
  if (value === null) {
    return 'not defined';
  }
  const size = Math.abs(value);
  const text = size >= 0.1 || size === 0 ? size.toFixed(2) : size.toPrecision(2);
  return value < 0 ? `−${text}` : text;
}
