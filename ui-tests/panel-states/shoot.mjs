// Draws every state of the panel in every theme and width, so that eyes can judge them:
//   npm run panel-states -- [--only 4-plan,6-done] [--themes light,dark,contrast,forced] [--widths 300,480] [--font 19] [--forced] [--unfold] [--out FOLDER]
// Faults that a picture hides (contrast, names, what is cut off) are told; with --unfold, of everything that is folded too.
import { chromium } from '@playwright/test';
import { build } from 'esbuild';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { faults } from './faults.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const { values: asked } = parseArgs({
  options: {
    only: { type: 'string' },
    themes: { type: 'string', default: 'light,dark,contrast' },
    // JupyterLab's own setting of the interface's font size, in px
    font: { type: 'string', default: '13' },
    widths: { type: 'string', default: '300,480' },
    // forced colours, as Windows high contrast has them
    forced: { type: 'boolean', default: false },
    unfold: { type: 'boolean', default: false },
    out: { type: 'string', default: join(root, 'ui-tests', 'test-results', 'panel-states') }
  }
});

const packages = {
  light: 'theme-light-extension',
  dark: 'theme-dark-extension',
  contrast: 'theme-dark-high-contrast-extension',
  // as of Windows: the browser's colours in the place of the theme's
  forced: 'theme-light-extension'
};
const lib = join(root, '.venv', 'share', 'jupyter', 'lab', 'themes', '@jupyterlab');
const themeCss = theme => readFileSync(join(lib, packages[theme], 'index.css'), 'utf8');

const materialColors = readFileSync(
  join(root, 'node_modules', '@jupyterlab', 'apputils', 'style', 'materialcolors.css'),
  'utf8'
);

async function bundle() {
  const script = await build({
    entryPoints: [join(here, 'page.tsx')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis', process: '{"env":{}}' },
    loader: { '.svg': 'text', '.css': 'empty' },
    logLevel: 'error'
  });
  const style = await build({
    entryPoints: [join(root, 'style', 'index.css')],
    bundle: true,
    write: false,
    logLevel: 'error'
  });
  return { script: script.outputFiles[0].text, style: style.outputFiles[0].text };
}

function page(theme, { script, style }) {
  const light = theme === 'light';
  return `<!doctype html><html><head><meta charset="utf-8"><style>${materialColors}${themeCss(theme)}</style><style>${style}
    body { --jp-ui-font-size1: ${Number(asked.font)}px; margin: 0; padding: 16px; background: var(--jp-layout-color2); }
    #frame { border: 1px solid var(--jp-border-color1); background: var(--jp-layout-color1); }
    </style></head><body data-jp-theme-light="${light}" data-jp-theme-name="${theme}" class="jp-ThemedContainer">
    <div id="frame"></div><script>${script.replaceAll('</script', '<\\/script')}</script></body></html>`;
}

const parts = await bundle();
const names = asked.only?.split(',') ?? stateNames();
mkdirSync(asked.out, { recursive: true });
const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(path =>
  existsSync(path)
);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const problems = [];
try {
  for (const theme of asked.themes.split(',')) {
    await shootTheme(theme);
  }
} finally {
  await browser.close();
}
process.stdout.write(`${readdirSync(asked.out).length} pictures in ${asked.out}\n`);
for (const problem of problems) {
  process.stderr.write(`${problem}\n`);
}
process.exitCode = problems.length > 0 ? 1 : 0;

/** States that a click opens: picture name -> state and the names of the controls pressed. */
function opened() {
  return {
    '2-ready-add': ['2-ready', 'Add'],
    '2-llm-session-form': ['2-llm-session', 'Use another endpoint'],
    '3-debate-card': ['3-debate', /^Evidence: /],
    '4-plan-change': ['4-plan', 'Change Decoder'],
    '4-plan-preview': ['4-plan', 'Preview cells'],
    '4-plan-send-back': ['4-plan', 'Send back'],
    '6-done-menu': ['6-done', 'Run menu'],
    '6-done-predict': ['6-done', 'Predict new perturbations']
  };
}

function stateNames() {
  const source = ['states.ts', 'llm-states.ts', 'long-states.ts']
    .map(file => readFileSync(join(root, 'src', 'panel', 'testing', file), 'utf8'))
    .join('\n');
  const panel = [...source.matchAll(/^ {2,4}'(\d-[a-z-]+)':/gm)].map(match => match[1]);
  return [...panel, ...Object.keys(opened()), '9-output', '9-output-baseline', '9-output-protein'];
}

async function shootTheme(theme) {
  const html = page(theme, parts);
  const tab = await browser.newPage({
    viewport: { width: 1000, height: 900 },
    forcedColors: asked.forced ? 'active' : 'none'
  });
  if (theme === 'forced') {
    await tab.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  }
  tab.on('pageerror', error => problems.push(`${theme}: ${error.message}`));
  await tab.route('http://panel.test/**', route =>
    route.fulfill({ contentType: 'text/html', body: html })
  );
  for (const name of names) {
    for (const width of name.startsWith('9') ? ['840'] : asked.widths.split(',')) {
      const [state, press] = opened()[name] ?? [name];
      await tab.goto(`http://panel.test/?state=${state}&width=${width}`);
      if (press) {
        await tab.getByRole('button', { name: press, exact: true }).first().click();
      }
      // grey lines come after 0.3 s, Stop after 1 s
      await tab.waitForTimeout(name === '1-reading' ? 1200 : 50);
      const wide = await tab.evaluate(overflowing);
      problems.push(...wide.map(what => `${theme} ${name} ${width}px scrolls sideways: ${what}`));
      if (asked.unfold) {
        await unfold(tab);
      }
      const wrong = await tab.evaluate(faults);
      problems.push(...wrong.map(what => `${theme} ${name} ${width}px: ${what}`));
      const file = join(asked.out, `${name}-${width}-${theme}.png`);
      await tab.locator('#frame').screenshot({ path: file });
    }
  }
  await tab.close();
}

/** Opens what is folded, and what that shows, down to three deep. */
async function unfold(tab) {
  for (let depth = 0; depth < 3; depth++) {
    await tab.evaluate(() => {
      document.querySelectorAll('details:not([open]) > summary').forEach(each => each.click());
    });
    await tab.waitForTimeout(50);
  }
}

/** Nothing scrolls sideways but code, diffs and tables. */
function overflowing() {
  const frame = document.getElementById('frame');
  const right = frame.getBoundingClientRect().right + 1;
  return [...frame.querySelectorAll('*')]
    .filter(element => !element.closest('.cf-Scroll, .cf-Log, .cf-Snippet, .cf-vh, svg'))
    .filter(element => element.getBoundingClientRect().right > right)
    .slice(0, 3)
    .map(element => `${element.tagName}.${element.className} ${element.textContent?.slice(0, 40)}`);
}
