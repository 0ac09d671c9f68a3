import { measuredHere } from '../record';

/** What simple models scored on public data sets before the product was built. Never the data of the analyst. */
export const measuredRecords = measuredHere([
  {
    id: 'measured-context-weighting',
    title: 'Weighting training contexts by the similarity of their controls, on Kang',
    claim:
      'Seven unseen cell types: the mean of the other types has squared error .0033; weighting them by how similar their controls are has .0013, chosen on nested folds.',
    read_in: '../shared/design/field.md section 6, row "Kang unseen cell type" and point 8',
    topics: ['unseen-context', 'cytokine']
  },
  {
    id: 'measured-coexpression',
    title: 'Co-expression in controls as a description of targets',
    claim:
      'On screens of this size co-expression in controls never beat the mean response with a rule for the target itself.',
    read_in: '../shared/design/field.md section 6, point 7, and section 8',
    topics: ['representation', 'unseen-perturbation', 'unseen-combination']
  },
  {
    id: 'measured-loud-genes',
    title: 'A few loud genes on the Norman subset',
    claim:
      'Three genes carry 76 % of the change of a single perturbation, so they nearly are the score.',
    read_in: '../shared/design/field.md section 6, point 1',
    topics: ['loss', 'evaluation']
  },
  {
    id: 'measured-target-rule',
    title: "A rule for the target's own feature, on Papalexi",
    claim:
      'For 25 unseen genes the shrunk mean with a rule for the target scores .351, the mean .291: knock-down of the target alone can be most of a score.',
    read_in: '../shared/design/field.md section 6, row "Papalexi unseen gene" and point 6',
    topics: ['evaluation', 'unseen-perturbation']
  },
  {
    id: 'measured-ensemble',
    title: 'An ensemble beside a ridge, on Norman pairs',
    claim:
      'For five pairs with both targets seen, networks averaged with a ridge scored .904, the ridge alone .877, the plain sum .870: a small gain.',
    read_in: '../shared/design/field.md section 6, row "Norman pair, both seen"',
    topics: ['training', 'unseen-combination']
  },
  {
    id: 'measured-evidence',
    title: 'Switches fitted by evidence beside gradient descent, on simulated screens',
    claim:
      'On simulated pairs, seeds 31 to 33, the same switches correlate .675, .662 and .736 with the change in held-out pairs fitted by gradient descent, and .740, .723 and .800 fitted by marginal likelihood; a ridge .625, .640 and .705.',
    read_in:
      'benchmarks/options.py --seed 31 (32, 33) --only usual evidence; docs/benchmarks.md has the table',
    topics: ['unseen-combination', 'unseen-dose', 'time']
  }
]);
