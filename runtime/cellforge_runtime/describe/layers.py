"""Which matrix the task reads: X as it is, or, where X is scaled, a counts layer or raw."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from cellforge_runtime.describe.finding import Finding
from cellforge_runtime.describe.matrices import OTHER_SCALES, describe_matrix, matrices
from cellforge_runtime.describe.problem import CellForgeError, few
from cellforge_runtime.describe.proteins import check_protein_values, protein_profile
from cellforge_runtime.describe.sources import Source
from cellforge_runtime.describe.words import normalise

USABLE = ("counts", "log", "normalised", "binary")
MOST_MATRICES = 20
_STATISTICS = re.compile(r"pval|padj|fdr|qval|log\d*f(?:old)?c|^lfc|foldchange|^isde|zscore")  # results of a test, no expression
COUNT_NAMES = ("counts", "rawcounts", "count", "umi", "umis", "umicounts", "raw")


def described_matrices(read: Source) -> list[dict[str, Any]]:
    """The wire `MatrixProfile` of X, layers and raw of one modality, at most 20."""
    told = [(each, describe_matrix(each)) for _, each in zip(range(MOST_MATRICES), matrices(read.adata))]
    return [protein_profile(each, profile) if read.modality == "protein" else profile for each, profile in told]


def reading(read: Source) -> dict[str, Any]:
    """The matrix that a modality beside the first is read from; the analyst sets that of the first.

    Raises
    ------
    CellForgeError
        Its values can't be used.
    """
    described = described_matrices(read)
    layer = find_layer(described).value
    if layer is None:
        raise CellForgeError(
            "data/no-matrix",
            f"The {read.modality} holds no matrix",
            expected="values in X or in a layer",
            found="neither",
            remedy="Load the data with its values.",
        )
    found = named_layer(described, layer)
    try:
        check_layer(found)
        if read.modality == "protein":
            check_protein_values(found)
        elif read.modality == "rna":
            check_expression(found)
    except CellForgeError as problem:
        raise _of_modality(problem, read.modality) from None
    return found


def _of_modality(problem: CellForgeError, modality: str) -> CellForgeError:
    """The same error, which says of which modality it is where that is not the first."""
    message = f"In the {modality} modality: {problem.message}"
    return CellForgeError(problem.code, message, expected=problem.expected, found=problem.found, remedy=problem.remedy)


def find_layer(matrices: Sequence[dict[str, Any]]) -> Finding:
    """X as it is; where X is scaled, empty or missing, counts or raw if there are any, and the reason says so."""
    by_name = {each["name"]: each for each in matrices}
    candidates = tuple((each["name"], f"{each['value_state']}: {each['evidence']}") for each in matrices)
    if not by_name:
        return Finding(None, "The object holds no matrix.", False)
    x = by_name.get("X")
    is_empty = x is not None and x["minimum"] == x["maximum"] == 0
    if x is not None and x["value_state"] != "scaled" and not is_empty:
        return Finding("X", f"X holds {x['value_state']} values: {x['evidence']}", True, candidates)
    others = [each for each in matrices if each["name"] != "X" and each["value_state"] in USABLE]
    others = [each for each in others if not _STATISTICS.search(normalise(each["name"]))]
    others.sort(key=lambda each: (USABLE.index(each["value_state"]), each["name"] != "counts", each["name"] == "raw"))
    what = "There is no X" if x is None else "X is empty" if is_empty else "X is scaled"
    if others:
        name = others[0]["name"]
        return Finding(name, f"{what}, so {name} is read instead: {others[0]['evidence']}", True, candidates)
    if x is None:
        return Finding(None, "There is no X and no layer whose values can be read.", False, candidates)
    return Finding("X", f"{what} and there is no counts layer and no raw: {x['evidence']}", True, candidates)


def check_expression(each: dict[str, Any], others: Sequence[dict[str, Any]] = ()) -> None:
    """Refuses values that are no expression, or on another scale than thresholds and errors are told in.

    Raises
    ------
    CellForgeError
        `data/value-state`: scaled or binary; `data/other-scale`: logarithms to another base, square roots.
    """
    name = _written(each["name"])
    if each["value_state"] in ("scaled", "binary"):
        usable = [other["name"] for other in others if other["value_state"] in ("counts", "log", "normalised")]
        remedy = (
            f"Set the layer to one that holds counts or log-normalised values{f', such as {usable[0]}' if usable else ''}."
            if usable or not others
            else "No layer holds any, nor raw: add a layer with the counts, or take the file as it was before."
        )
        if each["value_state"] == "binary":
            remedy = f"Peaks are read with modality=atac. For genes: {remedy[0].lower()}{remedy[1:]}"
        raise CellForgeError(
            "data/value-state",
            f"{name} holds {each['value_state']} values, which can't be scored as expression",
            expected="counts, counts per cell, or their logarithm",
            found=each["evidence"],
            remedy=remedy,
        )
    scale = next((scale for scale in OTHER_SCALES if f" {scale} of whole" in each["evidence"]), None)
    if scale is not None:
        raise CellForgeError(
            "data/other-scale",
            f"{name} can't be used: its values are on another scale than log1p",
            expected="counts, counts per cell, or their natural logarithm log1p: thresholds of change are told in these",
            found=each["evidence"],
            remedy=f"Set another layer, or assign {OTHER_SCALES[scale].format(f'adata.{name}')} to it.",
        )


def _written(name: str) -> str:
    return name if name in ("X", "raw") else f'layers["{name}"]'


def check_layer(each: dict[str, Any]) -> None:
    """Refuses values nothing can be learned from.

    Raises
    ------
    CellForgeError
        `data/not-finite`: NaN or infinite values; `data/constant`: one value only; `data/negative-counts`: counts below 0.
    """
    name = _written(each["name"])
    if each["minimum"] is None or each["maximum"] is None:
        raise CellForgeError(
            "data/not-finite",
            f"{name} can't be used: it holds values that are no numbers",
            expected="finite values only",
            found=each["evidence"],
            remedy="Drop or fill these cells or features, or set another layer.",
        )
    if each["minimum"] == each["maximum"]:
        raise CellForgeError(
            "data/constant",
            f"{name} can't be used: all its values are the same",
            expected="values that differ between cells",
            found=each["evidence"],
            remedy="Load the data with its values, or set another layer.",
        )
    claims_counts = normalise(each["name"]) in COUNT_NAMES and each["name"] != "raw"
    is_whole = "no counts" in each["evidence"]
    if each["minimum"] < 0 and (claims_counts or is_whole):
        raise CellForgeError(
            "data/negative-counts",
            f"{name} can't be used: it should hold counts, but some are negative",
            expected="counts of 0 or more",
            found=each["evidence"],
            remedy="Put the raw counts back, or set another layer.",
        )


def named_layer(matrices: Sequence[dict[str, Any]], name: str) -> dict[str, Any]:
    """The matrix the analyst named.

    Raises
    ------
    CellForgeError
        `task/no-such-layer`.
    """
    for each in matrices:
        if each["name"] == name:
            return each
    raise CellForgeError(
        "task/no-such-layer",
        f'There is no layer "{name}"',
        expected="X, raw or the name of a layer",
        found=few([each["name"] for each in matrices]) or "no matrix",
        remedy="Set the layer to one of these.",
    )
