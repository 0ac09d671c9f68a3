"""Plain text out of whatever markup a service wraps its titles and abstracts in.

Nothing here makes text trustworthy: a title can still give orders. It makes it readable, of bounded length, and free of
characters that hide or reorder words on a screen.
"""

import html
import re
import unicodedata

# only names of HTML, JATS and MathML: in "p<b and c>d" nothing is a tag
NAMES = (
    "a abbr abstract address article aside b bdi bdo blockquote body bold br button caption center cite code dd del details dfn "
    "disp-formula div dl dt em embed ext-link fig figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img "
    "inline-formula input ins italic kbd label li link list list-item main mark math meta monospace named-content nav object ol "
    "option p pre q s samp sans-serif sc script sec section select small source span strike strong style styled-content sub "
    "sup svg table tbody td textarea tex-math th thead title tr tt u ul underline var video xref"
)
INLINE = frozenset(
    "a abbr b bdi bdo bold cite code em ext-link font i italic mark monospace q s sc small span strong sub sup tt u".split()
)
TAG = re.compile(rf"</?((?:[a-z][a-z0-9]*:)[a-z][\w-]*|{'|'.join(NAMES.split())})(?:\s[^<>]*)?/?>", re.IGNORECASE)
UNSEEN = re.compile(r"<(script|style)\b[^>]*>.{0,2000}?</\1\s*>|<!--.{0,2000}?-->", re.IGNORECASE | re.DOTALL)
# "10<sup>5</sup> cells" must not become "105 cells"
POWER = re.compile(r"<(?:jats:)?sup(?:\s[^<>]*)?>\s*(?=[-+−]?\d)", re.IGNORECASE)


def plain(value: object, greatest: int) -> str:
    """The text of `value` without tags, entities, control and invisible characters, at most `greatest` characters."""
    if not isinstance(value, str):
        return ""
    text = value[: 4 * greatest + 2_000]  # bounds the work before any pattern sees it
    for _ in range(3):  # Crossref sends tags as entities, sometimes twice
        bare = html.unescape(TAG.sub(_gap, POWER.sub("^", UNSEEN.sub(" ", text))))
        if bare == text:
            break
        text = bare
    text = TAG.sub(_gap, text)
    text = "".join(_visible(character) for character in unicodedata.normalize("NFC", text))
    return shortened(" ".join(text.split()), greatest)


def shortened(text: str, greatest: int) -> str:
    """`text`, cut after a whole word where it is too long; the cut is visible."""
    if len(text) <= greatest:
        return text
    head, _, cut = text[: greatest - 1].rpartition(" ")
    return f"{head if head and len(cut) < 100 else text[: greatest - 1]}…"


def _gap(tag: re.Match[str]) -> str:
    return "" if tag[1].lower().rpartition(":")[2] in INLINE else " "


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    # formats (zero width, direction, tags), halves of pairs, private and unassigned ones: nothing a reader can see
    return "" if category.startswith("C") else character
