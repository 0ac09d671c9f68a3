// Resolves the identifiers of the bundled evidence where there is a network: `npm run check-evidence`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importCore } from './import-core.mjs';

const resolvers = {
  doi: id => `https://doi.org/api/handles/${encodeURI(id)}`,
  arXiv: id => `https://export.arxiv.org/abs/${id}`,
  pmid: id => `https://pubmed.ncbi.nlm.nih.gov/${id}/`
};
const patience = { connect: 5000, answer: 15000 };

/**
 * One line per record and the counts.
 *
 * Status 0 also without a network: records then stand as unresolved. 1: a record is malformed, or a registry that
 * answered does not know an identifier.
 */
export async function checkEvidence({
  records = null,
  write = text => process.stdout.write(text),
  fetcher = fetch,
  keep = null
} = {}) {
  const bundledEvidence =
    records ?? (await importCore('src/core/literature/bundled.ts')).bundledEvidence;
  const malformed = bundledEvidence.flatMap(problemsOf(bundledEvidence));
  const found = { resolved: 0, unresolved: 0, 'without identifier': 0, unknown: 0 };
  const reachable = await isReachable(fetcher);
  const resolved = [];
  for (const record of bundledEvidence) {
    const outcome = await outcomeOf(record, reachable, fetcher);
    found[outcome] += 1;
    if (outcome === 'resolved') {
      resolved.push(record.identifier);
    }
    write(`${outcome.padEnd(18)} ${record.id.padEnd(28)} ${record.identifier || '-'}\n`);
  }
  write(malformed.map(problem => `malformed          ${problem}\n`).join(''));
  const counts = Object.entries(found).map(([name, n]) => `${n} ${name}`);
  write(
    `${bundledEvidence.length} records: ${counts.join(', ')}, ${malformed.length} malformed.\n`
  );
  if (!reachable) {
    write('No network: identifiers stay unresolved until this runs with one.\n');
  }
  if (keep !== null && resolved.length > 0) {
    keep(resolved);
  }
  return malformed.length > 0 || found.unknown > 0 ? 1 : 0;
}

/** What is wrong with a record, whatever the network says. */
const problemsOf = all => record => {
  const problems = [];
  if (all.filter(other => other.id === record.id).length > 1) {
    problems.push(`${record.id}: the id is taken twice`);
  }
  for (const key of ['title', 'claim', 'read_in']) {
    if (record[key].trim() === '') {
      problems.push(`${record.id}: expected ${key}, found nothing`);
    }
  }
  if (record.identifier !== '' && partsOf(record.identifier) === null) {
    problems.push(`${record.id}: expected doi:, arXiv: or pmid:, found ${record.identifier}`);
  }
  return problems;
};

function partsOf(identifier) {
  const match = /^(doi|arXiv|pmid):(\S+)$/.exec(identifier);
  return match === null ? null : { kind: match[1], id: match[2] };
}

async function outcomeOf(record, reachable, fetcher) {
  const parts = partsOf(record.identifier);
  if (parts === null) {
    return 'without identifier';
  }
  if (!reachable) {
    return 'unresolved';
  }
  try {
    const reply = await fetcher(resolvers[parts.kind](parts.id), {
      signal: AbortSignal.timeout(patience.answer)
    });
    return reply.ok ? 'resolved' : reply.status === 404 ? 'unknown' : 'unresolved';
  } catch {
    return 'unresolved';
  }
}

/** One short question, so that a machine without a network waits once and not once a record. */
async function isReachable(fetcher) {
  try {
    await fetcher('https://doi.org/', {
      method: 'HEAD',
      signal: AbortSignal.timeout(patience.connect)
    });
    return true;
  } catch {
    return false;
  }
}

/** Keep what was resolved beside the records, with the day. */
export function keepResolved(identifiers) {
  const day = new Date().toISOString().slice(0, 10);
  const lines = [...new Set(identifiers)].sort().map(id => `  '${id}': '${day}'`);
  const head =
    '/** Identifiers that `npm run check-evidence -- --write` found at their registry, and when. Written by it, never by hand. */';
  const body = `export const resolvedIdentifiers: Readonly<Record<string, string>> = {\n${lines.join(',\n')}\n};\n`;
  writeFileSync(new URL('../src/core/literature/resolved.ts', import.meta.url), `${head}\n${body}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const keep = process.argv.includes('--write') ? keepResolved : null;
  process.exitCode = await checkEvidence({ keep });
}
