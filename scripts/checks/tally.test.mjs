import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lastLine, nothing, readTally, sum, withCrash } from '../suites/tally.mjs';

const reports = {
  jest: [
    'jest',
    JSON.stringify({
      numPassedTests: 5,
      numFailedTests: 1,
      numRuntimeErrorTestSuites: 2,
      numPendingTests: 1,
      numTodoTests: 1
    }),
    { passed: 5, failed: 3, skipped: 2 }
  ],
  pytest: [
    'junit',
    '<testsuites><testsuite><testcase name="a"/><testcase name="b"><failure>x</failure></testcase>' +
      '<testcase name="c"><error/></testcase><testcase name="d > e"><skipped/></testcase></testsuite></testsuites>',
    { passed: 1, failed: 2, skipped: 1 }
  ],
  playwright: [
    'playwright',
    JSON.stringify({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }, errors: ['x'] }),
    { passed: 4, failed: 3, skipped: 2 }
  ]
};

for (const [runner, [format, text, expected]] of Object.entries(reports)) {
  test(`a report of ${runner} is counted`, t => {
    const folder = mkdtempSync(join(tmpdir(), 'cellforge-tally-'));
    t.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'report'), text);

    assert.deepEqual(readTally(join(folder, 'report'), format), expected);
  });
}

test('a runner that crashed without a report counts as one failure', () => {
  assert.deepEqual(readTally('/no/such/report', 'jest'), nothing);
  assert.deepEqual(withCrash(nothing, 134), { passed: 0, failed: 1, skipped: 0 });
  assert.deepEqual(withCrash({ passed: 3, failed: 2, skipped: 0 }, 1), {
    passed: 3,
    failed: 2,
    skipped: 0
  });
  assert.deepEqual(withCrash({ passed: 3, failed: 0, skipped: 0 }, 0), {
    passed: 3,
    failed: 0,
    skipped: 0
  });
});

test('the last line adds the runners up', () => {
  const all = sum([
    { passed: 3, failed: 0, skipped: 0 },
    { passed: 4, failed: 1, skipped: 2 }
  ]);

  assert.equal(lastLine(all), '7 passed, 1 failed, 2 skipped');
  assert.equal(lastLine(nothing), '0 passed, 0 failed');
});
