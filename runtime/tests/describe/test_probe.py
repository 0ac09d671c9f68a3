"""The probe as a kernel without our package gets it: text, bounded, quick, and leaving the object alone."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import time
from itertools import pairwise
from pathlib import Path

import anndata as ad
import jsonschema
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.describe import describe, hardware, objects
from scipy import sparse

RUNTIME = Path(__file__).resolve().parents[2]
EIGHT = "STAT1 STAT2 IRF1 JAK2 KLF1 TET2 CEBPA BRD4".split()

LOADER = """
import json, sys, types
import anndata, numpy
sources = json.load(open(sys.argv[1]))
class Finder:
    def find_spec(self, name, path=None, target=None):
        from importlib.machinery import ModuleSpec
        if name in sources:
            return ModuleSpec(name, self, is_package=any(other.startswith(name + ".") for other in sources))
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        exec(compile(sources[module.__name__], module.__name__, "exec"), module.__dict__)
assert not any("cellforge" in path for path in sys.path), sys.path
sys.meta_path.insert(0, Finder())
before = set(sys.modules)
from cellforge_runtime.describe import describe
adata = anndata.AnnData(numpy.random.default_rng(0).poisson(1.0, (400, 20)).astype("float32"))
adata.obs["condition"] = (["ctrl", "A1", "B1", "C1"] * 100)
found = describe({"adata": adata}, "adata", {})
new = {name.partition(".")[0] for name in set(sys.modules) - before}
print(json.dumps({"task": found["task"], "problem": found["problem"], "torch": "torch" in sys.modules,
                  "runtime": found["profile"]["runtime"]["version"], "new": sorted(new)}))
"""


def _listed() -> list[str]:
    lines = (RUNTIME / "cellforge_runtime" / "probe_modules.txt").read_text().splitlines()
    return [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]


def test_every_module_of_the_probe_is_listed_but_the_readers_of_files() -> None:
    folder = RUNTIME / "cellforge_runtime" / "describe"
    there = {f"cellforge_runtime/describe/{path.name}" for path in folder.glob("*.py")}
    readers = {f"cellforge_runtime/describe/{name}.py" for name in ("opening", "reading")}
    assert there - set(_listed()) == readers
    assert set(_listed()) <= there


def test_the_shipped_text_works_where_the_package_is_not_installed(tmp_path) -> None:
    sources = {"cellforge_runtime": "__version__ = '0.0.0'"}
    for path in _listed():
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        sources[name] = (RUNTIME / path).read_text()
    (tmp_path / "sources.json").write_text(json.dumps(sources))
    site = Path(ad.__file__).parents[1]
    script = f"import sys; sys.path[:] = [p for p in sys.path if 'runtime' not in p]; sys.path.append({str(site)!r})\n"
    script += textwrap.dedent(LOADER).replace('assert not any("cellforge" in path for path in sys.path), sys.path\n', "")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "ignore", "-c", script, str(tmp_path / "sources.json")],
        capture_output=True, text=True, cwd=tmp_path, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["problem"] is None
    assert told["task"]["control"] == "ctrl"
    assert told["torch"] is False


def test_listing_objects_imports_nothing_heavy() -> None:
    code = (
        "import sys, cellforge_runtime.describe as d; d.objects({}); d.hardware(); "
        "print(sorted({'numpy', 'pandas', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=RUNTIME, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


def _big(n_cells: int = 5000, n_features: int = 500) -> ad.AnnData:
    rng = np.random.default_rng(0)
    counts = sparse.random(n_cells, n_features, 0.1, format="csr", dtype=np.float32, random_state=0)
    counts.data = np.ceil(counts.data * 9)
    labels = rng.choice(["ctrl", *EIGHT, *(f"{a}+{b}" for a, b in pairwise(EIGHT))], n_cells)
    obs = pd.DataFrame({"condition": labels, "cell_type": rng.choice(["T", "B"], n_cells)}, dtype="category")
    for i in range(20):
        obs[f"score_{i}"] = rng.normal(size=n_cells)
    obs.index = [f"cell{i}" for i in range(n_cells)]
    return ad.AnnData(counts, obs=obs)


def test_5000_cells_by_500_features_take_under_300_ms() -> None:
    adata = _big()
    describe({"adata": adata}, "adata", {})
    times = []
    for _ in range(5):
        started = time.process_time()  # this process alone: other jobs on the machine don't count
        describe({"adata": adata}, "adata", {})
        times.append(time.process_time() - started)
    assert min(times) < 0.3, times


def test_listing_objects_reads_metadata_only() -> None:
    class Unreadable:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(f"{name} was asked")

    adata = ad.AnnData(np.ones((3, 2), dtype=np.float32))
    user_ns = {"adata": adata, "_": adata, "_3": adata, "_hidden": adata, "Out": {}, "other": Unreadable(), "again": adata[:2]}
    user_ns["no name of Python's"] = adata  # cells could not be written with it
    assert objects(user_ns) == [
        {"name": "adata", "type": "AnnData", "n_cells": 3, "n_features": 2},
        {"name": "again", "type": "AnnData", "n_cells": 2, "n_features": 2},
    ]


@pytest.mark.parametrize("kind", ["plain", "view", "categorical"])
def test_the_object_is_not_changed(kind: str, made) -> None:
    adata = made({"condition": ["ctrl", *EIGHT]}, levels=2, per=80)
    if kind == "categorical":
        adata.obs["condition"] = pd.Categorical(adata.obs["condition"], ["unused", "ctrl", *EIGHT])
    watched = adata[::2] if kind == "view" else adata
    obs, values, held = adata.obs.copy(), adata.X.copy(), adata.X
    user_ns = {"adata": watched}
    assert describe(user_ns, "adata", {})["problem"] is None
    assert user_ns.keys() == {"adata"}
    assert watched.is_view == (kind == "view")
    assert adata.X is held
    assert (values != adata.X).nnz == 0
    pd.testing.assert_frame_equal(adata.obs, obs)


@pytest.mark.parametrize("settings", [{}, {"scenario": "time"}, {"control": "none such"}, {"bad": "key"}, {"context": "none"}])
def test_answers_are_of_the_wire_format(settings: dict[str, str], made, schema) -> None:
    adata = made({"condition": ["ctrl", *EIGHT, "STAT1+IRF1", "multiple"]}, levels=2)
    told = describe({"adata": adata}, "adata", settings)
    jsonschema.validate(told, schema("described"))
    json.dumps(told, allow_nan=False)


def test_hardware_and_objects_are_of_the_wire_format(schema, made) -> None:
    jsonschema.validate(hardware(), schema("hardware"))
    for found in objects({"adata": made({"condition": ["ctrl", "A"]})}):
        jsonschema.validate(found, schema("found-object"))


def test_wide_objects_give_a_bounded_answer(made) -> None:
    adata = made({"condition": ["ctrl", *(f"GENE{i}" for i in range(700))]}, per=2)
    adata.obs = pd.concat([adata.obs, pd.DataFrame(1, adata.obs_names, [f"column {i}" for i in range(900)])], axis=1)
    told = describe({"adata": adata}, "adata", {})
    assert told["profile"]["n_conditions"] == 700
    assert len(told["profile"]["conditions"]) == 500
    assert len(told["profile"]["obs_columns"]) == 200
    assert told["profile"]["n_obs_columns"] == 901
    assert len(json.dumps(told)) < 500_000
