import { CellForgeError } from '../errors';
import { damagedRecord } from './bounded-json';

export const recordVersion = 1;

type Raw = Readonly<Record<string, unknown>>;

/** From version N to N + 1, one file a version (`migrations/from-1.ts`); none has been needed yet. */
const migrations: Readonly<Record<number, (raw: Raw) => Raw>> = {};

/**
 * `raw` as the present version.
 *
 * @throws CellForgeError "record/newer", naming both versions, for a record of a later CellForge.
 */
export function migrate(raw: unknown): Raw {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    throw damagedRecord('a record that is not an object');
  }
  let record = raw as Raw;
  for (;;) {
    const { version } = record;
    if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
      throw damagedRecord('a record without a version');
    }
    if (version > recordVersion) {
      throw new CellForgeError({
        code: 'record/newer',
        message: 'This record was written by a newer CellForge',
        expected: `record version ${recordVersion} or older`,
        found: `record version ${version}`,
        remedy: 'Update jupyterlab-cellforge to read it; nothing was changed.'
      });
    }
    if (version === recordVersion) {
      return record;
    }
    record = migrations[version](record);
  }
}
