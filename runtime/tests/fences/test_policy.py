"""The policy beyond the table of broken cells: ways around it, and what it must leave alone."""

import json
from pathlib import Path

import pytest
from cellforge_runtime.fences import check_source

from .broken_cells import HONEST, broken

FIXTURES = Path(__file__).parents[3] / "tests" / "fixtures" / "cells"


def classes(source):
    return {violation.failure for violation in check_source(source)}


@pytest.mark.parametrize(
    "fit",
    [
        "import numpy.lib.npyio as quiet",
        "import torch; torch.serialization.os",
        "import functools; functools._lru_cache_wrapper",
        "import dataclasses; dataclasses.sys.modules",
        "import collections as c; c.abc.sys",
        "self.f = getattr(np, 'load')",
        "import torch as t; k = t.nn.modules.module.torch.load",
        "(lambda: 0).__code__.co_consts",
        "type(self).mro()[-1]",
        "self.f = [open][0]",
        "setattr(np, 'mean', lambda *a: 1.0)",
        "import lightning as L; L.pytorch.loggers.CSVLogger('x')",
        "from cellforge_runtime import Run",
        "import cellforge_runtime.run.run as r",
        "from cellforge_runtime.baselines.choice import row_correlation",
        "import json; json.load(train)",
        "import torch; torch.save(train, 'x')",
        "import torch; torch.utils.data.DataLoader([1], num_workers=4)",
        "np.savez('out.npz', a=train.means)",
    ],
)
def test_a_way_around_is_seen(fit):
    found = classes(broken("", fit=fit).source)
    assert found and all(failure.startswith("policy-") for failure in found)


@pytest.mark.parametrize(
    "fit",
    [
        "input = train.means; self.n = len(input)",
        "for vars in range(3): self.n = vars",
        "self.open = 1; self.write = 2",
        "self.name = type(self).__name__",
        "self.x = getattr(train, 'means', None)",
        "if device == 'cuda': self.pinned = True",
        "import torch; self.on = torch.cuda.is_available()",
        "self.words = 'open the file; import os; eval'",
        "rng = np.random.default_rng(seed); self.streams = rng.spawn(2)",
        "self.k = np.linalg.norm(train.means, axis=1)",
        "from scipy import sparse; self.is_sparse = sparse.issparse(train.cells)",
        "try:\n    self.a = 1\nexcept ValueError as error:\n    self.a = str(error)",
        "print('fitted', len(train.features))",
    ],
)
def test_ordinary_code_is_left_alone(fit):
    assert check_source(broken("", fit=fit).source) == ()


def test_every_cell_the_built_in_experts_write_passes():
    files = (FIXTURES / "model-cells.json", FIXTURES / "evidence-cells.json")
    cells = [cell for file in files for cell in json.loads(file.read_text(encoding="utf-8"))]
    sources = [cell.get("source") or cell["cell"]["source"] for cell in cells]
    assert len(sources) > 20
    for source in sources:
        assert check_source(source) == ()


def test_load_is_no_way_to_read_files_in_fit():
    assert "policy-file" in classes(HONEST + "\n\ndef load(path):\n    return np.load(path)\n")


def test_violations_come_in_the_order_of_the_lines():
    source = broken("", top="import os\n", fit="open('x')").source
    found = check_source(source)
    assert [v.line for v in found] == sorted(v.line for v in found)
    assert [(v.failure, v.text) for v in found] == [("policy-environment", "import os"), ("policy-file", "open('x')")]


@pytest.mark.parametrize(
    "source", ["", "\x00", "(" * 3000, "x = " + "-" * 5000 + "1", "\ufeffimport os", "a\r\nb", "é" * 30_000, "\ud800"]
)
def test_odd_text_gets_an_answer(source):
    assert check_source(source)
