"""Compounds with SMILES as knowledge: read, salts and twins told, compared as RDKit compares them; and without RDKit."""

from __future__ import annotations

import builtins
from importlib.util import find_spec

import numpy as np
import pytest
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.knowledge.names import Names
from cellforge_runtime.knowledge.read import knowledge_text, read_for
from cellforge_runtime.knowledge.structures import read_structures, rows_of_likeness, smiles_columns, tanimoto

ASPIRIN, SALICYLATE, IBUPROFEN = "CC(=O)Oc1ccccc1C(=O)O", "OC(=O)c1ccccc1O", "CC(C)Cc1ccc(cc1)C(C)C(=O)O"
ASPIRIN_SODIUM, LYSINE = "CC(=O)Oc1ccccc1C(=O)[O-].[Na+]", "NCCCCC(N)C(=O)O"
TARGETS = ["aspirin", "salicylate", "ibuprofen", "lysine", "aspirin sodium", "broken"]

chem = pytest.mark.skipif(find_spec("rdkit") is None, reason="needs the extra chem")


def read(tmp_path, text, name="compounds.csv", targets=TARGETS):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_for([path], targets, ["GAPDH"])


@chem
def test_products_of_rows_are_the_tanimoto_likeness_that_rdkit_says(tmp_path):
    from rdkit import Chem, DataStructs
    from rdkit.Chem import rdFingerprintGenerator

    given = {"aspirin": ASPIRIN, "salicylate": SALICYLATE, "ibuprofen": IBUPROFEN, "lysine": LYSINE}
    found = read(tmp_path, "compound,SMILES\n" + "".join(f"{name},{smiles}\n" for name, smiles in given.items()))
    rows = np.array([found[0]["rows"][name] for name in given])
    make = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048)
    bits = [make.GetFingerprint(Chem.MolFromSmiles(smiles)) for smiles in given.values()]
    expected = [[DataStructs.TanimotoSimilarity(a, b) for b in bits] for a in bits]
    assert np.allclose(rows @ rows.T, expected, atol=1e-4)
    told = found.report["tables"][0]
    assert told["shape"] == "compounds and SMILES" and told["covered"] == 4 and told["missing"] == ["aspirin sodium", "broken"]
    assert "radius 2, 2,048 bits" in told["reason"] and "Tanimoto" in told["reason"]


@chem
def test_a_salt_is_its_parent_and_a_twin_is_told_of(tmp_path):
    text = f"name\tcanonical_smiles\naspirin\t{ASPIRIN}\naspirin sodium\t{ASPIRIN_SODIUM}\nibuprofen\t{IBUPROFEN}\n"
    found = read(tmp_path, text, "c.tsv")
    rows = found[0]["rows"]
    assert np.allclose(rows["aspirin"], rows["aspirin sodium"], atol=1e-5)
    assert found.structures[0].twins == [("aspirin", "aspirin sodium", 1.0)]
    text = knowledge_text(found.report)
    assert "of 1 salts or mixtures the largest organic part is kept: aspirin sodium" in text
    assert "near-duplicates (Tanimoto over 0.9): aspirin and aspirin sodium (1.00)" in text


@chem
def test_invalid_smiles_doubles_and_other_spellings_are_named_and_none_is_silent(tmp_path):
    lines = ["drug,dose,smiles", f"Aspirin,1,{ASPIRIN}", "broken,1,C1CC(", f"lysine,1,{LYSINE}", f"lysine,10,{IBUPROFEN}",
             f"salicylate,1,{SALICYLATE}", f"salicylate,2,{SALICYLATE}", f"nobody,1,{IBUPROFEN}", "ibuprofen,1,"]  # fmt: skip
    found = read(tmp_path, "\n".join(lines))
    told = found.report["tables"][0]
    assert set(found[0]["rows"]) == {"aspirin", "salicylate"}
    assert told["resolved"] == [{"given": "Aspirin", "used": "aspirin", "how": "case"}]
    dropped = {each["why"]: each["examples"] for each in told["dropped"]}
    assert dropped["no valid SMILES"] == ["broken: C1CC("]
    assert dropped["several structures under one name"][0].startswith("lysine: ")
    assert dropped["not in this data"] == ["nobody"] and dropped["no SMILES"] == ["ibuprofen"]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        pytest.param(["compound", "SMILES"], (1, 0), id="usual"),
        pytest.param(["isomeric_smiles", "cid", "drug_name"], (0, 2), id="names last"),
        pytest.param(["smiles", "cid"], (0, 1), id="no word for names"),
        pytest.param(["gene", "terms"], None, id="no structures"),
        pytest.param(["SMILES"], None, id="no names"),
    ],
)
def test_the_columns_of_a_table_are_told_by_its_header(header, columns):
    assert smiles_columns(header) == columns


def test_rows_of_likeness_keep_it_whole():
    bits = (np.random.default_rng(0).random((30, 200)) < 0.2).astype(float)
    likeness = tanimoto(bits)
    rows, kept = rows_of_likeness(likeness)
    assert np.allclose(rows @ rows.T, likeness) and kept == pytest.approx(1.0)
    naive = (bits[0] * bits[1]).sum() / np.maximum(bits[0], bits[1]).sum()
    assert likeness[0, 1] == pytest.approx(naive)


@pytest.fixture
def without_rdkit(monkeypatch):
    whole = builtins.__import__

    def refusing(name, *rest, **more):
        if name.split(".")[0] == "rdkit":
            raise ImportError(name)
        return whole(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refusing)


def test_without_rdkit_the_pip_line_is_said_and_other_tables_are_used(tmp_path, without_rdkit):
    found = read_structures({"aspirin": [ASPIRIN]}, Names(TARGETS))
    assert not found.rows and 'pip install "cellforge-runtime[chem]"' in found.adjusted[0]
    (tmp_path / "terms.tsv").write_text("aspirin\tcox\nibuprofen\tcox\n")
    (tmp_path / "smiles.csv").write_text(f"drug,smiles\naspirin,{ASPIRIN}\n")
    both = read_for([tmp_path / "terms.tsv", tmp_path / "smiles.csv"], TARGETS, [])
    assert [table["name"] for table in both] == ["terms.tsv"] and both.report["covered"] == 2
    assert "RDKit is not installed" in both.report["tables"][1]["adjusted"][0]


@chem
def test_a_table_of_other_compounds_is_refused(tmp_path):
    with pytest.raises(CellForgeError) as refused:
        read(tmp_path, f"drug,smiles\nnobody,{ASPIRIN}\n")
    assert refused.value.code == "knowledge/no-target"
