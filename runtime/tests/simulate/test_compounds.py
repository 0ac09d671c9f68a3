"""The simulated screen of compounds: real structures, and what shares a scaffold answers alike."""

from __future__ import annotations

import numpy as np
import pytest
from cellforge_runtime.datasets import known_truth, simulate


@pytest.fixture(scope="module")
def screen():
    return simulate("compounds", seed=3)


def test_every_compound_has_a_structure_of_its_own_and_controls_have_none(screen):
    of = screen.obs.groupby("perturbation", observed=True)["SMILES"].agg(lambda values: sorted(set(values.dropna())))
    assert of["control"] == []
    smiles = [values for label, values in of.items() if label != "control"]
    assert all(len(values) == 1 for values in smiles) and len({values[0] for values in smiles}) == 40


def test_rdkit_reads_every_structure_as_itself(screen):
    chem = pytest.importorskip("rdkit.Chem")
    from cellforge_runtime.datasets.compounds import DECORATIONS, SCAFFOLDS, SIDE_CHAINS

    every = {
        chem.MolToSmiles(chem.MolFromSmiles(scaffold.format(a=chain, b=decoration)))
        for scaffold, _ in SCAFFOLDS
        for chain, _ in SIDE_CHAINS
        for decoration in DECORATIONS
    }
    assert len(every) == len(SCAFFOLDS) * len(SIDE_CHAINS) * len(DECORATIONS)


def test_compounds_of_one_scaffold_answer_more_alike_than_others(screen):
    truth = known_truth(screen)
    smiles = screen.obs.drop_duplicates("perturbation").set_index("perturbation")["SMILES"].dropna()
    ring = {label: next(k for k, mark in enumerate(("O=C(N", "c1cc(", "O=C1N", "c1nc(", "O=S(")) if text.startswith(mark))
            for label, text in smiles.items()}  # fmt: skip
    active = sorted(set(ring) - set(truth.silent_targets))
    change = np.corrcoef([truth.change(label, amount=10.0) for label in active])
    same = np.array([[ring[a] == ring[b] for b in active] for a in active]) & ~np.eye(len(active), dtype=bool)
    assert change[same].mean() > change[~same & ~np.eye(len(active), dtype=bool)].mean() + 0.3
