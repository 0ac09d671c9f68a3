// The server and browser of the browser tests; what is measured here is printed and never fails.
const base = require('../../ui-tests/playwright.config.js');

module.exports = { ...base, testDir: __dirname, testMatch: 'figures.ts', reporter: [['line']] };
