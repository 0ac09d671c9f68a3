"""Which sign joins targets in the labels, judged by the labels themselves: is `A_B` a pair or one name?"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from cellforge_runtime.describe.guides import guide_stems
from cellforge_runtime.describe.labels import control_family, not_a_perturbation, plain
from cellforge_runtime.describe.quantities import strip_quantities
from cellforge_runtime.describe.words import KINDS_OF_CONTROL, STRONG_SEPARATORS, WEAK_SEPARATORS, normalise

# the second halves of one name: IFN_gamma, anti_CD3, Drug_A
_MODIFIERS = re.compile(
    r"(?:alpha|beta|gamma|delta|epsilon|kappa|lambda|a|b|g|i|ii|iii|iv|v|ko|kd|oe|i|stim|stimulated|treated|treatment|"
    r"high|low|mid|early|late|rep\w*|acid|inhibitor|agonist|antagonist|hcl|anti|drug|compound|gene|pert\w*|target|x|"
    r"(?-i:[a-z])?\d+|\d.*|batch\w*|s\d+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Separator:
    """The sign that joins targets, with its reason; `asked` when the labels do not decide."""

    value: str | None
    reason: str
    asked: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Joined:
    """The labels that hold one sign, sorted by how well their parts are known from elsewhere."""

    all: tuple[str, ...]
    known: tuple[str, ...]  # every part stands alone elsewhere, is a control, or is a feature
    partly: tuple[str, ...]


def parts_of(label: str, separator: str) -> list[str]:
    """The names on both sides of a sign, or the label alone where one side holds no letter."""
    parts = [part.strip() for part in _split(label, separator)]
    return parts if len(parts) > 1 and all(re.search(r"[^\W\d_]", part) for part in parts) else [label]


def _split(label: str, separator: str) -> list[str]:
    """Cuts outside of brackets alone: `(+)-JQ1+A-366` is two names, and the charge in a SMILES's `[N+]` joins nothing."""
    within = [match.span() for match in re.finditer(r"\([^()]*\)|\[[^\[\]]*\]", label)]
    cuts = [match for match in re.finditer(re.escape(separator), label) if not any(a < match.start() < b for a, b in within)]
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(label)]
    return [label[start:end] for start, end in zip(starts, ends)]


def control_sides(control: str, separator: str) -> frozenset[str]:
    """`neg` of the control `neg-neg`, which stands for nothing in `IRF1-neg` either; none where the sides differ."""
    sides = parts_of(plain(control), separator)
    return frozenset(sides) if len(sides) > 1 and len(set(sides)) == 1 else frozenset()


def find_separator(labels: Sequence[str], features: Collection[str], control: str = "") -> Separator:
    """The sign that joins targets in `labels` (without the control), or None with what was looked at."""
    names = [strip_quantities(plain(label)).rest for label in labels]
    stemmed = guide_stems(names, features)
    guides = frozenset(stemmed)  # a pair of guides joins these, not their targets
    names = sorted({stemmed.get(name, name) for name in names})
    doubtful: list[tuple[str, Joined]] = []
    for sign in (*STRONG_SEPARATORS, *WEAK_SEPARATORS):
        joined = joined_by(names, sign, features, guides if sign in STRONG_SEPARATORS else (), control_sides(control, sign))
        if not joined.all:
            continue
        if is_established(joined, sign):
            n = len(joined.all)
            why = f'{len(joined.known):,} of {n:,} labels with "{sign}" join names known from elsewhere'
            return Separator(sign, why if joined.known else f'{n:,} labels join names with "{sign}"')
        if sign in (*STRONG_SEPARATORS, "_", "__") and _looks_joined(joined, sign):
            doubtful.append((sign, joined))
    if doubtful:
        sign, joined = doubtful[0]
        first = joined.all[0]
        return Separator(
            None,
            f'{len(joined.all):,} labels such as "{first}" hold "{sign}", and no side of them stands alone elsewhere',
            asked=True,
            options=(sign, "none"),
        )
    return Separator(None, "no label joins two names that are known from elsewhere")


