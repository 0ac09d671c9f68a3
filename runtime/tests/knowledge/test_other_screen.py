"""Another screen as knowledge: its changes are the rows, it helps where it is alike, and the same cells are refused."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from anndata import AnnData
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.knowledge import read_knowledge
from cellforge_runtime.knowledge.rule import Inside, choose_knowledge

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
CELLS, GENES, TARGETS, MODULES = 40, 120, 24, 4


def screen(seed: int, *, prefix: str = "cell", rename=lambda name: name, controls: str = "control") -> AnnData:
    """A screen whose targets act in modules; every seed has the same modules and what they do, and cells of its own."""
    import pandas as pd

    fixed, rng = np.random.default_rng(5), np.random.default_rng([seed, 6])
    shared = fixed.normal(0, 0.7, (MODULES, GENES)) * (fixed.random((MODULES, GENES)) < 0.3)
    base = fixed.normal(0.7, 1.0, GENES)
    names = [f"T{i:02d}" for i in range(TARGETS)]
    labels = np.repeat([controls, *map(rename, names)], [400, *[CELLS] * TARGETS])
    change = np.vstack([np.zeros(GENES), *(shared[i % MODULES] for i in range(TARGETS))])
    of = np.repeat(np.arange(TARGETS + 1), [400, *[CELLS] * TARGETS])
    counts = rng.poisson(np.exp(base + change[of])).astype(np.float32)
    obs = pd.DataFrame({"perturbation": pd.Categorical(labels)}, index=[f"{prefix}-{i}" for i in range(len(labels))])
    return AnnData(X=counts, obs=obs, var=pd.DataFrame(index=[f"G{i:03d}" for i in range(GENES)]))


@pytest.fixture(scope="module")
def folds():
    from knowledge import folds_of

    return folds_of(screen(1))


def written(tmp_path, adata, name="other.h5ad"):
    adata.write_h5ad(tmp_path / name)
    return tmp_path / name


def test_the_changes_of_the_other_screen_are_the_rows_and_are_borne_out(tmp_path, folds):
    from cellforge_runtime.baselines import best_by_inner_folds
    from cellforge_runtime.data import training_set

    other = screen(2, prefix="other")
    tables = read_knowledge(written(tmp_path, other), folds.data)
    told = tables.report["tables"][0]
    assert told["shape"] == "another screen" and told["covered"] == TARGETS and "against" in told["reason"]
    rows = np.array([tables[0]["rows"][f"T{i:02d}"] for i in range(TARGETS)])
    x = np.log1p(1e4 * other.X / other.X.sum(axis=1, keepdims=True))
    mean = {
        label: x[(other.obs["perturbation"] == label).to_numpy()].mean(axis=0) for label in other.obs["perturbation"].unique()
    }
    change = np.array([mean[f"T{i:02d}"] - mean["control"] for i in range(TARGETS)])
    change -= change.mean(axis=0)
    assert np.allclose(rows @ rows.T, change @ change.T, atol=1e-3)  # all 23 components are kept
    train = training_set(folds.data, folds[0])
    inside = Inside(best_by_inner_folds(train), train.subset(np.arange(len(train.conditions)), cells=False))
    chosen = choose_knowledge(tables, inside)
    assert chosen.kept and chosen.gain > 0.1


def test_the_same_cells_are_refused_whatever_they_are_called_or_how_they_are_scaled(tmp_path, folds):
    same = screen(1)
    half = same[: len(same) // 2 + 200].copy()
    half.obs_names = [f"renamed-{i}" for i in range(half.n_obs)]
    half.X = np.log1p(1e4 * half.X / half.X.sum(axis=1, keepdims=True))
    for name, adata in (("same.h5ad", same), ("half.h5ad", half)):
        with pytest.raises(CellForgeError) as refused:
            read_knowledge(written(tmp_path, adata, name), folds.data)
        assert refused.value.code == "knowledge/same-screen", name
    assert "would tell the model what is held out" in str(refused.value)


def test_other_spellings_are_shown_and_targets_of_its_own_are_left_out(tmp_path, folds):
    def rename(name):
        return {"T00": "t00", "T01": "OTHER"}.get(name, name)

    told = read_knowledge(written(tmp_path, screen(3, prefix="x", rename=rename)), folds.data).report["tables"][0]
    assert told["resolved"] == [{"given": "t00", "used": "T00", "how": "case"}]
    assert told["dropped"] == [{"why": "not in this data", "n": 1, "examples": ["OTHER"]}]
    assert told["missing"] == ["T01"]


def test_what_is_no_screen_is_refused_with_the_reason(tmp_path, folds):
    broken = tmp_path / "broken.h5ad"
    broken.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    lone = screen(4)
    lone.obs = lone.obs[[]]
    for path in (broken, written(tmp_path, lone, "lone.h5ad")):
        with pytest.raises(CellForgeError) as refused:
            read_knowledge(path, folds.data)
        assert refused.value.code == "knowledge/screen" and refused.value.found and refused.value.remedy
    with pytest.raises(CellForgeError) as missing:
        read_knowledge(tmp_path / "none.h5ad", folds.data)
    assert missing.value.code == "knowledge/no-file"
