import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

export const nothing = { passed: 0, failed: 0, skipped: 0 };

/** @type {(tallies: readonly Tally[]) => Tally} */
export const sum = tallies =>
  tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped
    }),
    nothing
  );

/** The last line of `npm test`. */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

/** A runner that ended badly without naming a failed test has crashed, and that counts as one failure. */
export function withCrash(tally, code) {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** Counts of a report file; none where the runner wrote none. */
export function readTally(path, format) {
  return existsSync(path) ? formats[format](readFileSync(path, 'utf8')) : nothing;
}

const formats = { jest: jestTally, junit: junitTally, playwright: playwrightTally };

function jestTally(text) {
  const report = JSON.parse(text);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests
  };
}

function playwrightTally(text) {
  const { stats, errors } = JSON.parse(text);
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped
  };
}

function junitTally(text) {
  const cases = text.match(/<testcase\b[^>]*?(?:\/>|>[\s\S]*?<\/testcase>)/g) ?? [];
  const holding = tag => cases.filter(one => new RegExp(`<${tag}\\b`).test(one)).length;
  const failed = cases.filter(one => /<(failure|error)\b/.test(one)).length;
  const skipped = holding('skipped');
  return { passed: cases.length - failed - skipped, failed, skipped };
}
