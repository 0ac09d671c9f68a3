import { throwIfStopped } from '../errors';
import type { Library } from '../ports';
import type { Evidence } from './evidence';
import { baselineRecords } from './records/baselines';
import { chromatinRecords } from './records/chromatin';
import { combinationRecords } from './records/combinations';
import { componentRecords } from './records/components';
import { contextRecords } from './records/contexts';
import { evaluationRecords } from './records/evaluation';
import { fittingRecords } from './records/fitting';
import { knowledgeRecords } from './records/knowledge';
import { measuredRecords } from './records/measured';
import { proteinRecords } from './records/protein';

/** Every record that ships with the product, one file a topic. */
export const bundledEvidence: readonly Evidence[] = [
  ...baselineRecords,
  ...evaluationRecords,
  ...combinationRecords,
  ...knowledgeRecords,
  ...contextRecords,
  ...fittingRecords,
  ...measuredRecords,
  ...chromatinRecords,
  ...componentRecords,
  ...proteinRecords
];

/** The literature that needs no network: records on more of the topics first, then the newer, then by id. */
export function bundledLibrary(records: readonly Evidence[] = bundledEvidence): Library {
  return {
    async search(topics, signal) {
      throwIfStopped(signal);
      const wanted = new Set(topics);
      const hits = (record: Evidence): number =>
        record.topics.filter(topic => wanted.has(topic)).length;
      return records
        .filter(record => hits(record) > 0)
        .sort((a, b) => hits(b) - hits(a) || b.year - a.year || (a.id < b.id ? -1 : 1));
    },
    async get(id) {
      return records.find(record => record.id === id) ?? null;
    }
  };
}
