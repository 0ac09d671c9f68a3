"""Doses and times, as columns write them and as labels carry them: `drug_10uM`, `DEX_1h`, `day 3`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cellforge_runtime.describe.words import DOSE_BASE, DOSE_UNITS, NUMBER, THOUSANDS, TIME_UNITS

_UNITS = sorted({*DOSE_UNITS, *TIME_UNITS}, key=len, reverse=True)
_UNIT = "|".join(re.escape(unit) for unit in _UNITS)
_BOUND = r"(?P<bound>(?:[<>]=?|[~≤≥≈])\s?|)"  # <0.1: an amount that is told as a bound, or roughly
_INSIDE = r"(?<![^\d]0[.,])(?<!\d[xX×]\d[.,])"  # the 1 of x0.1uM, or the 5 of 2x0.5uM, begins no number
_TOKEN = re.compile(
    rf"(?:^|(?<=[\s_\-@(,;:./])){_INSIDE}{_BOUND}(?P<number>{NUMBER})"
    rf"(?:[\s_\-]|, ?['\"])?(?P<unit>{_UNIT})\)?(?=$|[\s_\-@),;:.+/'\"])",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?:^|(?<=[\s_\-@(,;:.]))(?P<unit>[Dd]ay|[Hh]our|[Ww]eek|hr|d|t|h)[\s_\-]?(?P<number>\d+(?:\.\d+)?)(?=$|[\s_\-@),;:.])"
)
_WHOLE = re.compile(rf"^\s*=?{_BOUND}\s*(?P<number>{NUMBER})\s*_?(?P<unit>[^\d\s]\S*)?\s*$")
_BARE_END = re.compile(r"^(?P<rest>.*[^\W\d_].*?)[_@ :](?P<number>\d+(?:\.\d+)?)$")
_GLUED = re.compile(r"^(?P<rest>.*[^\W\d_])(?P<number>\d+(?:\.\d+)?)(?P<unit>h|hr|hrs|min|nM|uM|µM|μM|mM|ng/ml|ng/mL)$")
_GLUED_IN_FRONT = re.compile(r"^(?P<number>\d+(?:\.\d+)?)(?P<unit>h|hr|hrs|min)(?P<rest>[A-Z][\w-]*)$")  # 24hMTB
_THOUSANDS = re.compile(rf"(?<![\d.,]){THOUSANDS}")
_DECIMAL_COMMA = re.compile(r"\d,\d")
_JOINING = re.compile(r"\)?\s*(?P<sign>[+&|;,])\s*(?=\w)")  # after an amount: the next name of several
_TUPLE = re.compile(rf"\(\s*(['\"])(?P<name>.+?)\1\s*,\s*(?P<number>{NUMBER})\s*,\s*(['\"])(?P<unit>.*?)\4\s*,?\s*\)")
_EDGES = " _-@(),;:./"


class Quantity(NamedTuple):
    """A number in base units: hours, micromolar, ng/ml, or as written where no unit is told."""

    kind: str  # "dose", "time" or "number"
    value: float
    unit: str


@dataclass(frozen=True)
class Stripped:
    """A label without its quantities."""

    rest: str
    dose: float | None = None
    time: float | None = None


def read_quantity(text: str) -> Quantity | None:
    """The number a cell of a dose or time column holds: `10`, `10 uM`, `24h`, `day 3`; None when it is none."""
    sides = [read_quantity(side) for side in re.split(r"[+;|]", text)] if re.search(r"[+;|]", text) else []
    if len(sides) > 1 and all(sides):  # 1.0+1.0: a pair at one dose
        return sides[0] if len(set(sides)) == 1 else None
    whole = _WHOLE.match(text)
    if whole:
        unit = (whole["unit"] or "").strip("._")
        if not unit:
            return Quantity("number", _number(whole["number"]), "")
        return _in_base_units(whole["number"], _spelt(unit))
    span = re.fullmatch(r"(?P<days>\d+) days(?: (?P<hours>\d+):(?P<minutes>\d+):\d+)?", text)  # a pandas Timedelta
    if span:
        hours = 24 * int(span["days"]) + int(span["hours"] or 0) + int(span["minutes"] or 0) / 60
        return Quantity("time", _round(hours), "h")
    day = re.fullmatch(
        r"\s*(?P<unit>day|days|hour|hours|hr|week|weeks|d|t|h|E)[\s_\-]?(?P<number>\d+(?:\.\d+)?)\s*",
        text,
        re.IGNORECASE,
    )
    if day:
        unit = day["unit"].lower()
        if unit == "t":
            return Quantity("number", _number(day["number"]), "")
        return _in_base_units(day["number"], "d" if unit == "e" else unit)
    inside = strip_quantities(text)  # "JQ1 10 uM" beside a column of drugs
    if inside.dose is not None and inside.time is None:
        return Quantity("dose", inside.dose, "")
    if inside.time is not None and inside.dose is None:
        return Quantity("time", inside.time, "h")
    return None


def read_quantities(texts: Sequence[str]) -> list[Quantity | None]:
    """What the cells of one column hold: where a comma can only be a decimal one in some (`0,5`), it is one in all."""
    are_decimal = any(_DECIMAL_COMMA.search(_THOUSANDS.sub("", text)) for text in texts)
    return [read_quantity(text.replace(",", ".") if are_decimal and text.count(",") == 1 else text) for text in texts]


def in_base_units(value: float, unit: str) -> Quantity | None:
    """A number with a unit as it is written elsewhere (`uM`, `days`), or None where the unit is not known."""
    return _in_base_units(repr(float(value)), _spelt(unit.strip(" ._()")))


def strip_quantities(label: str, *, dose: bool = True, time: bool = True) -> Stripped:
    """Takes the tokens with a unit (`_10uM`, ` 24h`, `(5 nM)`) out of a label; what is not asked for stays in it.

    One that is told twice (`A_1uM+B_1uM`) is taken out twice; a second amount of another value stays in the rest.
    """
    found: dict[str, float] = {}
    rest = _without_tuples(label)
    for pattern in (_TOKEN, _DAY):
        told = list(pattern.finditer(rest))
        for match in reversed(told):
            quantity = _of_token(match)
            wanted = quantity and {"dose": dose, "time": time}.get(quantity.kind, False)
            if not wanted or found.get(quantity.kind, quantity.value) != quantity.value:
                continue
            left, after = _without_edge(rest[: match.start()]), rest[match.end() :]
            right = after.lstrip(_EDGES)
            if not re.search(r"[^\W\d_]", left + right):
                continue  # nothing but the number would be left
            found[quantity.kind] = quantity.value
            sign = _JOINING.match(after)
            between = sign["sign"] if sign and (len(told) > 1 or sign["sign"] in "+&|") else "_"
            rest = f"{left}{between}{right.lstrip('+&|').lstrip()}" if left and right else left or right
    return Stripped(rest, found.get("dose"), found.get("time"))


def _without_edge(text: str) -> str:
    """Without signs at its end, but for a bracket that closes one of the name: `Almonertinib (mesylate)_`."""
    bare = text.rstrip(_EDGES)
    return f"{bare})" if bare.count("(") > bare.count(")") and ")" in text[len(bare) :] else bare


def _without_tuples(label: str) -> str:
    """`[('JQ1', 5.0, 'uM')]`, as Tahoe-100M writes it, is `JQ1_5.0uM`; several are joined by "+"."""
    told = list(_TUPLE.finditer(label)) if label.startswith(("[(", "(")) else []
    is_all = told and not re.search(r"\w", _TUPLE.sub("", label))
    return "+".join(f"{each['name']}_{each['number']}{each['unit']}" for each in told) if is_all else label


def strip_bare_number(label: str) -> Stripped:
    """`Alvespimycin_1000` -> (`Alvespimycin`, 1000): a dose without a unit at the end of a label."""
    match = _BARE_END.match(label)
    return Stripped(match["rest"], dose=float(match["number"])) if match else Stripped(label)


def strip_glued(label: str) -> Stripped:
    """`LPS4h`, `4hLPS` -> (`LPS`, 4 h): a quantity with nothing between, which may be part of the name as well."""
    match = _GLUED.match(label) or _GLUED_IN_FRONT.match(label)
    quantity = _in_base_units(match["number"], match["unit"].lower()) if match else None
    if match is None or quantity is None or quantity.kind == "number":
        return Stripped(label)
    return Stripped(match["rest"], **{quantity.kind: quantity.value})


def units_in(labels: list[str], kind: str) -> set[str]:
    """The base units in which `labels` tell quantities of `kind`: more than one can't be compared."""
    units = set()
    for label in labels:
        for pattern in (_TOKEN, _DAY):
            for match in pattern.finditer(label):
                quantity = _of_token(match)
                if quantity and quantity.kind == kind:
                    units.add(quantity.unit)
    return units


