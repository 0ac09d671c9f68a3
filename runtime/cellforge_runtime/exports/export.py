"""`export`: predictions as files that other packages read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.given import must_be

if TYPE_CHECKING:
    from cellforge_runtime.exports.cells import CellPair
    from cellforge_runtime.prediction import Predictions

KINDS = ("cell-eval", "scverse")


def export(predictions: Predictions, kind: str, folder: str | Path) -> list[Path]:
    """Write the predictions of `run.fit` for another package; the files written, in order.

    "cell-eval": for each scenario part `predicted.h5ad` and `real.h5ad` as `cell-eval run` takes them, and a `README.md`
    with the command; of several modalities the RNA. "scverse": `conditions.h5ad`, one AnnData of held-out conditions by
    features; of several modalities one file each, `conditions-MODALITY.h5ad` but for the first.

    Raises
    ------
    CellForgeError
        `export/unknown-kind`, or `export/expression-only` where cells can't be made of means.
    """
    if kind not in KINDS:
        raise CellForgeError(
            "export/unknown-kind",
            message=f'There is no export "{kind}".',
            expected=f"one of {', '.join(KINDS)}.",
            found=f"{kind}.",
            remedy=f'Call cf.export(predictions, "{KINDS[0]}", folder).',
        )
    from cellforge_runtime.prediction import Predictions

    must_be(predictions, Predictions, "What export is given", f'cf.export(run.fit(Model, folds), "{kind}", folder)')
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return _for_scverse(predictions, folder) if kind == "scverse" else _for_cell_eval(predictions, folder)


def _for_scverse(predictions: Predictions, folder: Path) -> list[Path]:
    from cellforge_runtime.exports.scverse import conditions_table

    written = []
    for modality, own in predictions.each.items():
        written.append(folder / (f"conditions-{modality}.h5ad" if written else "conditions.h5ad"))
        conditions_table(own).write_h5ad(written[-1], compression="gzip")
    return written


def _for_cell_eval(predictions: Predictions, folder: Path) -> list[Path]:
    from cellforge_runtime.exports.cells import cell_pairs

    written, commands = [], []
    for pair in cell_pairs(predictions.each.get("rna", predictions)):
        own = folder / f"{pair.scenario}-{pair.part}".replace("/", "-")
        own.mkdir(exist_ok=True)
        for name, adata in (("predicted", pair.predicted["model"]), ("real", pair.real)):
            written.append(own / f"{name}.h5ad")
            adata.write_h5ad(written[-1], compression="gzip")
        commands.append(_command(own.name, pair))
    readme = folder / "README.md"
    readme.write_text(_HOW.format(commands="\n".join(commands)), encoding="utf-8")
    return [*written, readme]


def _command(name: str, pair: CellPair) -> str:
    split = " --celltype-col context" if len(pair.contexts) > 1 else ""
    files = f"-ap {name}/predicted.h5ad -ar {name}/real.h5ad"
    return f"    cell-eval run {files} --pert-col perturbation --control-pert control{split} -o {name}/cell-eval"


_HOW = """# Predicted and real cells for cell-eval

Cells of held-out conditions (log1p), and as many made of the predicted means: control cells resampled and scaled. Both
files hold the same control cells, as that package expects, so its correlations of change share their noise; by its
conventions a prediction that is the same for every condition can score .63 in discrimination.

{commands}
"""
