"""Structures of compounds from SMILES: Morgan fingerprints, and rows whose products are their Tanimoto likeness.

RDKit reads the SMILES; it is an optional extra (`pip install "cellforge-runtime[chem]"`), loaded on first use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cellforge_runtime.describe.compounds import structure_columns
from cellforge_runtime.describe.words import normalise
from cellforge_runtime.knowledge.names import Names

SHAPE = "compounds and SMILES"
RADIUS, BITS = 2, 2048
NEAR_DUPLICATE = 0.9  # Tanimoto above it: a salt, an isomer or one more methyl group
MOST_DIRECTIONS = 512
INSTALL = 'pip install "cellforge-runtime[chem]"'
NO_RDKIT = f"RDKit is not installed, so structures are left aside: {INSTALL}"
_NAME_HEADERS = ("compound", "compoundname", "drug", "drugname", "perturbation", "productname", "name", "cmapname", "pertiname")
_NO_STRUCTURE = {"", "na", "nan", "none", "null", "dmso", "vehicle", "control"}


@dataclass
class Structures:
    """What was read of a table of SMILES, by the data's names."""

    rows: dict[str, list[float]] = field(default_factory=dict)  # products of rows: Tanimoto likeness
    twins: list[tuple[str, str, float]] = field(default_factory=list)  # pairs above NEAR_DUPLICATE
    adjusted: list[str] = field(default_factory=list)
    dropped: dict[str, list[str]] = field(default_factory=dict)  # why -> what
    resolved: list[dict[str, str]] = field(default_factory=list)
    given: int = 0
    has_rdkit: bool = True

    def drop(self, why: str, what: str) -> None:
        self.dropped.setdefault(why, []).append(what)


def smiles_columns(header: Sequence[str]) -> tuple[int, int] | None:
    """Which column of a table holds the SMILES and which the compounds' names, or None where it is no such table."""
    found = structure_columns(header)
    if not found or len(header) < 2:
        return None
    at, words = list(header).index(found[0]), [normalise(cell) for cell in header]
    return at, next((words.index(name) for name in _NAME_HEADERS if name in words), 0 if at != 0 else 1)


def read_structures(given: Mapping[str, Sequence[str]], names: Names) -> Structures:
    """Fingerprints of `given`, compound -> SMILES as written (several are said to be), in the data's names.

    A salt's largest organic part is kept and charges are taken off, so that a compound and its salt are one structure.
    """
    found = Structures(given=len(given))
    try:
        from rdkit import Chem
    except ImportError:
        found.has_rdkit = False
        found.adjusted.append(NO_RDKIT)
        return found
    molecules: dict[str, tuple[str, Any]] = {}
    salts: list[str] = []
    reader = _Reader(Chem)
    for name, listed in _in_our_names(given, names, found).items():
        read = {parent[0]: parent for each in listed if (parent := reader.parent(each)) is not None}
        if not read:
            found.drop("no valid SMILES", f"{name}: {listed[0]}" if listed else f"{name}: none")
        elif len(read) > 1:
            found.drop("several structures under one name", f"{name}: {', '.join(read)}")
        else:
            smiles, molecule, is_salt = next(iter(read.values()))
            molecules[name] = (smiles, molecule)
            salts += [name] if is_salt else []
    if salts:
        told = f"{', '.join(salts[:5])}{' ...' if len(salts) > 5 else ''}"
        found.adjusted.append(f"of {len(salts)} salts or mixtures the largest organic part is kept: {told}")
    _compare(molecules, found)
    return found


def _in_our_names(given: Mapping[str, Sequence[str]], names: Names, found: Structures) -> dict[str, list[str]]:
    meant: dict[str, list[str]] = {}
    exact = {name for name in given if names.find(name)[1] == "exact"}
    for name, listed in given.items():
        ours, how = names.find(name)
        smiles = [each.strip() for each in listed if normalise(each) not in _NO_STRUCTURE or "[" in each]
        if ours is None:
            found.drop("fits two names of the data" if how == "ambiguous" else "not in this data", name)
        elif how != "exact" and ours in exact:
            found.drop("one of several spellings of one name", name)
        elif not smiles:
            found.drop("no SMILES", name)
        else:
            meant.setdefault(ours, []).extend(smiles)
            if how != "exact":
                found.resolved.append({"given": name[:80], "used": ours, "how": how})
    return meant


