import { exampleCode, examplePolicy } from '../../testing/example-code';
import { isCoveredByAlways } from './code-approval';
import { importsOf, newImports } from './imports';

describe('imports of a cell', () => {
  it.each([
    ['import torch', ['torch']],
    ['import os, sys as s', ['os', 'sys']],
    ['from a.b import c', ['a.b']],
    ['if True: import os', ['os']],
    ['x = 1; import os', ['os']],
    ['    from x \\\n  import y', ['x']],
    ['importance = 1\nfrom_ = 2', []]
  ])('in %j are %j', (source, expected) => {
    expect(importsOf(source)).toEqual(expected);
  });

  it('are new where they are neither usual nor below what is usual', () => {
    expect(newImports(['torch.nn', 'torchvision', 'scipy'], ['torch'])).toEqual([
      'torchvision',
      'scipy'
    ]);
  });

  it('keep "always for this notebook" from covering a cell', () => {
    const policy = examplePolicy(exampleCode());
    expect(isCoveredByAlways({ policy, newImports: [] })).toBe(true);
    expect(isCoveredByAlways({ policy, newImports: ['scipy'] })).toBe(false);
    expect(
      isCoveredByAlways({ policy: examplePolicy(exampleCode('policy')), newImports: [] })
    ).toBe(false);
  });
});
