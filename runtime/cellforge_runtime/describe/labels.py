"""What one label of a perturbation column says: a control, no perturbation at all, or targets with their guides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from cellforge_runtime.describe.words import (
    CONTROL_WORDS,
    FILLERS,
    GLUED_NUMBER_IS_A_NAME,
    NOT_PERTURBATIONS,
    WEAK_CONTROL_WORDS,
    normalise,
)

_EXPLICIT_GUIDES = (
    re.compile(r"^(?P<stem>.+?)[-_. ](?:sg|sgrna|g|grna|guide|crrna|sh|oligo)[-_. #]?\d{1,3}[a-z]?$", re.IGNORECASE),
    re.compile(r"^(?P<stem>.+?)[-_][ACGT]{15,}$"),
    re.compile(r"^(?P<stem>.+?)_[+-]_\d[\d.]*(?:-P\d\S*)?$"),  # Replogle, Weissman libraries: AAAS_+_53715438.23-P1P2
    re.compile(r"^(?P<stem>.+?)_p[A-Z]{2,3}\d{2,4}$"),  # Adamson: SPI1_pDS255
    re.compile(r"^(?P<stem>.+?)[-_. ](?:rep|replicate|donor|batch)[-_. ]?\d{1,3}$", re.IGNORECASE),
)
_GLUED_GUIDE = re.compile(r"^(?P<stem>[A-Z].*?)(?:sg|g)\d{1,2}$")
_JOINED = re.compile(r"\w\s*[+|;&,]\s*\w")
_ENDING_NUMBER = re.compile(r"^(?P<stem>.*[^\W\d_].*?)[-_. ](?P<number>\d{1,4})$")
_NUMBERED_GUIDE = re.compile(r"^(?P<stem>.+?)[-_.]\d{1,2}$")
_NUMBERED_FILLER = re.compile(r"(?:sg|g|p[a-z]{2,3}|guide|rep|replicate|donor|batch|sample)?\d+[a-z%µμ/]{0,5}")
_GUIDE_PREFIX = re.compile(r"^(?:[pm]_)?(?:sgRNA|sg)[-_]?(?P<stem>[A-Z].*)$")


def halves_joined(label: str) -> str:
    """`A_B__A_B` -> `A_B`: guide pairs written twice, as in Norman 2019's guide identities."""
    left, both, right = label.partition("__")
    return left if both and left == right else label


@lru_cache(maxsize=65536)
def control_family(label: str) -> str | None:
    """The kind of control a label names (`NTg7` -> "non-targeting", `ctrl+ctrl` -> "control"), or None."""
    label = halves_joined(label.strip())
    word = normalise(label)
    if word in CONTROL_WORDS:
        return CONTROL_WORDS[word]
    families = {_family_of_part(part) for part in re.split(r"[+|;,&]", label)}
    if len(families) == 1:
        return families.pop()
    return None


@lru_cache(maxsize=65536)
def is_weak_control(label: str) -> bool:
    """Labels such as `none` or `GFP`, which are the control in some files only."""
    return normalise(label) in WEAK_CONTROL_WORDS


@lru_cache(maxsize=65536)
def not_a_perturbation(label: str) -> str | None:
    """Why a label names no perturbation (`multiple`, `unassigned`, `nan`), or None when it may name one."""
    return NOT_PERTURBATIONS.get(normalise(label))


def _family_of_part(part: str) -> str | None:
    part = re.sub(r"^(?:sg|sgrna|grna|guide|sh|si)[-_ ]?(?=[A-Za-z])", "", part.strip(), flags=re.IGNORECASE) or part
    tokens = [token for token in re.split(r"[\s_\-.#()]+", part) if token]
    while tokens and normalise("".join(tokens)) not in CONTROL_WORDS:
        last = tokens[-1].lower()
        if not (last in FILLERS or _NUMBERED_FILLER.fullmatch(last)):
            break
        tokens.pop()
    while len(tokens) > 1 and normalise("".join(tokens)) not in CONTROL_WORDS and re.match(r"\d+%?$", tokens[0]):
        tokens.pop(0)  # 0.1% DMSO
    word = normalise("".join(tokens))
    if word in CONTROL_WORDS:
        return CONTROL_WORDS[word]
    whole = {CONTROL_WORDS.get(normalise(token)) for token in tokens}
    if None not in whole and whole:  # "Ctrl (DMSO)", "untreated control": the more telling word says the kind
        return min(whole, key=lambda family: (family == "control", str(family)))
    return _glued(tokens)