class _Reader:
    """SMILES -> canonical SMILES of the parent, the molecule, and whether a part was left out."""

    def __init__(self, chem: Any) -> None:
        from rdkit import RDLogger
        from rdkit.Chem.MolStandardize import rdMolStandardize

        RDLogger.DisableLog("rdApp.*")  # what it prints is told in our words, by compound
        self.chem = chem
        self.largest = rdMolStandardize.LargestFragmentChooser(preferOrganic=True)
        self.uncharger = rdMolStandardize.Uncharger()

    def parent(self, smiles: str) -> tuple[str, Any, bool] | None:
        whole = self.chem.MolFromSmiles(smiles)
        if whole is None or whole.GetNumAtoms() == 0:
            return None
        part = self.uncharger.uncharge(self.largest.choose(whole))
        canonical = self.chem.MolToSmiles(part)
        return canonical, part, len(self.chem.GetMolFrags(whole)) > 1


def _compare(molecules: Mapping[str, tuple[str, Any]], found: Structures) -> None:
    if not molecules:
        return
    names = sorted(molecules)
    likeness = tanimoto(_fingerprints([molecules[name][1] for name in names]))
    found.twins = [
        (names[i], names[j], round(float(likeness[i, j]), 3)) for i, j in zip(*np.nonzero(np.triu(likeness > NEAR_DUPLICATE, 1)))
    ]
    if found.twins:
        shown = "; ".join(f"{a} and {b} ({value:.2f})" for a, b, value in found.twins[:5])
        more = f"; and {len(found.twins) - 5} more" if len(found.twins) > 5 else ""
        found.adjusted.append(
            f"near-duplicates (Tanimoto over {NEAR_DUPLICATE}): {shown}{more}; one held out is no new compound where the other "
            "is in training"
        )
    rows, kept = rows_of_likeness(likeness)
    if kept < 0.9995:
        found.adjusted.append(f"the {rows.shape[1]} directions that tell most keep {kept:.0%} of the likeness")
    found.rows = {name: [round(float(value), 6) for value in row] for name, row in zip(names, rows)}


def _fingerprints(molecules: Sequence[Any]) -> np.ndarray:
    """Bits of Morgan fingerprints, (molecules, BITS).

    References
    ----------
    Rogers and Hahn, "Extended-connectivity fingerprints", J. Chem. Inf. Model. 50 (2010); radius 2 is ECFP4.
    """
    from rdkit.Chem import rdFingerprintGenerator

    generator = rdFingerprintGenerator.GetMorganGenerator(radius=RADIUS, fpSize=BITS)
    return np.array([generator.GetFingerprintAsNumPy(molecule) for molecule in molecules], dtype=np.float64)


def tanimoto(bits: np.ndarray) -> np.ndarray:
    """Shared bits over the bits that either has, (n, n); two without any bit are 0 alike.

    References
    ----------
    As a kernel: Ralaivola et al., "Graph kernels for chemical informatics", Neural Networks 18 (2005); it is positive
    definite, so rows with these products exist.
    """
    shared = bits @ bits.T
    size = np.diag(shared)
    either = size[:, None] + size[None, :] - shared
    return np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)


def rows_of_likeness(likeness: np.ndarray) -> tuple[np.ndarray, float]:
    """Rows with these products, (n, at most MOST_DIRECTIONS), and the share of the likeness that they keep."""
    values, vectors = np.linalg.eigh(likeness)
    values, vectors = np.clip(values[::-1], 0.0, None), vectors[:, ::-1]
    kept = min(MOST_DIRECTIONS, int((values > 1e-9).sum()))
    share = float(values[:kept].sum() / values.sum()) if values.sum() > 0 else 1.0
    return vectors[:, :kept] * np.sqrt(values[:kept]), share
