import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { simulatedJobs, unseenSeeds } from '../../benchmarks/jobs.mjs';
import { jobsNamed, tableJobs } from '../../benchmarks/table.mjs';
import { inRoot } from '../paths.mjs';

test('a name stands for one job of the table, or for all seeds of a simulated kind', () => {
  assert.deepEqual(jobsNamed('kang'), ['kang']);
  assert.deepEqual(
    jobsNamed('sim-dose'),
    unseenSeeds('dose').map(seed => `sim-dose-${seed}`)
  );
  assert.deepEqual(jobsNamed('sim-dose-302'), ['sim-dose-302']);
  assert.deepEqual(jobsNamed('norman19'), ['norman19']);
  assert.deepEqual(jobsNamed('dose'), []);
});

test('every simulated kind is drawn with the three seeds that were kept from view', () => {
  const all = Object.values(simulatedJobs);
  for (const kind of new Set(all.map(job => job.kind))) {
    const drawn = all.filter(job => job.kind === kind).map(({ seed }) => seed);
    assert.deepEqual(drawn, unseenSeeds(kind));
    assert.equal(new Set(drawn).size, 3);
  }
  assert.ok(Object.keys(simulatedJobs).every(name => tableJobs.includes(name)));
});

const wrong = {
  'an unknown job': [['--only', 'nothing'], /--only with one of norman19, .*found "nothing"/],
  'an unknown method': [
    ['--adapters', 'nothing'],
    /--adapters with names of biolord, gears, scgen; found "nothing"/
  ],
  'all jobs and one': [['--results', '--only', 'kang'], /--results or --only NAME, not both/],
  'no number of seeds': [['--seeds', 'x'], /--seeds with a whole number/]
};

for (const [what, [args, message]] of Object.entries(wrong)) {
  test(`${what} is refused by name before any work`, () => {
    const words = [inRoot('scripts', 'run.mjs'), 'benchmark', ...args];
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, message);
  });
}
