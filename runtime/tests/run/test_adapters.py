"""Published methods: fitted in an environment of their own, on the same folds, told apart where they do not apply."""

import gzip
import importlib.util
import json
import sys
import venv
from dataclasses import replace
from pathlib import Path

import cellforge_runtime as cf
import numpy as np
import pytest
from cellforge_runtime.adapters import ADAPTERS, Adapter
from cellforge_runtime.adapters.environment import adapter_python
from cellforge_runtime.adapters.gene_sets import jaccard, read_gene_sets
from cellforge_runtime.errors import CellForgeError

from .conftest import GENES, TARGETS

ROOT = Path(__file__).parents[3]
PUBLISHED = "def shift(mean, by):\n    return mean + by\n"  # a package that the kernel's environment has not
ADAPTER = """
import numpy as np

from cellforge_runtime.adapters.about import About

ABOUT = About(title="Fake", package="fakepert 1.0", licence="MIT", reference="none", scenarios=("unseen-perturbation",),
              uses_gene_sets=True)


class Model:
    def __init__(self, targets, gene_sets, by=1.0):
        self.targets, self.gene_sets, self.by = targets, gene_sets, by

    def fit(self, train, validation=None, *, seed, device, progress=None):
        import fakepert

        self.published = fakepert.__file__
        self.mean = fakepert.shift(train.means.mean(axis=0), self.by)

    def predict(self, queries):
        return np.stack([self.mean for _ in queries])

    def report(self):
        return {"published": self.published, "targets": self.targets, "gene_sets": self.gene_sets}
"""


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """An adapter of a published package that lies in an environment of its own and nowhere else."""
    folder = tmp_path / "environments" / "fake" / ".venv"
    venv.create(folder, with_pip=False, symlinks=True)
    packages = next((folder / "lib").glob("python*")) / "site-packages"
    (packages / "fakepert.py").write_text(PUBLISHED)
    # numpy and scipy of the tests' own environment
    own = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "own.pth").write_text("\n".join(own))
    module = tmp_path / "fake_adapter.py"
    module.write_text(ADAPTER)
    spec = importlib.util.spec_from_file_location("fake_adapter", module)
    monkeypatch.setitem(sys.modules, "fake_adapter", importlib.util.module_from_spec(spec))
    spec.loader.exec_module(sys.modules["fake_adapter"])
    monkeypatch.setitem(ADAPTERS, "fake", "fake_adapter")
    monkeypatch.setenv("CELLFORGE_ADAPTERS", str(tmp_path / "environments"))
    return packages


def test_a_published_method_is_fitted_in_its_own_environment_and_scored_as_any_model(run, folds, fake, tmp_path):
    assert importlib.util.find_spec("fakepert") is None
    table = tmp_path / "go.tsv"
    table.write_text(f"{TARGETS[0]}\tGO1 GO2\nOTHER\tGO1\n")
    predictions = run.fit(Adapter("fake", gene2go=table, by=2.0), folds)
    assert predictions.plan_name == "Fake"
    for item in predictions:
        mean = folds.data.means[item.fold.train].mean(axis=0)
        assert np.allclose(item.model, mean + 2.0, atol=1e-6)
        assert Path(item.report["published"]).parent == fake
        assert item.report["targets"] == sorted(TARGETS)  # names of all, whoever is held out
        assert item.report["gene_sets"] == {TARGETS[0]: ["GO1", "GO2"]}
        assert item.seconds > 0
    run.evaluate(predictions)
    told = json.loads((run.folder / "result.json").read_text())
    assert told["plan_name"] == "Fake"
    assert told["scenarios"]["unseen-perturbation"]["parts"]["all"]["metrics"]["mse"]["model"] == pytest.approx(4.0, abs=0.2)


def test_a_fit_that_fails_there_is_told_as_that_of_a_model_cell(run, folds, fake):
    (fake / "fakepert.py").write_text("def shift(mean, by):\n    raise ValueError('no convergence')\n")
    with pytest.raises(CellForgeError, match="no convergence"):
        run.fit(Adapter("fake"), folds)


