"""Which names a model cell may use: those it brings itself."""

import pytest
from cellforge_runtime.run.cell_source import undefined_names


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        pytest.param("import numpy as np\nx = np.ones(3)", [], id="import"),
        pytest.param("x = np.ones(3)", ["np"], id="import of another cell"),
        pytest.param("def f(a, *b, **c):\n    d = a\n    return [e for e in (d, b, c)]", [], id="parameters and locals"),
        pytest.param("class M:\n    size = 3\n    def f(self):\n        return width", ["width"], id="in a method"),
        pytest.param("width = 3\nclass M:\n    def f(self):\n        return width", [], id="constant of the cell"),
        pytest.param("class A: pass\nclass B(A):\n    def f(self):\n        return super().f() or __class__", [], id="super"),
        pytest.param("try:\n    import a\nexcept ImportError as e:\n    print(e)", [], id="builtins and except"),
        pytest.param("def f(x=adata.X):\n    return x", ["adata"], id="default argument"),
        pytest.param("from numpy import *\nx = ones(3)", [], id="a star hides what it brings"),
        pytest.param("def f():\n    global n\n    n = 1\ndef g():\n    return n", [], id="global of the cell"),
        pytest.param("f = lambda q: q.x + held_out", ["held_out"], id="lambda"),
        pytest.param("if (n := 10) > 5:\n    print(n)", [], id="walrus"),
    ],
)
def test_undefined_names(source, missing):
    assert undefined_names(source) == missing
