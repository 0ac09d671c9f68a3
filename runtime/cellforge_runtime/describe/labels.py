"""What one label of a perturbation column says by itself: a control, no perturbation at all, or something else."""

from __future__ import annotations

import re
from functools import lru_cache

from cellforge_runtime.describe.quantities import strip_quantities
from cellforge_runtime.describe.words import (
    CONTROL_WORDS,
    FILLERS,
    GLUED_NUMBER_IS_A_NAME,
    NOT_PERTURBATIONS,
    NOTHING,
    WEAK_CONTROL_WORDS,
    normalise,
)

# the control words that hold no other one
_SHORTEST = tuple(word for word in CONTROL_WORDS if not any(other in word for other in CONTROL_WORDS if other != word))
MOST_IN_A_WORD = 3  # tokens: non targeting control
_BEFORE_WORDS = re.compile(r"^(?:[pm]_)?(?:s[ghi]rna|grna|guide|sg|sh|si|tforf\d+|(?<=_))[-_ ]?(?=[A-Za-z])", re.IGNORECASE)
_ITEM = re.compile(r"(['\"])(.*?)\1")
_LISTED = re.compile(r"[\[{(]\s*(['\"]).*?\1(?:\s*,\s*(['\"]).*?\2)*\s*,?\s*[\]})]")
_NUMBERED_FILLER = re.compile(
    r"(?:[acgt]{15,}|(?:sg|g|p[a-z]{2,3}|guide|rep|replicate|donor|batch|sample|\w*lib|library|[a-z])?\d+[a-z%µμ/]{0,5})"
)


def plain(label: str) -> str:
    """`A_B__A_B` -> `A_B`: pairs written twice, as in Norman 2019; `['A', 'B']` -> `A|B`: a list written as text."""
    label = label.strip()
    if _LISTED.fullmatch(label):
        return "|".join(each[1].strip() for each in _ITEM.findall(label))
    left, both, right = label.partition("__")
    return left if both and left == right else label


@lru_cache(maxsize=65536)
def control_family(label: str) -> str | None:
    """The kind of control a label names (`NTg7` -> "non-targeting", `ctrl+ctrl` -> "control"), or None."""
    label = plain(label)
    word = normalise(label)
    if word in CONTROL_WORDS:
        return CONTROL_WORDS[word]
    if label.endswith("+/+"):
        return "wild type"
    if not any(each in word for each in _SHORTEST):
        return None  # as nearly all labels of a screen: no part of them can be a control word
    label = strip_quantities(label).rest  # DMSO (0 uM)
    families = {_family_of_part(part) for part in re.split(r"[+|;,&]", label)}
    if len(families) == 1:
        return families.pop()
    return None


@lru_cache(maxsize=65536)
def is_weak_control(label: str) -> bool:
    """Labels such as `none`, `GFP` or `neg-neg`, which are the control in some files only."""
    sides = re.split(r"[+|;,&_\-]", label)
    label = re.sub(r"[-_. ](?:sg|g|sh|guide)?\d{1,3}$", "", label)
    bare = _BEFORE_WORDS.sub("", label)
    if normalise(label) in WEAK_CONTROL_WORDS or normalise(bare) in WEAK_CONTROL_WORDS:
        return True
    return len(set(sides)) == 1 and normalise(sides[0]) in WEAK_CONTROL_WORDS


def names_nothing(label: str) -> bool:
    """Labels such as `none`, which say that nothing was done: never a perturbation."""
    return normalise(label) in NOTHING


@lru_cache(maxsize=65536)
def not_a_perturbation(label: str) -> str | None:
    """Why a label names no perturbation (`multiple`, `unassigned`, `nan`), or None when it may name one."""
    return NOT_PERTURBATIONS.get(normalise(label))


def _family_of_part(part: str) -> str | None:
    part = _BEFORE_WORDS.sub("", part.strip()) or part
    tokens = [token for token in re.split(r"[\s_\-.:#()]+", part) if token]
    while tokens and normalise("".join(tokens)) not in CONTROL_WORDS:
        last = tokens[-1].lower()
        if not (last in FILLERS or _NUMBERED_FILLER.fullmatch(last) or len(last) == 1):
            break
        tokens.pop()
    while len(tokens) > 1 and normalise("".join(tokens)) not in CONTROL_WORDS and re.match(r"\d+[%x]?$", tokens[0]):
        tokens.pop(0)  # 0.1% DMSO, 3x_neg_ctrl
    word = normalise("".join(tokens))
    if word in CONTROL_WORDS:
        return CONTROL_WORDS[word]
    whole = _families_in(tokens)
    if whole:  # "Ctrl (DMSO)", "untreated control": the more telling word says the kind
        return min(whole, key=lambda family: (family == "control", family))
    return _glued(tokens) or _twice(part, r"_+|--|/") or _twice(part, r"[\s_\-.#()]+")


def _families_in(tokens: list[str]) -> set[str]:
    """The kinds of control named by tokens that say nothing else, as in `isotype control`; empty where one does."""
    if not tokens:
        return set()
    for n in range(min(len(tokens), MOST_IN_A_WORD), 0, -1):
        word = normalise("".join(tokens[:n]))
        family = CONTROL_WORDS.get(word)
        if family is None and word not in WEAK_CONTROL_WORDS and word not in FILLERS:
            continue
        rest = _families_in(tokens[n:])
        if rest or n == len(tokens):
            return rest | ({family} if family else set())
    return set()


def _twice(label: str, signs: str) -> str | None:
    """`NT_sg1_NT_sg2`, `sgNT_sgNT`, `NT-A_NT-B`: two guides of the control in one label, joined by a sign of names."""
    names = [_BEFORE_WORDS.sub("", token) or token for token in re.split(signs, label) if len(token) > 1]
    names = [name for name in names if not (name.lower() in FILLERS or _NUMBERED_FILLER.fullmatch(name.lower()))]
    families = {CONTROL_WORDS.get(normalise(re.sub(r"(?:sg|g|[-.])?\d+$", "", name))) for name in names}
    return families.pop() if len(names) > 1 and len(families) == 1 else None


def _glued(tokens: list[str]) -> str | None:
    """`NTg7`, `NegCtrl0`, `CTRL0001`: a control word with a number glued on."""
    families = set()
    for token in tokens:
        match = re.fullmatch(r"(?P<word>[A-Za-z]+?)(?P<guide>sg|g)?(?P<number>\d+[a-d]?)?", token)
        word = normalise(match["word"]) if match else ""
        glued = bool(match and match["number"] and not match["guide"])
        families.add(None if glued and word in GLUED_NUMBER_IS_A_NAME else CONTROL_WORDS.get(word))
    return families.pop() if len(families) == 1 else None
