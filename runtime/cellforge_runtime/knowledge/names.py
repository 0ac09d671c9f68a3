"""`Names`: which of the data's names a name in a table means; every guess is kept to be shown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

_VERSION = re.compile(r"^(ENS[A-Z]*G\d{6,})\.\d+$")
_BETWEEN = re.compile(r"[-._ ]")
_DATE = re.compile(r"^\d{1,2}[-. ]?(mar|march|sep|sept|dec)$|^(mar|march|sep|sept|dec)[-. ]\d{1,2}$", re.IGNORECASE)


class Names:
    """Exact first; then an Ensembl id without its version, other case, and `.`, `_` or a blank for `-`.

    A way that would fit two names of the data is not taken: the name stays unknown.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.known = set(names)
        self._ways = {how: _unique(self.known, key) for how, key in _WAYS.items()}
        self._ambiguous = {how: _twice(self.known, key) for how, key in _WAYS.items()}

    def find(self, given: str) -> tuple[str | None, str]:
        """The data's name and how it was found: "exact", one of the ways, "ambiguous", "date" or "unknown"."""
        if given in self.known:
            return given, "exact"
        for how, key in _WAYS.items():
            found = self._ways[how].get(key(given))
            if found is not None:
                return found, how
            if key(given) in self._ambiguous[how]:
                return None, "ambiguous"
        return None, "date" if _DATE.match(given) else "unknown"

    def __contains__(self, given: str) -> bool:
        return self.find(given)[0] is not None


def _without_version(name: str) -> str:
    found = _VERSION.match(name)
    return found.group(1) if found else name


def _letters(name: str) -> str:
    return _BETWEEN.sub("-", _without_version(name)).casefold()


_WAYS = {
    "Ensembl version": _without_version,
    "case": lambda name: _without_version(name).casefold(),
    "marks between letters": _letters,
}


def _unique(names: Iterable[str], key) -> dict[str, str]:
    by_key = defaultdict(list)
    for name in names:
        by_key[key(name)].append(name)
    return {of: found[0] for of, found in by_key.items() if len(found) == 1}


def _twice(names: Iterable[str], key) -> set[str]:
    by_key = defaultdict(int)
    for name in names:
        by_key[key(name)] += 1
    return {of for of, n in by_key.items() if n > 1}
