"""Which failures pass by themselves, and how long to wait for that."""

import time
from email.utils import mktime_tz, parsedate_tz

from .errors import LiteratureError

ATTEMPTS = 3
GREATEST_WAIT_S = 20.0
"""A service that asks for more is not waited for: the caller is told how long, and the other sources go on."""

PASSING = frozenset({500, 502, 503, 504})


class Again(Exception):
    """This attempt failed with `error`; another may not, after `wait_s` seconds where the service said how many."""

    def __init__(self, error: LiteratureError, wait_s: float | None = None) -> None:
        super().__init__(error.message)
        self.error, self.wait_s = error, wait_s


def is_passing(status: int) -> bool:
    """Whether a status other than 429 is worth another attempt."""
    return status in PASSING


def asked_wait(retry_after: str | None) -> float | None:
    """The seconds that a Retry-After header asks for, given as a number or a date; None without a readable one."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    date = parsedate_tz(text)
    try:
        return max(0.0, mktime_tz(date) - time.time()) if date else None
    except (ValueError, OverflowError):  # a year that no calendar has
        return None
