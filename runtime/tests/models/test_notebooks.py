"""Generated notebooks from top to bottom in a fresh kernel, on a small simulated screen."""

from __future__ import annotations

import json

import anndata
import cellforge_runtime as cf
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from .generated import cells

pytestmark = pytest.mark.slow


def small(kind: str, n_targets: int) -> anndata.AnnData:
    """The conditions of a few targets, so that a notebook runs in seconds."""
    adata = cf.datasets.simulate(kind, seed=1)
    labels = adata.obs["perturbation"].astype(str)
    kept = set(sorted({name for label in labels for name in label.split("+")} - {"control"})[:n_targets])
    keep = np.array([label == "control" or set(label.split("+")) <= kept for label in labels])
    part = adata[keep, :120].copy()
    part.uns = {"simulated": True}
    return part


def screen_for(notebook: str) -> anndata.AnnData:
    if notebook.startswith("contexts"):
        return small("nonlinear-context", 5)
    if notebook == "peaks":
        return cf.datasets.simulate("chromatin", seed=1, n_cells=2500, n_genes=200)
    return small("protein" if notebook == "rna-and-protein" else "interaction", 7)


# the options of the other notebooks are trained in test_generated_cells.py
@pytest.mark.parametrize("notebook", ["pairs", "contexts", "peaks", "rna-and-protein", "genes-by-knowledge"])
def test_a_generated_notebook_runs_in_a_fresh_kernel(notebook, tmp_path):
    adata = screen_for(notebook)
    planned = cells(notebook)
    if planned[0]["name"] == "load":
        (tmp_path / "data").mkdir()
        adata.write_h5ad(tmp_path / "data" / "screen.h5ad")
        targets = sorted({name for label in adata.obs["perturbation"] for name in label.split("+")} - {"control"})
        table = "".join(f"{name}\tterm{i % 3} term{i % 2 + 5}\n" for i, name in enumerate(targets))
        (tmp_path / "knowledge.tsv").write_text(table, encoding="utf-8")
        first = []
    else:
        adata.write_h5ad(tmp_path / "object.h5ad")
        first = [nbformat.v4.new_code_cell('import anndata\nadata = anndata.read_h5ad("object.h5ad")')]
    book = nbformat.v4.new_notebook(cells=first + [_cell(cell) for cell in planned])
    NotebookClient(book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()

    folder = tmp_path / "example-cellforge" / "r-1a2b3c"
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    part = next(iter(next(iter(result["scenarios"].values()))["parts"].values()))
    assert ("roc_auc_matched" in part["metrics"]) == (notebook == "peaks")
    scored = part["metrics"][result["primary"]]
    assert scored["n"] > 0 and scored["model"] is not None and scored["component"] is not None
    assert result["plan_name"] == "Additive with interaction residual, low-rank"
    again = cf.load_model(folder / "model")
    assert again.about.features == list(adata.var_names)
    assert ("open" in again.about.value_state) == (notebook == "peaks")
    assert ("protein" in part.get("modalities", {})) == ("protein" in again.others) == (notebook == "rna-and-protein")


def _cell(cell: dict) -> nbformat.NotebookNode:
    new = nbformat.v4.new_markdown_cell if cell["kind"] == "markdown" else nbformat.v4.new_code_cell
    return new(cell["source"])
