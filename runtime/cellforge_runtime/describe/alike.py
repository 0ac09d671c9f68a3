"""Targets that may be one target under several names: held out, one of them would be predicted from another."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from cellforge_runtime.describe.guides import FAMILIES

# `JQ1_low`, and `LPS2`: hours without a unit, as in Hagai 2018
_ENDINGS = (re.compile(r"(?P<stem>.+?)[\s_\-.](?P<ending>[^\W_]+)"), re.compile(r"(?P<stem>.*[^\W\d_])(?P<ending>\d{1,3})"))
MOSTLY = 0.8


def alike(targets: Collection[str], features: Collection[str]) -> list[list[str]]:
    """Groups of names that are one in other letters, that end differently after one measured gene, or end as all others do."""
    endings = _shared_endings(targets, features)
    groups: dict[str, list[str]] = {}
    for target in sorted(targets):
        first = re.split(r"[_\-. ]", target, maxsplit=1)[0]
        is_ended = first != target and first in features and target not in features
        stem = endings.get(target, first if is_ended else target)
        stem = re.sub(r"[+-]/[+-]$", "", stem)  # one allele and both
        groups.setdefault(re.sub(r"[\s_-]+", "", stem.casefold()), []).append(target)
    return [names for names in groups.values() if len(names) > 1]


def _shared_endings(targets: Collection[str], features: Collection[str]) -> Mapping[str, str]:
    """`JQ1` of `JQ1_low` and `JQ1_high` where (nearly) every name ends in each of the same few words: doses, donors, batches."""
    for ending in _ENDINGS:
        cut = {name: match for name in targets if name not in features and (match := ending.fullmatch(name))}
        stems = {match["stem"] for match in cut.values()}
        endings = {match["ending"] for match in cut.values()}
        if len(stems) < 2 or len(endings) < 2 or endings & set(features) or len(cut) < MOSTLY * len(targets):
            continue
        is_crossed = len(cut) >= MOSTLY * len(stems) * len(endings)
        if is_crossed and not any(stem.casefold() in FAMILIES for stem in stems):  # IL2, IL4, CCL2, CCL4
            return {name: match["stem"] for name, match in cut.items()}
    return {}
