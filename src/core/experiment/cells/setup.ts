import type { PlannedCell } from '../planned-cell';
import type { CodeInput } from './input';
import { pythonString } from './python';

/** Checks the runtime's version and opens the folder of the run. */
export function setupCell(input: Pick<CodeInput, 'runFolder' | 'runtimeVersion'>): PlannedCell {
  const source = `# Setup: the runtime these cells were written for, and the folder of this run.
#
# Everything from here on is ordinary scverse and PyTorch code. It runs from top to
# bottom in a fresh kernel, with or without the CellForge extension.
from importlib.metadata import version

import cellforge_runtime as cf

# Stops here, with the pip line to run, if the kernel has another version.
cf.require(${pythonString(input.runtimeVersion)})

# What is finished is kept in this folder beside the notebook, so that a reload or a
# restart loses nothing. "auto" takes a GPU where there is one; "cpu" fixes it.
run = cf.Run(${pythonString(input.runFolder)}, device="auto")

# Scores can differ a little between versions: keep these lines with the result.
for package in ("cellforge-runtime", "anndata", "numpy", "torch", "lightning"):
    print(f"{package:20s} {version(package)}")
print(f"{'device':20s} {run.device}")`;
  return { name: 'setup', kind: 'code', title: 'Setup', source };
}
