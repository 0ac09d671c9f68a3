import type { PlannedCell } from '../cells';
import type { CodeInput } from './input';
import { pythonString } from './python';

const readers = [
  { ending: '.h5mu', importLine: 'import mudata', call: 'mudata.read_h5mu' },
  { ending: '.zarr', importLine: 'import anndata as ad', call: 'ad.read_zarr' },
  { ending: '.h5ad', importLine: 'import anndata as ad', call: 'ad.read_h5ad' }
] as const;

/** Reads the file into the object's name, where the object is not in the kernel already. */
export function loadCell({
  dataPath,
  object
}: Pick<CodeInput, 'object'> & { dataPath: string }): PlannedCell {
  const lower = dataPath.toLowerCase().replace(/\/+$/, '');
  const reader = readers.find(({ ending }) => lower.endsWith(ending)) ?? readers[2];
  const source = [
    '# The data, read as it is. The path is relative to this notebook, so that folder and',
    '# notebook can move together; CELLFORGE_DATA names another place for the same file.',
    'import os',
    '',
    reader.importLine,
    '',
    `path = os.environ.get("CELLFORGE_DATA", ${pythonString(dataPath)})`,
    `${object} = ${reader.call}(path)`,
    object
  ];
  return { name: 'load', kind: 'code', title: 'Load', source: source.join('\n') };
}
