"""Large files: `make` writes one, `profile` times the look at it, `stream` goes from it to scores.

`npm run benchmark -- --only profile`; `python benchmarks/large.py --help`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from large_files import Shape, make
from large_stream import FULL_CELLS, MOST_MB_OF_FULL, stream_one, streamed

MOST_TIMES_OPENING, MOST_MORE_MB = 3.0, 200.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python benchmarks/large.py")
    verbs = parser.add_subparsers(dest="verb", required=True)
    making = verbs.add_parser("make", help="write a simulated screen, block by block")
    making.add_argument("--out", type=Path, required=True, help="FILE.h5ad or FOLDER.zarr")
    profiling = verbs.add_parser("profile", help="time of describing a file beside that of opening it backed")
    profiling.add_argument("--files", type=Path, nargs="*", help="these instead of files made for it")
    looking = verbs.add_parser("look", help="one process: open, describe, tell")
    looking.add_argument("file", type=Path)
    for each, cells, genes in ((making, 1_000_000, 5_000), (profiling, 200_000, 20_000)):
        each.add_argument("--cells", type=int, default=cells)
        each.add_argument("--genes", type=int, default=genes)
        each.add_argument("--filled", type=float, default=0.05)
        each.add_argument("--perturbations", type=int, default=100)
        each.add_argument("--layout", choices=["csr", "csc", "dense"], default="csr")
        each.add_argument("--uns-mb", type=int, default=0)
        each.add_argument("--seed", type=int, default=0)
    streaming = verbs.add_parser("stream", help="profile, training and scores of a file that stays in its place; memory and time")
    streaming.add_argument("file", type=Path)
    one = verbs.add_parser("stream-one", help="one process of it")
    one.add_argument("file", type=Path)
    for each in (streaming, one):
        each.add_argument("--cells", type=int, default=FULL_CELLS, help="bounds of memory are this share of a million cells'")
        each.add_argument("--folds", type=int, default=3)
        each.add_argument("--epochs", type=int, default=300)
    told = parser.parse_args()
    {"make": _make, "profile": _profile, "look": _look, "stream": _stream, "stream-one": _stream_one}[told.verb](told)


def _shape(told: argparse.Namespace) -> Shape:
    names = ("cells", "genes", "filled", "perturbations", "uns_mb", "seed")
    return Shape(**{name: getattr(told, name) for name in names})


def _make(told: argparse.Namespace) -> None:
    started = time.perf_counter()
    make(told.out, told.layout, _shape(told))
    print(f"{told.out}: {told.cells:,} x {told.genes:,}, {told.layout}, {time.perf_counter() - started:.0f} s", flush=True)


def _stream(told: argparse.Namespace) -> None:
    seen = streamed(told.file, cells=told.cells, folds=told.folds, epochs=told.epochs)
    steps = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in seen["seconds"].items())
    print(
        f"{told.file.name}, {seen['cells']:,} x {seen['features']:,}, {seen['values']:,} values: {steps} "
        f"({seen['processor_s']:.0f} s of processor time); "
        f"{seen['conditions']} conditions scored in {told.folds} folds; at most {seen['peak_mb']:.0f} MiB in "
        f"{seen['processes']} processes, a worker {seen['worker_mb']} "
        f"({MOST_MB_OF_FULL:,} for a million cells; bounds for {told.cells:,})",
        flush=True,
    )


def _stream_one(told: argparse.Namespace) -> None:
    stream_one(told.file, cells=told.cells, folds=told.folds, epochs=told.epochs)


def _profile(told: argparse.Namespace) -> None:
    if told.files:
        for file in told.files:
            _tell(file)
        return
    with tempfile.TemporaryDirectory(prefix="cellforge-large-") as folder:
        for layout in ("csr", "csc"):
            file = Path(folder) / f"{layout}.h5ad"
            make(file, layout, _shape(told))
            _tell(file)
            file.unlink()


def _tell(file: Path) -> None:
    """In a process of its own, opened twice: the first time reads the file into the system's cache."""
    ran = [subprocess.run([sys.executable, __file__, "look", file], capture_output=True, text=True, check=False) for _ in "12"]
    if ran[-1].returncode:
        print(ran[-1].stderr)
        raise SystemExit(1)
    seen = json.loads(ran[-1].stdout.splitlines()[-1])
    ratio = seen["describe_s"] / seen["open_s"]
    print(
        f"profile of {file.name}, {seen['cells']:,} x {seen['features']:,}, {seen['columns']} obs columns: "
        f"opening it backed {seen['open_s']:.2f} s, describing it {seen['describe_s']:.2f} s: {ratio:.2f} times "
        f"(bound {MOST_TIMES_OPENING:.0f}); {seen['more_mb']:.0f} MB more (bound {MOST_MORE_MB:.0f}); "
        f"problem: {seen['problem']}",
        flush=True,
    )


def _look(told: argparse.Namespace) -> None:
    import anndata
    from cellforge_runtime.describe import describe

    started = time.perf_counter()
    adata = anndata.read_h5ad(told.file, backed="r")
    opened = time.perf_counter()
    Path("/proc/self/clear_refs").write_text("5")  # the greatest memory is counted from here
    before = _peak_mb()
    begun = time.perf_counter()
    seen = describe({"adata": adata}, "adata", {})
    ended = time.perf_counter()
    profile = seen["profile"]
    print(
        json.dumps(
            {
                "open_s": opened - started,
                "describe_s": ended - begun,
                "more_mb": _peak_mb() - before,
                "cells": profile["object"]["n_cells"],
                "features": profile["object"]["n_features"],
                "columns": profile["n_obs_columns"],
                "problem": seen["problem"] and seen["problem"]["message"],
            }
        )
    )


def _peak_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    main()
