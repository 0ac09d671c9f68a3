"""Columns that name donors, samples and batches, with every name in them."""

import anndata
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.describe import private_names
from cellforge_runtime.describe.problem import CellForgeError


def _adata(obs):
    return anndata.AnnData(np.zeros((len(obs), 2), dtype="float32"), obs=obs)


def test_names_every_donor_and_batch_and_no_condition():
    obs = pd.DataFrame(
        {
            "donor_id": pd.Categorical(["Anna B", "Carl", "Anna B"], categories=["Anna B", "Carl", "unused"]),
            "plate": [2, 1, 1],
            "condition": ["ctrl", "KLF1", "KLF1"],
        },
        index=list("xyz"),
    )
    assert private_names({"adata": _adata(obs)}, "adata") == [
        {"column": "donor_id", "levels": ["Anna B", "Carl"]},
        {"column": "plate", "levels": ["1", "2"]},
    ]


def test_takes_the_task_s_column_too_whatever_it_is_called():
    obs = pd.DataFrame({"who": ["Anna", "Carl"], "condition": ["ctrl", "KLF1"]}, index=list("xy"))
    told = private_names({"adata": _adata(obs)}, "adata", ["who", "no such column"])
    assert told == [{"column": "who", "levels": ["Anna", "Carl"]}]


def test_refuses_more_names_than_can_be_masked():
    obs = pd.DataFrame({"donor": [f"d{i}" for i in range(10_001)]}, index=[f"c{i}" for i in range(10_001)])
    with pytest.raises(CellForgeError, match="can't all be masked"):
        private_names({"adata": _adata(obs)}, "adata")