def test_a_missing_environment_is_told_with_the_command_that_makes_it(run, folds, monkeypatch, tmp_path):
    monkeypatch.setenv("CELLFORGE_ADAPTERS", str(tmp_path))
    with pytest.raises(CellForgeError) as caught:
        run.fit(cf.adapters.gears(), folds)
    assert caught.value.code == "adapter/no-environment"
    assert "npm run adapters -- gears" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "settings", "code"),
    [
        pytest.param("nothing", {}, "adapter/unknown", id="no such method"),
        pytest.param("scgen", {"gene2go": "go.tsv"}, "adapter/no-gene-sets", id="gene sets for a method that takes none"),
        pytest.param("gears", {"epochs": object()}, "run/settings", id="a setting that no process can be given"),
    ],
)
def test_what_is_no_adapter_is_refused_before_any_work(name, settings, code):
    with pytest.raises(CellForgeError) as caught:
        Adapter(name, **settings)
    assert caught.value.code == code


def test_a_method_is_refused_where_it_makes_no_sense(run, folds):
    with pytest.raises(CellForgeError) as caught:
        run.fit(cf.adapters.scgen(), folds)
    assert caught.value.code == "adapter/not-for-this-task"
    assert "unseen-context" in str(caught.value) and "unseen-perturbation" in str(caught.value)


def test_gene_sets_are_looked_up_by_the_names_in_the_data_and_no_others(tmp_path):
    path = tmp_path / "go.tsv.gz"
    with gzip.open(path, "wt") as file:
        file.write("SPTB\t1 2\nKLF1\t3 1\nEMPTY\t\n")
    assert read_gene_sets(path, ["KLF1", "HS2", "EMPTY"]) == {"KLF1": ["1", "3"]}  # HS2 is not SPTB
    with pytest.raises(CellForgeError) as caught:
        read_gene_sets(path, ["HS2"])
    assert caught.value.code == "adapter/gene-sets"


def test_the_jaccard_index_is_that_of_sets():
    sets = {"a": {"1", "2"}, "b": {"2", "3"}, "c": {"4"}}
    names = ["a", "b", "c", "without"]
    naive = [
        [1.0 if x == y else len(sets.get(x, set()) & sets.get(y, set())) / max(len(sets.get(x, set()) | sets.get(y, set())), 1)
         for y in names]
        for x in names
    ]  # fmt: skip
    assert np.allclose(jaccard(sets, names), naive)


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_the_docs_and_the_pins_tell_what_the_adapter_does(name):
    about = Adapter(name).about
    page = (ROOT / "docs" / "adapters.md").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if line.startswith(f"| {about.title} "))
    for fact in (about.package, about.licence, *about.scenarios, f"npm run adapters -- {name}"):
        assert fact in row, fact
    package, version = about.package.split()
    assert f"{package}=={version}" in (ROOT / "requirements" / "adapters" / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_the_real_package_trains_and_predicts(name, run):
    try:
        adapter_python(name)
    except CellForgeError as missing:
        pytest.skip(missing.remedy)
    folds = context_folds() if name == "scgen" else folds_with_targets_that_are_no_features()
    one = replace(folds, folds=folds.folds[:1])
    (item,) = run.fit(Adapter(name, epochs=1), one)
    assert item.model.shape == (len(one[0].held_out), len(GENES))
    controls = np.mean([mean for mean in cf_controls(one)], axis=0)
    assert np.abs(item.model - controls).mean() < 2.0  # on the scale of the data
    assert item.report["published"] == Adapter(name).about.package


def cf_controls(folds):
    from cellforge_runtime.data import control_means

    return control_means(folds.data, folds[0].model_controls).values()


def folds_with_targets_that_are_no_features():
    from .conftest import screen

    adata = screen()
    adata.obs["perturbation"] = adata.obs["perturbation"].map(lambda label: label if label == "control" else f"E{label}")
    task = cf.Task(perturbation="perturbation", control="control", scenarios=["unseen-perturbation"], folds=2)
    return cf.split(cf.prepare(adata, task))


def context_folds():
    from .conftest import screen

    adata = screen(cells=96)
    adata.obs["cell_type"] = np.array(["A", "B", "C"])[np.arange(adata.n_obs) % 3]
    task = cf.Task(perturbation="perturbation", control="control", context="cell_type", scenarios=["unseen-context"])
    return cf.split(cf.prepare(adata, task))
