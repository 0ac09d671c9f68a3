"""Gene sets for published methods that use them: read here, since a worker reads nothing but what it is given."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from cellforge_runtime.errors import CellForgeError


def read_gene_sets(path: str | Path, wanted: Iterable[str]) -> dict[str, list[str]]:
    """The terms of each wanted gene that the table knows, by the name it has in the data; no alias is followed.

    Raises
    ------
    CellForgeError
        `adapter/gene-sets`: the file can't be read, or knows none of the genes.
    """
    path, names = Path(path), set(wanted)
    found: dict[str, list[str]] = {}
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for line in lines:
                gene, _, terms = line.rstrip("\n").partition("\t")
                if gene in names and terms:
                    found[gene] = sorted({*found.get(gene, ()), *terms.split()})
    except (OSError, UnicodeDecodeError) as error:
        raise _problem(path, f"{type(error).__name__}: {error}.") from None
    if not found:
        raise _problem(path, f"none of the {len(names)} genes of the data.")
    return found


def jaccard(gene_sets: Mapping[str, Iterable[str]], genes: list[str]) -> np.ndarray:
    """Jaccard index of the terms of every two genes, (genes, genes); 1 of a gene with itself, 0 where either has no terms."""
    terms = {term: i for i, term in enumerate(sorted({term for gene in genes for term in gene_sets.get(gene, ())}))}
    has = np.zeros((len(genes), len(terms)), dtype=np.float32)  # (genes, terms)
    for row, gene in enumerate(genes):
        for term in gene_sets.get(gene, ()):
            has[row, terms[term]] = 1.0
    shared = has @ has.T  # (genes, genes)
    either = has.sum(axis=1)[:, None] + has.sum(axis=1)[None, :] - shared
    index = np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)
    np.fill_diagonal(index, 1.0)
    return index


def _problem(path: Path, found: str) -> CellForgeError:
    return CellForgeError(
        "adapter/gene-sets",
        message="The gene sets can't be used.",
        expected="lines of a gene, a tab and its terms with blanks between, the genes named as in the data.",
        found=f"in {path.name}: {found}",
        remedy="Correct the file, or leave gene2go out.",
    )
