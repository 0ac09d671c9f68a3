"""A small screen, and model cells as a notebook's kernel holds them."""

import itertools
import linecache
import textwrap

import anndata
import cellforge_runtime as cf
import numpy as np
import pandas as pd
import pytest

GENES = [f"G{i:02d}" for i in range(30)]
TARGETS = GENES[:10]
_numbers = itertools.count(1)

HONEST = """
import numpy as np

class Model:
    def __init__(self, **training):
        self.training = training

    def fit(self, train, validation, *, seed, device, progress):
        self.mean = np.asarray(train.delta()).mean(axis=0)
        self.controls = {name: np.array(c) for name, c in train.controls.items()}
        progress(epoch=1, epochs=1, loss=0.5)

    def predict(self, queries):
        return np.stack([self.controls[q.context] + self.mean for q in queries])

    def save(self, folder):
        np.savez(folder / "weights.npz", mean=self.mean, names=list(self.controls), values=list(self.controls.values()))

    def load(self, folder):
        with np.load(folder / "weights.npz") as found:
            self.mean = found["mean"]
            self.controls = dict(zip(found["names"].tolist(), found["values"]))
"""


def run_cell(source, namespace=None, name="Model"):
    """Run a cell the way ipykernel does: its source is kept under the file name of its code."""
    source = textwrap.dedent(source)
    filename = f"/tmp/ipykernel_0/cell-{next(_numbers)}.py"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace = {"__name__": "__main__"} if namespace is None else namespace
    exec(compile(source, filename, "exec"), namespace)
    return namespace[name]


@pytest.fixture
def cell():
    return run_cell


@pytest.fixture
def honest():
    return run_cell(HONEST)


def with_fit(body):
    """The honest model with other lines in front of its fit."""
    lines = textwrap.indent(textwrap.dedent(body).strip(), " " * 8)
    marker = "        self.mean = np.asarray"
    return HONEST.replace(marker, f"{lines}\n{marker}", 1)


def screen(seed=0, cells=32):
    """Ten perturbations of ten features, each lowering its own feature, beside 120 controls."""
    rng = np.random.default_rng(seed)
    labels = ["control"] * 120 + [t for t in TARGETS for _ in range(cells)]
    x = rng.normal(1.0, 0.3, size=(len(labels), len(GENES))).clip(0)
    for i, label in enumerate(labels):
        if label != "control":
            x[i, GENES.index(label)] *= 0.2
            x[i, 20:] += 0.4
    index = [f"c{i}" for i in range(len(labels))]
    return anndata.AnnData(
        x.astype(np.float32),
        obs=pd.DataFrame({"perturbation": pd.Categorical(labels)}, index=index),
        var=pd.DataFrame(index=GENES),
    )


def small_folds():
    task = cf.Task(perturbation="perturbation", control="control", value_state="log", scenarios=["unseen-perturbation"], folds=2)
    return cf.split(cf.prepare(screen(), task))


@pytest.fixture
def folds():
    return small_folds()


@pytest.fixture
def run(tmp_path):
    return cf.Run(tmp_path / "pairs-cellforge" / "r-1", device="cpu")