def joined_by(
    names: Sequence[str], sign: str, features: Collection[str], also: Collection[str] = (), of_control: Collection[str] = ()
) -> Joined:
    """The names that hold `sign` between two names; `also` and sides of the control are known as well."""
    whole = {name for name in names if not_a_perturbation(name) is None} | set(also)
    split = {name: _cut(name, sign, whole, features) for name in names if name not in features}
    held = {name: parts for name, parts in split.items() if len(parts) > 1 and not _is_kind_of_control(parts)}
    for parts in held.values():
        rest = {part for part in parts if part not in of_control and control_family(part) is None}
        if len(rest) == 1:
            whole |= rest

    def is_known(part: str) -> bool:
        return part in whole or part in features or part in of_control or control_family(part) is not None

    known = tuple(name for name, parts in held.items() if all(map(is_known, parts)))
    sides = {part for name in known for part in held[name]}
    rest = {name: parts for name, parts in held.items() if name not in known and name not in sides}
    partly = tuple(name for name, parts in rest.items() if any(map(is_known, parts)) and not any(map(_is_modifier, parts)))
    open_ones = tuple(name for name, parts in rest.items() if name not in partly and not any(map(_is_modifier, parts)))
    return Joined((*known, *partly, *open_ones), known, partly)


def _cut(name: str, sign: str, whole: Collection[str], features: Collection[str]) -> list[str]:
    """The names on both sides of a sign; where the sign also stands inside names, the cut that leaves known ones."""
    parts = parts_of(name, sign)
    raw = name.split(sign)
    if len(raw) > 2:
        for i in range(1, len(raw)):
            sides = [sign.join(raw[:i]).strip(), sign.join(raw[i:]).strip()]
            if all(side in whole or side in features for side in sides):
                return [part for side in sides for part in _pair_within(side, sign, whole, features)]
    return parts


def _pair_within(side: str, sign: str, whole: Collection[str], features: Collection[str]) -> list[str]:
    """`PERK_IRE1` within `ATF6_PERK_IRE1` is two targets where both stand alone elsewhere, though the pair has a label too."""
    if side in features or sign not in side:
        return [side]
    parts = _cut(side, sign, whole, features)
    return parts if all(part in whole or part in features for part in parts) else [side]


def _is_kind_of_control(parts: Sequence[str]) -> bool:
    """`pos_ctrl`: a control of some kind, not a pair of a target and a control."""
    return any(normalise(part) in KINDS_OF_CONTROL for part in parts) and any(control_family(part) for part in parts)


def _is_modifier(part: str) -> bool:
    return _MODIFIERS.fullmatch(part.strip()) is not None


def is_established(joined: Joined, sign: str) -> bool:
    """Strong signs need one label, a blank or hyphen only labels with both sides known, an underscore a majority."""
    if sign == "+":
        return True
    if sign in STRONG_SEPARATORS:
        return bool(joined.known) or (bool(joined.partly) and len(joined.partly) * 2 >= len(joined.all))
    if sign in ("_", "__", "::", "--"):
        return bool(joined.known) and (len(joined.known) + len(joined.partly)) * 2 >= len(joined.all)
    return bool(joined.known)


def splitter(
    labels: Sequence[str], separator: str | None, features: Collection[str], of_control: Collection[str] = ()
) -> Callable[[str], list[str]]:
    """How labels are cut at `separator`: where it is also part of names, only labels with evidence are cut.

    Sides of the control are known.
    With no evidence in any label the separator is the analyst's own word, and every label with two names is cut.
    """
    if not separator:
        return lambda label: [label]
    if separator in STRONG_SEPARATORS:
        return lambda label: parts_of(label, separator)
    joined = joined_by(labels, separator, features, (), of_control)
    whole = {label for label in labels if not_a_perturbation(label) is None}
    cut = set(joined.all)
    if joined.known and separator not in ("_", "__", "::", "--"):
        cut = set(joined.known)
    elif joined.known and not is_established(joined, separator):
        cut = {*joined.known, *joined.partly}
    return lambda label: _cut(label, separator, whole, features) if label in cut else [label]


def _looks_joined(joined: Joined, sign: str) -> bool:
    """Two sides like gene names; not a name with an ending such as IFN_gamma or drug_2."""
    for name in joined.all:
        parts = parts_of(name, sign)
        if name in joined.partly or all(len(normalise(part)) >= 2 for part in parts):
            return True
    return False
