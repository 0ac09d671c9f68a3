// What the check of the evidence says with and without a network. The registries are replaced: they are far away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkEvidence } from '../check-evidence.mjs';

const record = (id, identifier) => ({ id, identifier, title: 'T', claim: 'C', read_in: 'R' });
const records = [
  record('known', 'doi:10.1/known'),
  record('lost', 'doi:10.1/lost'),
  record('bare', '')
];

async function check(options) {
  const lines = [];
  const kept = [];
  const code = await checkEvidence({
    write: text => lines.push(text),
    keep: identifiers => kept.push(...identifiers),
    ...options
  });
  return { code, kept, output: lines.join('') };
}

const online = async url => ({
  ok: !url.includes('lost'),
  status: url.includes('lost') ? 404 : 200
});
const offline = async () => {
  throw new TypeError('fetch failed');
};

test('without a network every identifier is unresolved, and that is no failure', async () => {
  const { code, kept, output } = await check({ records, fetcher: offline });
  assert.equal(code, 0);
  assert.deepEqual(kept, []);
  assert.match(output, /0 resolved, 2 unresolved, 1 without identifier/);
});

test('an identifier that the registry does not know is named and fails', async () => {
  const { code, kept, output } = await check({ records, fetcher: online });
  assert.equal(code, 1);
  assert.deepEqual(kept, ['doi:10.1/known']);
  assert.match(output, /unknown +lost +doi:10\.1\/lost/);
});

test('a registry in trouble leaves an identifier unresolved', async () => {
  const fetcher = async url => ({ ok: url === 'https://doi.org/', status: 503 });
  const { code, output } = await check({ records: records.slice(0, 1), fetcher });
  assert.equal(code, 0);
  assert.match(output, /0 resolved, 1 unresolved/);
});

test('a malformed record fails without a network too', async () => {
  const { code, output } = await check({
    records: [record('odd', 'https://example.org/1'), record('odd', '')],
    fetcher: offline
  });
  assert.equal(code, 1);
  assert.match(output, /expected doi:, arXiv: or pmid:/);
  assert.match(output, /taken twice/);
});

test('the bundled records are well formed', async () => {
  const { code, output } = await check({ fetcher: offline });
  assert.equal(code, 0);
  assert.match(output, /, 0 malformed/);
});
