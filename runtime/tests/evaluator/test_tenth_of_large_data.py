"""A tenth of 1,000,000 cells x 5,000 genes, 5 % filled, from its file to scores within a tenth of 4 GB.

The same by hand: `python benchmarks/large.py make --out FILE --cells 100000 --genes 5000 --perturbations 10`, then
`python benchmarks/large.py stream FILE --cells 100000 --folds 1 --epochs 5`.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BENCHMARKS = ROOT / "benchmarks"
CELLS, GENES, PERTURBATIONS = 100_000, 5_000, 10  # a tenth of the cells and of the perturbations, as many cells of each


@pytest.fixture(scope="module")
def large_stream():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import large_stream
    finally:
        sys.path.pop(0)
    return large_stream


def made(name: str, cells: int, genes: int) -> Path:
    """The file of a named command, kept in .cache: made once for each text of what makes it."""
    version = hashlib.sha256((BENCHMARKS / "large_files.py").read_bytes()).hexdigest()[:12]
    stem, ending = name.split(".")
    path = ROOT / ".cache" / "large" / f"{stem}-{version}.{ending}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        for older in path.parent.glob(f"*{stem}-*.{ending}"):
            shutil.rmtree(older) if older.is_dir() else older.unlink()
        part = path.with_name(f"part-{path.name}")
        command = [sys.executable, BENCHMARKS / "large.py", "make", "--out", part, "--cells", str(cells), "--genes", str(genes)]
        subprocess.run([*command, "--perturbations", str(PERTURBATIONS)], check=True, capture_output=True)
        part.rename(path)
    return path


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read as Linux tells it")
def test_a_tenth_of_a_million_cells_goes_from_its_file_to_scores_in_a_tenth_of_the_memory(large_stream) -> None:
    """Profile, training and evaluation of one outer fold; from .h5ad and .zarr the same numbers."""
    # what Python and its modules take does not grow with the data: the same work on a screen of next to nothing
    idle = large_stream.streamed(made("nothing.h5ad", 3_000, 100), cells=CELLS, folds=1, epochs=5)
    seen = {}
    for ending in ("h5ad", "zarr"):
        file = made(f"tenth.{ending}", CELLS, GENES)
        told = seen[ending] = large_stream.streamed(file, cells=CELLS, folds=1, epochs=5)
        assert (told["cells"], told["features"], told["in_file"]) == (CELLS, GENES, True)
        assert told["values"] == pytest.approx(0.05 * CELLS * GENES, rel=0.01) and told["conditions"] == PERTURBATIONS
        more = told["peak_mb"] - idle["peak_mb"]
        print(f"{ending}: {more:.0f} MiB more than {idle['peak_mb']:.0f} of idle processes; {told['seconds']}")
        assert more < large_stream.MOST_MB_OF_FULL * CELLS / large_stream.FULL_CELLS
    for name in ("mse", "correlation", "predicted"):
        assert seen["h5ad"][name] == pytest.approx(seen["zarr"][name], rel=1e-6)
