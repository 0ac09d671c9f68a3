import { predictionCell } from './helper-cells';

describe('the cell that predicts new perturbations', () => {
  it('reads the kept model, so that a fresh kernel can run it, and shows what changes', () => {
    const source = predictionCell(['A+B', 'a "drug" @ 3'], {
      runFolder: 'pairs-cellforge/r-1',
      modalities: ['rna']
    });
    expect(source).toContain('wanted = ["A+B", "a \\"drug\\" @ 3"]');
    expect(source).toContain('cf.load_model("pairs-cellforge/r-1/model")');
    expect(source.split('\n').at(-1)).toBe('cf.largest_changes(predicted)');
  });

  it('shows protein beside RNA', () => {
    const source = predictionCell(['A'], { runFolder: null, modalities: ['rna', 'protein'] });
    expect(source).not.toContain('load_model');
    expect(source).toContain('display(cf.largest_changes(predicted))');
    expect(source).toContain('cf.largest_changes(predicted, modality="protein")');
  });
});
