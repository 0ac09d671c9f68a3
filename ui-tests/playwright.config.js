// Ports, Python and Chromium come from the environment; `npm test -- ui` sets them.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const base = require('@jupyterlab/galata/lib/playwright-config');

const root = join(__dirname, '..');
const port = process.env.CELLFORGE_PORT ?? '8899';
const python = process.env.CELLFORGE_PYTHON ?? join(root, '.venv', 'bin', 'python');
const chromium =
  process.env.CELLFORGE_CHROMIUM ??
  ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(path => existsSync(path));

// galata's own helpers read the server's address from here
process.env.TARGET_URL ??= `http://127.0.0.1:${port}`;

module.exports = {
  ...base,
  testDir: __dirname,
  outputDir: join(__dirname, 'test-results'),
  workers: 1,
  retries: 0,
  timeout: 120_000,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE
    ? [['list'], ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE }]]
    : [['list']],
  use: {
    ...base.use,
    baseURL: process.env.TARGET_URL,
    viewport: { width: 1440, height: 900 },
    video: 'off',
    trace: 'off',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  },
  webServer: [
    {
      command: `"${python}" -m jupyterlab --config "${join(__dirname, 'server_config.py')}"`,
      url: `${process.env.TARGET_URL}/lab`,
      cwd: root,
      timeout: 120_000,
      reuseExistingServer: false,
      stderr: process.env.CELLFORGE_DEBUG ? 'pipe' : 'ignore',
      gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 }
    }
  ]
};
