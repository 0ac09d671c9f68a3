import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

const style = join(__dirname, '..', 'style');

/** Every stylesheet of the extension, in its order. */
function sheets(): readonly string[] {
  const index = readFileSync(join(style, 'index.css'), 'utf8');
  return [...index.matchAll(/url\('\.\/([\w-]+\.css)'\)/g)].map(([, name]) =>
    readFileSync(join(style, name), 'utf8')
  );
}

const bars = `<div class="cf-root">
  <div class="cf-Progress"><div style="width: 50%"></div></div>
  <div class="cf-Bar"><div style="width: 50%"></div></div>
  <div class="cf-mod-chosen"><div class="cf-Bar"><div style="width: 50%"></div></div></div>
</div>`;

test('bars are seen under forced colours: what is done differs from what is left, and both from the page', async ({
  page
}) => {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  await page.setContent(bars);
  for (const content of sheets()) {
    await page.addStyleTag({ content });
  }
  const drawn = await page.locator('.cf-Progress, .cf-Bar').evaluateAll(tracks =>
    tracks.map(track => {
      const of = (element: Element) => getComputedStyle(element);
      return {
        done: of(track.firstElementChild!).backgroundColor,
        left: of(track).backgroundColor,
        edge: of(track).outlineStyle
      };
    })
  );
  expect(drawn).toHaveLength(3);
  for (const { done, left, edge } of drawn) {
    expect(done).not.toBe(left);
    expect(edge).toBe('solid');
  }
});
