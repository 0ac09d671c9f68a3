"""Author lists as one string, 'Surname A, Surname B', whatever form a source writes names in."""

from collections.abc import Iterable

GREATEST_NUMBER = 30
PARTICLES = frozenset("af al bin da das de del della den der di dos du el ibn la le ten ter van von y zu".split())
GROUPS = frozenset("alliance association authors collaboration committee consortium group network project team".split())


def joined(names: Iterable[str]) -> str:
    """The names, after `GREATEST_NUMBER` of them 'et al.'."""
    known = [name for name in (" ".join(name.split()) for name in names) if name]
    return ", ".join(known[:GREATEST_NUMBER] + (["et al."] if len(known) > GREATEST_NUMBER else []))


def of_parts(family: object, given: object = "") -> str:
    """'Surname AB' of a family name and given names or initials."""
    surname = family.strip() if isinstance(family, str) else ""
    return f"{surname} {initials(given)}".strip() if surname else ""


def of_display_name(name: object) -> str:
    """'Surname AB' of 'Ada B. Surname' or 'Surname, Ada B.'; groups keep their name."""
    if not isinstance(name, str) or not name.strip():
        return ""
    family, comma, given = name.partition(",")
    if comma:
        return of_parts(family, given)
    words = name.split()
    if len(words) == 1 or GROUPS & {word.lower().strip(".()") for word in words}:
        return " ".join(words)
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return of_parts(" ".join(words[start:]), " ".join(words[:start]))


def initials(given: object) -> str:
    """'AB' of 'Ada-B.', 'A. B.' or 'AB'."""
    words = given.replace(".", " ").replace("-", " ").split() if isinstance(given, str) else []
    if len(words) == 1 and words[0].isupper() and len(words[0]) <= 3:
        return words[0]
    return "".join(word[0].upper() for word in words if word[0].isalpha())
