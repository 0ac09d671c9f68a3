"""A published method beside ours: `adapted.py METHOD FILE FOLDER [FOLDS]`, with the design in FOLDER.

Fitted on the folds of the design's own task, scored by the evaluator, and compared condition by condition. Leaves
FOLDER/METHOD.json.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from cellforge_runtime import Run, Task, prepare, split
from cellforge_runtime.adapters import Adapter
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.intervals import interval
from cellforge_runtime.run.held_out_conditions import read_conditions
from cellforge_runtime.splits import Folds
from truth import run_folder

# what differs from a method's own defaults, so that a task of this size ends within minutes on two cores; the second
# entry is for more features than MANY
BUDGETS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "gears": ({"epochs": 5, "most_cells": 40}, {"epochs": 2, "most_cells": 20}),
    "scgen": ({"epochs": 50}, {"epochs": 20}),
    "biolord": ({"epochs": 100}, {"epochs": 20}),
}
MANY = 2000
# of combinations the part that published methods were made for; the others take three times as long
PARTS = {"unseen-combination": ("seen-2",)}
GENE_SETS = "knowledge/go_direct_human.tsv.gz"


def adapted(name: str, file: Path, folder: Path, most_folds: int | None = None) -> dict[str, Any]:
    """The part of a published method, on the first folds only where that is asked; `why_not` where it does not apply."""
    report = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    folds = split(prepare(_read(file), Task.from_wire(report["task"])))
    adapter, budget = _adapter(name, folds)
    about = adapter.about
    told = {"title": about.title, "package": about.package, "settings": budget}
    reason = adapter.why_not(folds)
    if reason:
        return told | {"why_not": f"needs {reason[0]} Found {reason[1]}"}
    kept = tuple(fold for fold in folds if fold.part in PARTS.get(fold.scenario, (fold.part,)))
    folds = replace(folds, folds=kept[:most_folds])
    if len(folds) < len(kept):
        told["settings"] = budget | {"folds": f"{len(folds)} of {len(kept)}"}
    run = Run(folder / f"{name}-run", device="cpu")
    predictions = run.fit(adapter, folds)
    run.evaluate(predictions)
    wire = json.loads((run.folder / "result.json").read_text(encoding="utf-8"))
    return told | {
        "report": {"scenarios": wire["scenarios"], "cost": wire["cost"], "versions": wire["versions"]},
        "fits": [dict(item.report) | {"seconds": round(item.seconds, 1)} for item in predictions],
        "ours_minus_adapter": ours_minus(run.folder, run_folder(folder, report["run"])),
    }


def ours_minus(adapter: Path, ours: Path) -> dict[str, dict[str, Any]]:
    """By part, how much more ours scored on the conditions that the adapter's run has: paired, with the interval."""
    theirs, all_ours = read_conditions(adapter), read_conditions(ours)
    found = {}
    for part, scored in theirs.items():
        score_of = dict(zip(all_ours[part].names, all_ours[part].scores))
        more = np.array([score_of[name] for name in scored.names]) - scored.scores
        span = interval(more, scored.units)
        found[part] = {
            "primary": scored.primary,
            "n": int(np.isfinite(more).sum()),
            "difference": float(np.nanmean(more)),
            "ci": None if span is None else [float(end) for end in span],
        }
    return found


def _adapter(name: str, folds: Folds) -> tuple[Adapter, dict[str, Any]]:
    """The method and its budget; gene sets where it uses any and the genes are real ones, which have annotations."""
    budget = dict(BUDGETS[name][len(folds.data.features) > MANY])
    table = Path(os.environ.get("CELLFORGE_SHARED", Path(__file__).parents[2] / "shared")) / "data" / GENE_SETS
    if not Adapter(name).about.uses_gene_sets or folds.data.is_simulated or not table.exists():
        return Adapter(name, **budget), budget
    return Adapter(name, gene2go=table, **budget), budget | {"gene2go": f"SHARED/data/{GENE_SETS}"}


def _read(file: Path) -> Any:
    if file.suffix == ".h5mu":
        import mudata

        return mudata.read_h5mu(file)
    from anndata import read_h5ad

    return read_h5ad(file)


def main(words: list[str]) -> None:
    name, file, folder, *most = words
    try:
        told = adapted(name, Path(file), Path(folder), int(most[0]) if most else None)
    except CellForgeError as error:
        print(f"  {error}")
        sys.exit(1)
    (Path(folder) / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")
    for part, paired in told.get("ours_minus_adapter", {}).items():
        print(f"  {part}: ours minus {told['title']} {paired['difference']:+.3f} {paired['ci']}, {paired['n']} conditions")
    if "why_not" in told:
        print(f"  {told['title']} does not apply: {told['why_not']}")


if __name__ == "__main__":
    main(sys.argv[1:])