def is_bound(text: str, kind: str) -> bool:
    """Whether it tells an amount of `kind` as a bound or roughly (`<0.1`, `>10 uM`, `~1`), which is read as the number."""
    whole = _WHOLE.match(text)
    if whole is not None:
        quantity = read_quantity(text)
        return bool(whole["bound"]) and quantity is not None and quantity.kind in (kind, "number")
    told = [(match["bound"], _of_token(match)) for match in _TOKEN.finditer(text)]
    return any(bound and quantity is not None and quantity.kind == kind for bound, quantity in told)


def units_written(label: str, kind: str) -> set[str]:
    """The units of `kind` as a label writes them (`nM`), glued to a name too; empty where it tells none."""
    text = _without_tuples(label)
    found = {m["unit"] for each in (_TOKEN, _DAY) for m in each.finditer(text) if (told := _of_token(m)) and told.kind == kind}
    glued = None if found else _GLUED.match(text)
    whole = None if found or glued else _WHOLE.match(text)
    for match in (glued, whole):
        unit = match["unit"] if match else None
        known = in_base_units(1.0, unit) if unit else None
        if known is not None and known.kind == kind:
            found.add(str(unit).strip("._"))
    return found


def _of_token(match: re.Match[str]) -> Quantity | None:
    unit = match["unit"]
    if unit in ("M", "D", "T", "H", "S", "W"):  # capitals are names of genes and chains, but for "24H"
        return _in_base_units(match["number"], "h") if unit == "H" else None
    return _in_base_units(match["number"], "h" if unit == "t" else unit.lower())


def _spelt(unit: str) -> str:
    """As the tables of units have it; alone after a number a capital M is molar."""
    return "molar" if unit == "M" else unit.lower()


def _in_base_units(number: str, unit: str) -> Quantity | None:
    value = _number(number)
    if unit in TIME_UNITS:
        return Quantity("time", _round(value * TIME_UNITS[unit]), "h")
    if unit in DOSE_UNITS:
        return Quantity("dose", _round(value * DOSE_UNITS[unit]), DOSE_BASE.get(unit, unit))
    return None


def _number(text: str) -> float:
    return float(text.replace(",", "") if _THOUSANDS.match(text) else text.replace(",", "."))


def _round(value: float) -> float:
    """Keeps 0.1 x 1000 from becoming 100.00000000000001."""
    return float(f"{value:.12g}")
