"""Names of antibodies: whether features are a panel of them, which no column of var has to say, and isotype controls."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST = 500  # antibodies in the largest panels: about 300
MOSTLY = 0.6
ISOTYPE = re.compile(r"isotype|(?<![a-z])ig[gm](?:\d|[-_ ]|kappa|lambda|fc|$)", re.IGNORECASE)
NOT_ISOTYPE = re.compile(r"^ig[gm][-_ ]?(?:fc|\+|surface)|^igm$|^igg$", re.IGNORECASE)
_BEFORE = r"(?i:(?:anti|hu|mu|human|mouse|prot|adt|ab)[-_. ])*"
_AFTER = r"(?:[-_. (].*)?"
# as genes are called too: CD4, CD86, HLA-A
_MAY_BE_A_GENE = re.compile(rf"{_BEFORE}(?:CD\d{{1,3}}|HLA[-_.]?[A-G]){_AFTER}", re.IGNORECASE)
# and as no gene is: CD3 (genes are CD3D to CD3G), CD11b, CD45RA, PD-L1, HLA-DR, CD4_TotalSeqB
_NO_SYMBOL = (
    "3|8|10|11|13|15|16|18|20|21|23|25|26|29|30|31|35|41|43|45|49|54|56|57|61|64|66|71|73|90|94|95|103|104|105|"
    "117|119|122|123|127|133|134|137|138|161|183|184|185|196|197|223|235|271|278|279|294|309|314|335|366"
)
_NO_GENE = (
    re.compile(
        rf"{_BEFORE}(?:CD(?:{_NO_SYMBOL}|\d{{1,3}}[a-f]|45R[ABOabo]?|62[LEP])|PD-?L?[12]|HLA[-_.]?(?:DR|DP|DQ|ABC)){_AFTER}"
    ),
    re.compile(r".*[-_.](?:TotalSeq\w*|ADT|adt|prot|protein)", re.ASCII),
    re.compile(r"(?:ADT|adt|prot|protein)[-_.].*"),
)


def isotypes(names: Sequence[str]) -> list[str]:
    """Names of isotype controls (`IgG1`, `Mouse-IgG2a`, `isotype_RTK2758`): antibodies that bind nothing there."""
    return [name for name in map(str, names) if ISOTYPE.search(name) and not NOT_ISOTYPE.search(name)]


def are_antibodies(names: Sequence[str]) -> bool:
    """Whether the features are a panel of antibodies: few, most named as antibodies are, and some as no gene is."""
    if not 1 < len(names) <= MOST:
        return False
    told = [str(name) for name in names]
    sure = {name for name in told if any(each.fullmatch(name) for each in _NO_GENE)} | set(isotypes(told))
    n = sum(1 for name in told if name in sure or _MAY_BE_A_GENE.fullmatch(name))
    return bool(sure) and n >= MOSTLY * len(told)
