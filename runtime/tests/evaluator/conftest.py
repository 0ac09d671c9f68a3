"""Small screens with known means, and the real files where they are."""

import os
from pathlib import Path
from types import SimpleNamespace

import anndata
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.data import prepare
from cellforge_runtime.task import Task
from scipy import sparse

N_FEATURES = 60
SPREAD = 0.4


def _true_mean(targets, context, effects, controls):
    mean = controls[context].copy()
    for target in targets:
        mean = mean + effects[target]
    return mean


def make_screen(conditions, *, contexts=("all",), cells=40, controls=80, seed=0, silent=()):
    """Normal log values around known means; single effects add up. Targets are named after features.

    `conditions` is a list of target tuples; every context measures each of them.
    """
    rng = np.random.default_rng(seed)
    features = [f"G{i:02d}" for i in range(N_FEATURES)]
    base = rng.uniform(2.5, 4.0, N_FEATURES)
    control_mean = {context: base + rng.normal(0, 0.3, N_FEATURES) * (len(contexts) > 1) for context in contexts}
    targets = sorted({target for condition in conditions for target in condition})
    effects = {}
    for target in targets:
        hit = rng.random(N_FEATURES) < 0.3
        effects[target] = np.where(hit, rng.normal(0, 0.5, N_FEATURES), 0.0) * (target not in silent)
        if target in features and target not in silent:
            effects[target][features.index(target)] = -0.8
    rows, labels, where = [], [], []
    for context in contexts:
        groups = [("control", (), controls), *(("+".join(c), c, cells) for c in conditions)]
        for label, condition, n in groups:
            mean = _true_mean(condition, context, effects, control_mean)
            rows.append(rng.normal(mean, SPREAD, size=(n, N_FEATURES)))
            labels += [label] * n
            where += [context] * n
    obs = pd.DataFrame({"perturbation": labels, "cell_type": where}, index=[f"cell{i}" for i in range(len(labels))])
    adata = anndata.AnnData(np.concatenate(rows).clip(0).astype(np.float32), obs=obs, var=pd.DataFrame(index=features))
    return SimpleNamespace(adata=adata, mean=lambda targets, context="all": _true_mean(targets, context, effects, control_mean))


def make_task(scenario, **changes):
    scenarios = (scenario,) if isinstance(scenario, str) else tuple(scenario)
    return Task(perturbation="perturbation", control="control", **{"separator": "+", "scenarios": scenarios, **changes})


SINGLES = [(f"G{i:02d}",) for i in range(12)]
PAIRS = [(f"G{i:02d}", f"G{i + 1:02d}") for i in range(0, 10)]

SCREENS = {
    "unseen-perturbation": {"conditions": SINGLES},
    "unseen-combination": {"conditions": SINGLES + PAIRS},
    "unseen-context": {"conditions": SINGLES[:4], "contexts": ("A", "B", "C", "D")},
}


@pytest.fixture(scope="session")
def screen():
    return make_screen


@pytest.fixture
def task():
    return make_task


@pytest.fixture(params=list(SCREENS))
def scenario(request):
    return request.param


@pytest.fixture
def data_of():
    """Prepared data of a small screen for a scenario."""

    def build(scenario, **changes):
        made = make_screen(**{**SCREENS[scenario], **changes})
        context = "cell_type" if scenario == "unseen-context" else None
        return prepare(made.adata, make_task(scenario, context=context))

    return build


@pytest.fixture(scope="session")
def shared():
    """The folder with the published data sets; tests that need it are skipped where it is not."""
    root = Path(os.environ.get("CELLFORGE_SHARED", Path(__file__).parents[4] / "shared"))
    if not (root / "data").is_dir():
        pytest.skip("the shared data is not here")
    return root / "data"


@pytest.fixture(scope="session")
def real(shared):
    """Prepared data of a published file."""
    known = {
        "norman": ("original/perturbench_devel.h5ad", {"where": "dataset:norman19", "context": "cell_type"}),
        "mcfaline": ("original/perturbench_devel.h5ad", {"where": "dataset:mcfaline23", "context": "cell_type"}),
        "papalexi": (
            "h5ad/papalexi2021_thp1_crispr_sceptre.h5ad",
            {"perturbation": "perturbation", "value_state": "counts", "batch": "bio_rep", "separator": None},
        ),
        "kang": ("h5ad/kang2018_ifnb_scgen_valid.h5ad", {"context": "cell_type", "separator": None}),
    }

    def load(name, scenario):
        path, changes = known[name]
        told = {"perturbation": "condition", "control": "control", "separator": "+", **changes, "scenarios": (scenario,)}
        return prepare(anndata.read_h5ad(shared / path), Task(**told))

    return load


@pytest.fixture
def sparse_of():
    """The same AnnData with a sparse matrix."""

    def convert(adata):
        adata = adata.copy()
        adata.X = sparse.csr_matrix(adata.X)
        return adata

    return convert
