"""A look, the cells and their halves of a file take less memory than its values would: in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MEASURED = """
import sys, warnings
from pathlib import Path
warnings.simplefilter("ignore")
import numpy as np
import cellforge_runtime as cf
from cellforge_runtime import prepared_values, stored_cells, streamed
from cellforge_runtime.describe import describe, opening
from cellforge_runtime.halves import agreement

opening.MOST_BYTES = prepared_values.MOST_IN_MEMORY = 1e6
streamed.VALUES_AT_ONCE = stored_cells.VALUES_AT_ONCE = 200_000  # as the file is smaller, so are the pieces

def peak_mb():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024

describe({}, "nothing", {})
adata = cf.read(sys.argv[1])
task = cf.Task.from_wire(describe({"adata": adata}, "adata", {})["task"])
Path("/proc/self/clear_refs").write_text("5")
before = peak_mb()
data = cf.prepare(adata, task)
agreement(data, np.arange(len(data.conditions)), np.flatnonzero(data.condition_of == -1))
print(peak_mb() - before, data.x.nnz * 8 / 2**20)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read as Linux tells it")
def test_cells_in_a_file_take_less_memory_than_their_values(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from large_files import Shape, make
    finally:
        sys.path.pop(0)
    make(tmp_path / "a.h5ad", "csr", Shape(cells=60_000, genes=2_000, perturbations=10, columns=5, levels=50))
    ran = subprocess.run([sys.executable, "-c", MEASURED, tmp_path / "a.h5ad"], capture_output=True, text=True, check=True)
    more, held = map(float, ran.stdout.split())
    assert held > 40
    assert more < held
