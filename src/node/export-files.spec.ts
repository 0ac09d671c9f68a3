import { checkExports } from './export-files';

it.each([
  ['peaks', 'atac', /modality atac.*--export scverse/],
  ['proteins alone', 'protein', /modality protein/]
] as const)('refuses cells made of %s before anything is trained', (_name, modality, told) => {
  expect(() => checkExports(['cell-eval'], { modality })).toThrow(
    expect.objectContaining({
      code: 'export/expression-only',
      paragraph: expect.stringMatching(told)
    })
  );
});

it.each([
  ['means of peaks', ['scverse'], 'atac'],
  ['cells where RNA is measured beside protein', ['cell-eval', 'scverse'], 'rna,protein'],
  ['nothing', [], 'atac']
] as const)('takes %s', (_name, kinds, modality) => {
  expect(() => checkExports(kinds, { modality })).not.toThrow();
});
