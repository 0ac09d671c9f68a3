"""The analyst's settings (`--set KEY=VALUE`, the panel's form): text as typed, checked before anything is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cellforge_runtime.describe.columns import composed
from cellforge_runtime.describe.problem import CellForgeError

KEYS = ("where", "perturbation", "control", "separator", "context", "batch", "dose", "time", "layer", "modality",
        "perturbation_type", "scenario", "folds", "seeds", "primary")  # fmt: skip
NONE = ("", "none", "null")
MODALITIES = ("rna", "protein", "atac", "rna,protein", "protein,rna")
TYPES = ("knockout", "interference", "activation", "drug", "cytokine", "unknown")
METRICS = ("mse", "mae", "pearson", "r2", "mse_de", "mae_de", "pearson_de", "r2_de", "pearson_delta",
           "pearson_delta_indep", "pearson_delta_mean_ref", "pearson_delta_notarget", "pearson_delta_z",
           "pearson_delta_top20", "direction_match", "de_overlap", "de_recall", "de_precision", "discrimination",
           "e_distance")  # fmt: skip
PEAK_METRICS = ("roc_auc_matched", "roc_auc", "pr_auc", "da_recall", "da_precision")
NOT_OF_PEAKS = ("de_recall", "de_precision", "e_distance")


def checked(settings: Mapping[str, Any]) -> dict[str, str]:
    """The settings as text.

    Raises
    ------
    CellForgeError
        `task/unknown-key` names the known keys; `task/bad-value` tells what the key can be.
    """
    unknown = [str(key) for key in settings if key not in KEYS]
    if unknown:
        raise CellForgeError(
            "task/unknown-key",
            f'There is no setting "{unknown[0]}"',
            expected=f"one of {', '.join(KEYS)}",
            found=", ".join(f'"{key}"' for key in unknown[:5]),
            remedy="Use one of these keys.",
        )
    given = {key: str(value) for key, value in settings.items() if value is not None}
    if "control" in given:
        given["control"] = composed(given["control"])
    if "modality" in given:
        given["modality"] = ",".join(part.strip().lower() for part in given["modality"].replace("+", ",").split(","))
    _one_of("modality", given, MODALITIES)
    _one_of("perturbation_type", given, TYPES)
    _one_of("primary", given, (*METRICS, *PEAK_METRICS))
    whole_number("folds", given, 5)
    seeds_of(given)
    return given


def check_primary(given: Mapping[str, str], modality: str) -> None:
    """Refuses a primary metric that the modality does not have.

    Raises
    ------
    CellForgeError
        `task/bad-value`.
    """
    peaks = tuple(name for name in METRICS if name not in NOT_OF_PEAKS) + PEAK_METRICS
    _one_of("primary", given, peaks if modality == "atac" else METRICS)


def is_none(value: str) -> bool:
    """Whether a value says that there is no such thing (`none`, empty)."""
    return value.strip().lower() in NONE


def whole_number(key: str, given: Mapping[str, str], default: int, least: int = 2) -> int:
    """A whole number that was set, or the default."""
    text = given.get(key, str(default)).strip()
    if not text.isdecimal() or int(text) < least:
        raise _bad(key, text, f"a whole number of {least} or more")
    return int(text)


def seeds_of(given: Mapping[str, str]) -> list[int]:
    """Seeds with commas between; 42 by default."""
    texts = [part.strip() for part in given.get("seeds", "42").split(",") if part.strip()]
    if not texts or not all(text.isdecimal() and int(text) < 2**32 for text in texts):
        raise _bad("seeds", given.get("seeds", ""), "whole numbers with commas between, such as 42,43,44")
    return list(dict.fromkeys(int(text) for text in texts))


def _one_of(key: str, given: Mapping[str, str], known: tuple[str, ...]) -> None:
    if key in given and given[key] not in known:
        raise _bad(key, given[key], f"one of {'; '.join(known) if key == 'modality' else ', '.join(known)}")


def _bad(key: str, found: str, expected: str) -> CellForgeError:
    return CellForgeError(
        "task/bad-value",
        f'"{found[:80]}" is no value for {key}',
        expected=expected,
        found=f'"{found[:80]}"',
        remedy=f"Set {key} to such a value, or leave it out.",
    )
