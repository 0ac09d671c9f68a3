"""What a model cell may do while the kernel runs it to define its class: outside every worker, among all cells."""

import pytest
from cellforge_runtime.fences import check_source

from .broken_cells import HONEST, broken

TOP = [
    pytest.param("class run:\n    def fit(model, folds, **training):\n        return folds\n", id="a class in place of the run"),
    pytest.param("def cf(): pass\n", id="a function in place of the package"),
    pytest.param("folds = None\n", id="a constant in place of the folds"),
    pytest.param("import math as task\n", id="an import in place of the task"),
    pytest.param("from math import sqrt as display\n", id="a name of an import in place of one of IPython's"),
    pytest.param("def print(*told): pass\n", id="a function in place of a builtin"),
    pytest.param("sorted = lambda *given: given\n", id="a lambda in place of a builtin"),
]
WORK = [
    pytest.param("class Setup:\n    print('at work')\n", id="in the body of a class"),
    pytest.param("class Setup:\n    found = np.random.rand(10)\n", id="in an attribute of a class"),
    pytest.param("class Setup:\n    class Inner:\n        found = np.random.rand(10)\n", id="in a class inside a class"),
    pytest.param("def own(given): return given\n@own\nclass Setup: pass\n", id="in a decorator of its own"),
    pytest.param("def own(given): return given\n@own\ndef f(): pass\n", id="in a decorator of a function"),
    pytest.param("class Setup:\n    @np.vectorize\n    def f(self): pass\n", id="in a decorator of a method"),
    pytest.param("def property(f): return f\nclass Setup:\n    @property\n    def f(self): pass\n", id="under a builtin's name"),
    pytest.param("class Setup:\n    def max(x): return x\n    a = max(1)\n", id="under a builtin's name in a class"),
    pytest.param("a = [max(1) for max in [np.mean]]\n", id="under a builtin's name in a comprehension"),
    pytest.param("class Setup(print('at work') or object): pass\n", id="in a base"),
    pytest.param(
        "class Making(type):\n    def __init__(cls, *a): pass\nclass Setup(metaclass=Making): pass\n", id="in a metaclass"
    ),
    pytest.param("class Setup(**{'metaclass': print}): pass\n", id="in keywords of a class that are not named"),
    pytest.param(
        "from enum import Enum\nclass E(Enum):\n    a = 1\n    def __init__(self, v): pass\n", id="in an enum's members"
    ),
    pytest.param(
        "from enum import Enum\nclass A:\n    def __init__(self, v): pass\nclass E(A, Enum):\n    a = 1\n", id="in an enum's base"
    ),
    pytest.param("def f(x=np.random.rand(10)): pass\n", id="in a default"),
    pytest.param("def f(x: print('at work')): pass\n", id="in an annotation"),
    pytest.param("def f() -> print('at work'): pass\n", id="in the annotation of what is returned"),
    pytest.param("x: print('at work')\n", id="in the annotation of a name"),
    pytest.param("def own(x): return x\na = sorted([2, 1], key=own)\n", id="in a key to sort by"),
    pytest.param(
        "import torch as m\ndef f():\n    import math as m\nclass Setup:\n    a = m.load('f')\n",
        id="under a name with two imports",
    ),
]
ORDINARY = """
import enum
from abc import ABC, abstractmethod
from collections import namedtuple
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import NamedTuple

import torch
from torch import nn

Pair = namedtuple("Pair", "one other")
half = partial(nn.Dropout, p=0.5)
order = sorted(["b", "a"], key=lambda name: name[-1])


class Kind(enum.Enum):
    LOW = 1
    HIGH = 2

    def shown(self):
        return self.name.lower()


class Step(NamedTuple):
    rate: float = 0.1


@dataclass(frozen=True)
class Settings:
    rate: float = 1e-3
    sizes: list[int] = field(default_factory=list)

    @property
    def twice(self) -> float:
        return 2 * self.rate


class Part(nn.Module, ABC):
    width: int = 8
    act = nn.GELU

    def __init__(self, act=nn.GELU, dtype=torch.float32):
        super().__init__()
        self.kept, self.act = 0.0, act()

    @property
    def rate(self):
        return self.kept

    @rate.setter
    def rate(self, value):
        self.kept = value

    @abstractmethod
    def name(self): ...

    @staticmethod
    @torch.no_grad()
    def mean(x: torch.Tensor, *, dim: int = -1) -> "torch.Tensor":
        return x.mean(dim)


@lru_cache(maxsize=None)
def power(n: int = 2) -> int:
    run = [n for data in range(n)]
    return sum(run)
"""


@pytest.mark.parametrize("top", TOP)
def test_no_name_of_the_cells_after_it_is_taken(top):
    assert ("policy-notebook", "kept-name") in rules(broken("", top=top).source)


@pytest.mark.parametrize("top", WORK)
def test_no_work_is_done_while_the_class_is_defined(top):
    assert rules(broken("", top=top).source) & {("policy-call", "top-level"), ("policy-import", "two-meanings")}


def test_ordinary_definitions_are_left_alone():
    assert check_source(ORDINARY + HONEST) == ()
    assert check_source("import cellforge_runtime as cf\n" + HONEST) == ()


@pytest.mark.parametrize(
    "fit",
    [
        pytest.param("kept = np; kept.load('truth.npy')", id="a package under another name"),
        pytest.param("def g(package): return package.load('truth.npy')\ng(np)", id="a package handed to a function"),
        pytest.param("match train:\n    case object(__class__=kind): self.kind = kind", id="a refused attribute in a pattern"),
        pytest.param("match self:\n    case object(read_text=read): read()", id="a refused method in a pattern"),
        pytest.param("[0 for eval in ()]\neval('1')", id="a builtin that a comprehension seems to bind"),
        pytest.param("[f('truth') for open in (open,) for f in (open,)]", id="a builtin bound to itself in a comprehension"),
        pytest.param("def g(open=open): return open('truth')\ng()", id="a builtin bound to itself in a default"),
        pytest.param("import typing\nclass A:\n    x: 'open(1)'\ntyping.get_type_hints(A)", id="text evaluated as a type"),
        pytest.param("import torch; torch.utils.collect_env.run('id')", id="a shell that a package holds"),
        pytest.param("from scipy.sparse import load_npz; load_npz('truth.npz')", id="a file that a package reads"),
    ],
)
def test_a_way_around_the_names_is_seen(fit):
    found = check_source(broken("", fit=fit).source)
    assert found and all(violation.failure.startswith("policy-") for violation in found)


@pytest.mark.parametrize(
    "fit",
    [
        "self.has = hasattr(np, 'mean'); self.f = getattr(np, 'mean')",
        "self.rows = [input for input in train.means]",
        "act = np.tanh; self.a = act(0.0)",
        "match len(train.conditions):\n    case 0: self.n = 0\n    case n: self.n = n",
    ],
)
def test_what_only_looks_like_one_is_left_alone(fit):
    assert check_source(broken("", fit=fit).source) == ()


def rules(source):
    return {(violation.failure, violation.rule) for violation in check_source(source)}
