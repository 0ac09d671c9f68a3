"""Any mix of names, control words, separators, guides and column names: read right, or asked."""

from __future__ import annotations

import anndata as ad
import numpy as np
import pandas as pd
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.conditions import conditions
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

GENES = [
    "STAT1", "IRF1", "JAK2", "KLF1", "TET2", "CEBPA", "BRD4", "MYC", "HLA-A", "HLA-DRA", "NKX2-1", "NKX2-5", "MT-ND1", "H1-0",
    "C1orf112", "KRTAP10-1", "IL2RA", "CD3D", "WT1", "NT5E", "SET", "MAX", "A1BG", "Foxp3", "Il2ra", "Lag3", "RP11-431K24.1",
    "IL-2", "IL-4", "IFN_beta", "GSK-J4", "JQ1", "Dabrafenib", "5-FU",
]  # fmt: skip
CONTROLS = ["control", "ctrl", "NT", "NTC", "non-targeting", "DMSO", "Vehicle", "PBS", "unstimulated", "Mock", "WT", "NegCtrl"]
COLUMNS = ["perturbation", "condition", "gene", "target_gene", "treatment", "product_name", "perturbation_name", "drug"]
GUIDES = {"none": ("",), "_sg": ("_sg1", "_sg2"), "g": ("g1", "g2"), "-": ("-1", "-2", "-3"), "_": ("_1", "_2")}
EXTRA = ["multiple", "unassigned", "nan", "Doublet", "ambiguous"]


@st.composite
def screens(draw):
    """Labels of a screen, the target set each stands for (empty: control; None: neither side), and the column's name."""
    genes = draw(st.lists(st.sampled_from(GENES), min_size=5, max_size=12, unique=True))
    control = draw(st.sampled_from(CONTROLS))
    separator = draw(st.sampled_from(["+", "_", "|", "&", ";", "-", " + ", "__"]))
    style = draw(st.sampled_from(sorted(GUIDES)))
    rows: list[tuple[str, frozenset[str] | None]] = []
    for suffix in GUIDES[style]:
        rows.append((f"{control}{suffix}", frozenset()))
        rows += [(f"{gene}{suffix}", frozenset([gene])) for gene in genes]
    if style == "none":
        pairs = draw(st.lists(st.tuples(st.sampled_from(genes), st.sampled_from(genes)), max_size=4))
        rows += [(separator.join(pair), frozenset(pair)) for pair in pairs if pair[0] != pair[1]]
    rows += [(label, None) for label in draw(st.lists(st.sampled_from(EXTRA), max_size=2, unique=True))]
    known = draw(st.lists(st.sampled_from(genes), unique=True))
    return dict(rows), draw(st.sampled_from(COLUMNS)), known


def _object(labels: list[str], column: str, known: list[str]) -> ad.AnnData:
    per = 32
    obs = pd.DataFrame({column: [label for label in labels for _ in range(per)], "n_genes": range(len(labels) * per)})
    obs.index = [f"cell{i}" for i in range(len(obs))]
    var = pd.DataFrame(index=list(dict.fromkeys([*known, *(f"OTHER{i}" for i in range(5))])))
    counts = np.random.default_rng(0).poisson(0.8, (len(obs), len(var))).astype(np.float32)
    return ad.AnnData(sparse.csr_matrix(counts), obs=obs, var=var)


@settings(max_examples=80, deadline=None)
@given(screens())
def test_is_read_right_or_asked(screen) -> None:
    labels, column, known = screen
    adata = _object(list(labels), column, known)
    told = describe({"adata": adata}, "adata", {})
    if told["questions"] or told["task"] is None:
        assert told["questions"] or told["problem"]
        return
    found = conditions(adata, told["task"])
    first = {label: i * 32 for i, label in enumerate(labels)}
    read = {
        label: None if (code := found.condition_of[cell]) == -2
        else frozenset() if code == -1
        else frozenset(found.conditions[code].targets)
        for label, cell in first.items()
    }  # fmt: skip
    assert read == labels, told["profile"]["findings"]["separator"]["reason"]
