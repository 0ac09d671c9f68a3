"""What the analyst should know of data with several modalities: where labels come from, and what of X is not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from cellforge_runtime.describe.beside import ANTIBODY, TYPES, types_inside
from cellforge_runtime.describe.cautions import Caution
from cellforge_runtime.describe.columns import coded, find_column
from cellforge_runtime.describe.sources import Source, is_mudata


def modality_cautions(data: Any, reads: Sequence[Source], task: Mapping[str, Any]) -> list[Caution]:
    """All that apply to the task."""
    return [*_unread_features(data, reads[0].modality), *_borrowed(reads[0], task), *_labels_apart(data, reads[0], task)]


def _unread_features(data: Any, modality: str) -> Iterator[Caution]:
    types = {} if is_mudata(data) else types_inside(data)
    if TYPES[modality] not in types:
        return
    others = [f"{n:,} of {kind}" for kind, n in types.items() if kind not in (TYPES[modality], ANTIBODY)]
    if others:
        yield Caution(
            "other-features", "Other features left out",
            f'X holds more than what var["feature_types"] calls {TYPES[modality]}: {" and ".join(others[:4])} are left out. '
            "Counts of guides and hashtags tell the perturbation or the sample, and are no response.",
        )  # fmt: skip


def _borrowed(read: Source, task: Mapping[str, Any]) -> Iterator[Caution]:
    name = str(task["perturbation"])
    if name in read.borrowed:
        yield Caution(
            "labels-of-another-modality", "Labels of another modality",
            f'obs["{name}"] stands in the modality "{read.borrowed[name]}" and is read for the same cells of "{read.key}".',
        )  # fmt: skip


def _labels_apart(data: Any, read: Source, task: Mapping[str, Any]) -> Iterator[Caution]:
    """Cells that another table of the same object labels otherwise."""
    if not is_mudata(data) or not read.obs.index.is_unique:
        return
    name = str(task["perturbation"])
    others = [("the object's own obs", data.obs), *((f'"{key}"', each.obs) for key, each in data.mod.items() if key != read.key)]
    for where, obs in others:
        if find_column(obs, name) is None or not obs.index.is_unique:
            continue
        places = obs.index.get_indexer(read.obs.index)
        ours, theirs = coded(read.obs, name), coded(obs, name)
        shared = np.flatnonzero((places >= 0) & (ours.codes >= 0))
        shared = shared[theirs.codes[places[shared]] >= 0]
        a, b = np.array(ours.labels, dtype=object), np.array(theirs.labels, dtype=object)
        n = int((a[ours.codes[shared]] != b[theirs.codes[places[shared]]]).sum()) if len(shared) else 0
        if n:
            yield Caution(
                "labels-apart", "Two labels for one cell",
                f'{n:,} of {len(shared):,} cells have another obs["{name}"] in {where} than in "{read.key}", which is read.',
            )  # fmt: skip
