import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '..', '..', 'style');
// charts are laid out for their 11 px, and stand beside their numbers
const files = readdirSync(folder).filter(name => name.endsWith('.css') && name !== 'charts.css');

describe('sizes of words', () => {
  it.each(files)('follow JupyterLab’s setting of the font size in %s', name => {
    const css = readFileSync(join(folder, name), 'utf8');
    const fixed = css.match(/^\s*(font|font-size|line-height):[^;]*\d(px|pt)\b[^;]*;/gm) ?? [];
    expect(fixed.map(line => line.trim())).toEqual([]);
  });
});
