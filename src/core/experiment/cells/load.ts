import type { PlannedCell } from '../planned-cell';
import type { CodeInput } from './input';
import { pythonString } from './python';

const readers = [
  { ending: '.h5mu', importLine: 'import mudata', call: 'mudata.read_h5mu' },
  { ending: '.zarr', importLine: 'import anndata as ad', call: 'ad.read_zarr' },
  { ending: '.h5ad', importLine: 'import anndata as ad', call: 'ad.read_h5ad' }
] as const;

/** For what was too large for memory when it was described; it says so itself. */
const inFile = { importLine: 'import cellforge_runtime as cf', call: 'cf.read' } as const;

/** Reads the file into the object's name, where the object is not in the kernel already. */
export function loadCell({
  dataPath,
  object,
  staysInFile = false
}: Pick<CodeInput, 'object'> & { dataPath: string; staysInFile?: boolean }): PlannedCell {
  const lower = dataPath.toLowerCase().replace(/\/+$/, '');
  const known = readers.find(({ ending }) => lower.endsWith(ending)) ?? readers[2];
  const reader = staysInFile ? inFile : known;
  const source = [
    '# The data, read as it is. The path is relative to this notebook, so that folder and',
    '# notebook can move together; CELLFORGE_DATA names another place for the same file.',
    'import os',
    '',
    reader.importLine,
    '',
    ...(staysInFile
      ? ['# Where memory is short beside its size it stays in the file, read piece by piece.']
      : []),
    `path = os.environ.get("CELLFORGE_DATA", ${pythonString(dataPath)})`,
    `${object} = ${reader.call}(path)`,
    object
  ];
  return { name: 'load', kind: 'code', title: 'Load', source: source.join('\n') };
}
