"""Which labels carry a guide, a replicate or a word for how the target was hit, and the target without it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from cellforge_runtime.describe.labels import control_family, names_nothing, not_a_perturbation
from cellforge_runtime.describe.words import normalise

# endings which nothing but a guide or a replicate has
_EXPLICIT = (
    re.compile(r"^(?P<stem>.+?)[-_. ](?:sg|SG|sgRNA|sgrna|g|gRNA|grna|guide|Guide|crRNA|sh|oligo)[-_. #]?\d{1,3}[a-z]?$"),
    re.compile(r"^(?P<stem>.+?)[-_:. ][ACGT]{15,}$"),
    re.compile(r"^(?P<stem>.+?)_[+-]_\d[\d.]*(?:-P\d\S*)?$"),  # Replogle, Weissman libraries: AAAS_+_53715438.23-P1P2
    re.compile(r"^\d+_(?P<stem>.+)_P\d(?:P\d)?_ENS[A-Z]*G\d+$"),  # Replogle's gene_transcript
    re.compile(r"^TFORF\d{4}-(?P<stem>.+)$"),  # Joung: open reading frames, several of one factor
    re.compile(r"^(?P<stem>.+?)_chr\w+:\d+-\d+(?:[_:][+-])?$"),
    re.compile(r"^(?P<stem>.+?)[-_: ]\(?ENS[A-Z]*G\d{6,}(?:\.\d+)?\)?$"),
    re.compile(r"^(?P<stem>.+?)_P\d(?:P\d)?(?:_[A-D])?$"),  # promoters, and one of the guides there: SMAD4_P1P2_A
    re.compile(r"^(?P<stem>.+?)_p[A-Z]{2,3}\d{2,4}(?:-\d)?$"),  # Adamson: SPI1_pDS255
    re.compile(r"^(?P<stem>.+?)[-_ ]?-/-$"),  # both alleles
    re.compile(r"^(?P<stem>.+?)[-_. ]only$"),  # ATF6_only beside ATF6_IRE1
    re.compile(r"^(?P<stem>.+?)[-_. ](?:rep|replicate|donor|batch|lib|library)[-_. ]?\d{1,3}$", re.IGNORECASE),
)
# a library of one cell line: STAT1_A549lib2
_LIBRARY = re.compile(r"^(?P<stem>.+?)[-_. ](?P<line>\w*[^\W_])(?:lib|library)\d{1,3}$", re.IGNORECASE)
# endings which names have too
_GLUED = re.compile(r"^(?P<stem>\w.*[^\W_])(?:sg|g)(?P<number>\d{1,2})$")
_NUMBERED = re.compile(r"^(?P<stem>.+?)(?:[-_.#]| ?\((?=\d+\)$))(?P<number>\d{1,2})\)?$")
_LONG_NUMBERED = re.compile(r"^(?P<stem>.+?)[-_](?P<number>\d{3,6})$")
_ENDING_NUMBER = re.compile(r"^(?P<stem>.*[^\W\d_].*?)[-_. ](?P<number>\d{1,4})$")
_ENDING_LETTER = re.compile(r"^(?P<stem>.*[^\W_][^\W_].*?)[-_. ](?P<number>[A-D])$")
_GLUED_NUMBER = re.compile(r"^(?P<stem>[^\W\d_]+)(?P<number>\d{1,4})$")
# STAT1 and STAT2 are two genes, treated1 and treated2 are not
_REPLICATED = re.compile(
    r"^(?P<stem>treat(?:ed|ment)?|trt|stim(?:ulated)?|infected|perturbed|case|exposed|induced|activated)(?P<number>\d{1,4})$",
    re.IGNORECASE,
)
# a sign that joins two names; the "+" in AAAS_+_53715438 is a strand, a comma between digits part of a number
_JOINED = re.compile(r"(?:(?<=[^\W_])|(?<=-/-))\s*([+|;&]|,(?!\d))\s*(?=[^\W_])")
# guides of the first target in IRF1_sg1_IRF7_sg2, IRF1-1_IRF7-2 and IRF1g1_IRF7g2
_INNER_EXPLICIT = re.compile(r"[-_. ](?:sg|sgRNA|sgrna|g|gRNA|grna|guide|crRNA|sh|oligo)[-_. #]?\d{1,3}(?=[-_]+[A-Za-z])")
_INNER_NUMBER = re.compile(r"[-_.]\d{1,2}(?=_+[A-Za-z])")
_INNER_GLUED = re.compile(r"(?<=[^\W_])(?:sg|g)\d{1,2}(?=_+[A-Za-z])")
GUIDE_PREFIX = re.compile(r"^(?:[pm]_)?(?:sgRNA|sg|sh|si)[-_]?(?P<stem>[A-Z].*)$")
_INNER_PREFIX = re.compile(r"(?<=_)(?:sgRNA|sg|sh|si)[-_]?(?=[A-Z])")
_HOW_WORD = "KO|DKO|TKO|KD|OE|CRISPRi|CRISPRa|CRISPRko|knockout|knockdown|overexpression|null"
_HOW = (re.compile(rf"^(?P<stem>.+?)[-_ ](?P<how>{_HOW_WORD})$"), re.compile(rf"^(?P<how>{_HOW_WORD})[-_ ](?P<stem>.+)$"))
# IL-2 and IL-4 are two cytokines, Compound_1 and Compound_2 two compounds
FAMILIES = set("il ccl cxcl tnf ifn fgf bmp wnt cd tgf gdf egf hdac cdk nkx2 hla pd ctla sars cov igf csf hdaci h".split())
_GENERIC = set(
    "compound cmpd cpd drug gene pert perturbation cond condition treatment guide grna sgrna sg target sample p g c d "
    "group cluster inhibitor ko clone variant mutant line chemical molecule dose time day".split()
)


def guide_stems(names: Iterable[str], features: Collection[str] = ()) -> Mapping[str, str]:
    """Target of each name that carries a guide (`STAT1_sg2` -> `STAT1`); names without one are not in the answer.

    Endings which are also parts of names (`g1`, `-1`) count only when nearly all names have them and the stems are
    features, or several of them recur: `NKX2-1`, `HLA-A`, `IL-2` and `Compound_3` stay whole.
    """
    told = set(names)
    if any(name in features and control_family(name) for name in told):  # guides are features too, and no gene is a control
        features = set(features).difference(name for name in told if _NUMBERED.match(name) or _GLUED.match(name))
    parts = {name: _JOINED.split(name) for name in sorted(told.difference(features)) if _JOINED.search(name)}
    stems = _stems_of({*told.difference(parts), *(part for several in parts.values() for part in several[::2])}, features)
    stems |= {name: _rejoined(several, stems) for name, several in parts.items() if any(part in stems for part in several[::2])}
    return {name: stem for name, stem in stems.items() if name in told and control_family(name) is None}


def _rejoined(parts: list[str], stems: Mapping[str, str]) -> str:
    """`IRF1-1|IRF7-2` -> `IRF1|IRF7`; two guides of one target are this target. `parts` holds names and signs by turns."""
    whole = [stems.get(part, part) if i % 2 == 0 else part for i, part in enumerate(parts)]
    return whole[0] if len(set(whole[::2])) == 1 and whole != parts else "".join(whole)


def _stems_of(told: set[str], features: Collection[str]) -> dict[str, str]:
    names = sorted(name for name in told if not (control_family(name) or not_a_perturbation(name) or names_nothing(name)))
    if not names:
        return {}
    controls = told - set(names)
    stems = {name: stem for name in names if (stem := _explicit(name))}  # guides can be features, genes have no such endings
    stems = stems or _by_library(names, told)
    stems = stems or _by_majority(names, _GLUED, 0.6, features, controls)
    stems = stems or _by_majority(names, _NUMBERED, 0.8, features, controls)
    stems = stems or by_long_number(names, features)
    stems = stems or _by_replicate(names, controls, features)
    stems = stems or _by_how(names, features)
    return _without_prefix(names, stems)


def _explicit(name: str) -> str | None:
    stem = next((match["stem"] for pattern in _EXPLICIT if (match := pattern.match(name))), None)
    return stem and (_explicit(stem) or _INNER_EXPLICIT.sub("", stem))


def _by_majority(
    names: list[str], pattern: re.Pattern[str], share: float, features: Collection[str], controls: Collection[str]
) -> dict[str, str]:
    found = {name: match for name in names if name not in features and (match := pattern.match(name))}
    if len(found) < share * len(names) or len(found) < 2:
        return {}
    sizes = Counter(match["stem"] for match in found.values())
    if any(normalise(stem) in _GENERIC for stem in sizes):
        return {}
    known = sum(1 for stem in sizes if stem in features) / len(sizes)
    recurring = sum(1 for n in sizes.values() if n >= 2) / len(sizes)
    numbered_controls = sum(1 for name in controls if _ENDING_NUMBER.match(name) or _GLUED.match(name))
    is_plausible = len(sizes) >= 2 and not any(normalise(stem) in FAMILIES for stem in sizes)
    symbols = sum(1 for stem in sizes if stem[-1].isupper() or stem[-1].isdigit()) / len(sizes)
    if pattern is _GLUED and symbols < 0.6:
        is_plausible = False  # Drug1, Drug2 end as guides do
    if known >= 0.5 or (recurring >= 0.5 and (is_plausible or numbered_controls >= 2)):
        inner = _INNER_GLUED if pattern is _GLUED else _INNER_NUMBER
        return {name: inner.sub("", match["stem"]) for name, match in found.items()}
    return {}


def by_long_number(names: list[str], features: Collection[str]) -> dict[str, str]:
    """`Brd9_1245`, `Brd9_13384`: numbers of guides in a library. Each guide has its own; doses are the same few for all names."""
    found = {name: match for name in names if name not in features and (match := _LONG_NUMBERED.match(name))}
    stems = {match["stem"] for match in found.values()}
    numbers = {match["number"] for match in found.values()}
    is_all = len(found) >= 0.8 * len(names) and len(found) > len(stems) >= 2
    are_genes = sum(1 for stem in stems if stem in features) >= 0.5 * len(stems)
    return (
        {name: match["stem"] for name, match in found.items()}
        if is_all and are_genes and len(numbers) >= 0.8 * len(found)
        else {}
    )


def _by_replicate(names: list[str], controls: Collection[str], features: Collection[str]) -> dict[str, str]:
    """`stim_101`, `stim_107` beside `ctrl_101`, `ctrl_107`: the same endings on both sides are donors, replicates or guides."""
    told = {name: _ENDING_NUMBER.match(name) or _GLUED_NUMBER.match(name) or _ENDING_LETTER.match(name) for name in controls}
    of_controls = {match["number"] for match in told.values() if match}
    held = {
        name: _ENDING_NUMBER.match(name) or _REPLICATED.match(name) or _ENDING_LETTER.match(name)
        for name in names
        if name not in features
    }
    ended = {name: match for name, match in held.items() if match and normalise(match["stem"]) not in _GENERIC}
    shared = {name: match["stem"] for name, match in ended.items() if match["number"] in of_controls}
    return shared if len(of_controls) >= 2 and len(shared) == len(names) else {}


def _by_library(names: list[str], told: Collection[str]) -> dict[str, str]:
    """`STAT1_A549lib1`, `STAT1_A549lib2`: libraries of one cell line. Of several lines the labels tell what cells there are."""
    lines = {match["line"] for name in told if (match := _LIBRARY.match(name))}
    found = {name: match["stem"] for name in names if (match := _LIBRARY.match(name))}
    return found if len(lines) == 1 and len(found) == len(names) else {}


def _by_how(names: list[str], features: Collection[str]) -> dict[str, str]:
    """`STAT1_KO`, `IRF1_KO`: one word on most names, which tells how all targets were hit."""
    for pattern in _HOW:
        found = {name: match for name in names if name not in features and (match := pattern.match(name))}
        words = {re.sub("^[DT](?=KO$)", "", match["how"]) for match in found.values()}  # DKO: two genes knocked out
        if len(found) >= 0.6 * len(names) and len(words) == 1:
            return {name: match["stem"] for name, match in found.items()}
    return {}


def how_hit(names: Collection[str]) -> str | None:
    """The word that most names carry for how their targets were hit: `KO` of `STAT1_KO`, `siRNA` of `siSTAT1`; None without."""
    told = [_word_of(name) for name in names if not (control_family(name) or not_a_perturbation(name))]
    word, n = Counter(word for word in told if word).most_common(1)[0] if any(told) else (None, 0)
    return word if n >= 0.6 * len(told) and n >= 2 else None


def _word_of(name: str) -> str | None:
    if name.endswith("-/-"):
        return "knockout"
    if silenced := re.match(r"(s[ih])(?:RNA)?[-_]?[A-Z]", name):
        return f"{silenced[1]}RNA"
    return next((match["how"] for pattern in _HOW if (match := pattern.match(name))), None)


def _without_prefix(names: list[str], stems: dict[str, str]) -> dict[str, str]:
    """Also takes `sg` off the front (`sgSTAT1`, `p_sgELK1_2`) where most names have it."""
    bare = {name: stems.get(name, name) for name in names}
    found = {name: match["stem"] for name, stem in bare.items() if (match := GUIDE_PREFIX.match(stem))}
    prefixed = {name: _INNER_PREFIX.sub("", stem) for name, stem in found.items()}  # sgIRF1_sgIRF7
    if len(prefixed) < 0.6 * len(names):
        return stems
    numbered = {name: match["stem"] for name, stem in prefixed.items() if (match := _NUMBERED.match(stem))}
    return {**stems, **prefixed, **(numbered if len(numbered) >= 0.8 * len(prefixed) else {})}