def _glued(tokens: list[str]) -> str | None:
    """`NTg7`, `NegCtrl0`, `CTRL0001`: a control word with a number glued on."""
    families = set()
    for token in tokens:
        match = re.fullmatch(r"(?P<word>[A-Za-z]+?)(?P<guide>sg|g)?(?P<number>\d+)?", token)
        word = normalise(match["word"]) if match else ""
        glued = bool(match and match["number"] and not match["guide"])
        families.add(None if glued and word in GLUED_NUMBER_IS_A_NAME else CONTROL_WORDS.get(word))
    return families.pop() if len(families) == 1 else None


def guide_stems(names: Iterable[str], features: Collection[str] = ()) -> Mapping[str, str]:
    """Target of each name that carries a guide (`STAT1_sg2` -> `STAT1`); names without one are not in the answer.

    Endings which are also parts of gene names (`g1`, `-1`) count only when nearly all names have them and the stems
    recur or are features themselves, so that `NKX2-1` and `HLA-A` stay whole.
    """
    told = set(names)
    names = sorted({name for name in told if control_family(name) is None and not_a_perturbation(name) is None})
    if not names:
        return {}
    stems: dict[str, str] = {}
    for name in names:
        explicit = next((m["stem"] for pattern in _EXPLICIT_GUIDES if (m := pattern.match(name))), None)
        if explicit and name not in features:
            stems[name] = explicit
    for pattern, share in ((_GLUED_GUIDE, 0.6), (_NUMBERED_GUIDE, 0.8)):
        if not stems:
            stems = _by_majority(names, pattern, share, features)
    stems = stems or _by_replicate(names, told - set(names), features)
    return _without_prefix(names, stems)


def _by_majority(names: list[str], pattern: re.Pattern[str], share: float, features: Collection[str]) -> dict[str, str]:
    plain = [name for name in names if not _JOINED.search(name)]
    found = {name: match["stem"] for name in plain if name not in features and (match := pattern.match(name))}
    if len(found) < share * len(plain) or len(found) < 2:
        return {}
    sizes = Counter(found.values())
    recurring = sum(1 for n in sizes.values() if n >= 2) / len(sizes)
    known = sum(1 for stem in sizes if stem in features) / len(sizes)
    return found if recurring >= 0.5 or known >= 0.5 else {}


def _by_replicate(names: list[str], controls: Collection[str], features: Collection[str]) -> dict[str, str]:
    """`stim_101`, `stim_107` beside `ctrl_101`, `ctrl_107`: the same numbers on both sides are donors or replicates."""
    of_controls = {match["number"] for name in controls if (match := _ENDING_NUMBER.match(name))}
    ended = {name: match for name in names if name not in features and (match := _ENDING_NUMBER.match(name))}
    shared = {name: match["stem"] for name, match in ended.items() if match["number"] in of_controls}
    return shared if len(of_controls) >= 2 and len(shared) == len(names) else {}


def _without_prefix(names: list[str], stems: dict[str, str]) -> dict[str, str]:
    """Also takes `sg` off the front (`sgSTAT1`, `p_sgELK1_2`) where most names have it."""
    bare = {name: stems.get(name, name) for name in names}
    prefixed = {name: match["stem"] for name, stem in bare.items() if (match := _GUIDE_PREFIX.match(stem))}
    if len(prefixed) < 0.6 * len(names):
        return stems
    numbered = {name: match["stem"] for name, stem in prefixed.items() if (match := _NUMBERED_GUIDE.match(stem))}
    return {**stems, **prefixed, **(numbered if len(numbered) >= 0.8 * len(prefixed) else {})}
