"""What calls took and may still take: one row a call, in a small file of the user's Jupyter data folder.

A call is written down as a reserve before it is made. A row that is never settled, because the reply had no usage, was cut,
or the server died, stays as a reserve: nothing that may have been spent is forgotten.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .caps import Caps, cap_problem, price_problem
from .prices import NANO
from .problem import LlmProblem
from .usage import Usage

TABLE = """
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    run TEXT NOT NULL,
    model TEXT NOT NULL,
    reserved_tokens INTEGER NOT NULL,
    reserved_money INTEGER,
    prompt_tokens INTEGER NOT NULL DEFAULT 0,
    completion_tokens INTEGER NOT NULL DEFAULT 0,
    cached_tokens INTEGER NOT NULL DEFAULT 0,
    money INTEGER,
    settled INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS call_run ON call (run);
"""
SUMS = """
SELECT COALESCE(SUM(prompt_tokens), 0), COALESCE(SUM(completion_tokens), 0), COALESCE(SUM(cached_tokens), 0),
       COALESCE(SUM(reserved_tokens), 0), COUNT(*), COALESCE(SUM(money), 0), COALESCE(SUM(reserved_money), 0),
       COALESCE(SUM(CASE WHEN settled THEN money IS NULL ELSE reserved_money IS NULL END), 0)
FROM call WHERE
"""
DAY = 86_400
LOCK_SECONDS = 10


@dataclass(frozen=True)
class Call:
    """What is asked for, before it is made; money in billionths, None where the price is unknown."""

    run: str
    model: str
    tokens: int
    money: int | None


@dataclass(frozen=True)
class Spent:
    """The sum over some calls; money in billionths."""

    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    reserved_tokens: int
    calls: int
    money: int
    reserved_money: int
    unpriced: int

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens + self.reserved_tokens

    def as_json(self, price_known: bool) -> dict[str, Any]:
        """Money is null as soon as one call has no price; with no call at all it is 0 where prices are known."""
        known = self.unpriced == 0 and (price_known or self.calls > 0)
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "cached_tokens": self.cached_tokens,
            "reserved_tokens": self.reserved_tokens,
            "calls": self.calls,
            "money": self.money / NANO if known else None,
            "reserved_money": self.reserved_money / NANO if known else None,
        }


class Ledger:
    """The user's calls. Several servers of one user may write it: each decision is one exclusive transaction."""

    def __init__(self, path: Path, caps: Caps, now: Callable[[], float] = time.time) -> None:
        self.path, self.caps, self.now = path, caps, now

    def reserve(self, call: Call) -> int:
        """Writes the call down if no cap can be passed by it; the number to settle it by.

        Raises
        ------
        LlmProblem
            A cap could be passed (`llm/cap-...`), its cost is unknown under a cap in money, or the file can't be written.
        """
        if self.caps.any_money and call.money is None:
            raise price_problem(call.model)
        with self._transaction() as rows:
            self._hold_to_caps(rows, call)
            cursor = rows.execute(
                "INSERT INTO call (at, run, model, reserved_tokens, reserved_money) VALUES (?, ?, ?, ?, ?)",
                (self.now(), call.run, call.model, call.tokens, call.money),
            )
            return int(cursor.lastrowid or 0)

    def settle(self, number: int, usage: Usage, money: int | None) -> None:
        """Puts what the endpoint counted in the place of the reserve."""
        with self._transaction() as rows:
            rows.execute(
                "UPDATE call SET reserved_tokens = 0, reserved_money = 0, prompt_tokens = ?, completion_tokens = ?, "
                "cached_tokens = ?, money = ?, settled = 1 WHERE id = ?",
                (usage.prompt, usage.completion, usage.cached, money, number),
            )

    def release(self, number: int) -> None:
        """Forgets a call that the endpoint did not take up."""
        with self._transaction() as rows:
            rows.execute("DELETE FROM call WHERE id = ?", (number,))

    def spent(self, run: str) -> tuple[Spent, Spent]:
        """What the run and the user have spent."""
        with self._transaction() as rows:
            return self._of_run(rows, run), self._of_user(rows)

    def _hold_to_caps(self, rows: sqlite3.Connection, call: Call) -> None:
        for whose, spent in (("run", self._of_run(rows, call.run)), ("user", self._of_user(rows))):
            tokens, money = getattr(self.caps, f"{whose}_tokens"), getattr(self.caps, f"{whose}_money")
            if tokens is not None and spent.tokens + call.tokens > tokens:
                raise cap_problem(f"{whose}-tokens", tokens, spent.tokens, call.tokens)
            # calls without a price are older than the cap in money: under it they are refused
            used = spent.money + spent.reserved_money
            if money is not None and call.money is not None and used + call.money > money:
                raise cap_problem(f"{whose}-money", money, used, call.money)

    def _of_run(self, rows: sqlite3.Connection, run: str) -> Spent:
        return Spent(*rows.execute(SUMS + "run = ?", (run,)).fetchone())

    def _of_user(self, rows: sqlite3.Connection) -> Spent:
        since = 0.0 if self.caps.user_days is None else self.now() - self.caps.user_days * DAY
        return Spent(*rows.execute(SUMS + "at >= ?", (since,)).fetchone())

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One exclusive transaction on a connection of its own: home folders on a network share don't keep a lock well."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            rows = sqlite3.connect(self.path, timeout=LOCK_SECONDS, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise ledger_problem(error) from error
        try:
            # a commit outlives the server's death all the same; waiting for the disk would take longer than all the rest of a
            # call, in the loop that streams, and only guards against a machine that loses power
            rows.execute("PRAGMA synchronous = OFF")
            if not rows.execute("SELECT 1 FROM sqlite_master WHERE name = 'call_run'").fetchone():
                rows.executescript(TABLE)
            rows.execute("BEGIN IMMEDIATE")
            yield rows
            rows.execute("COMMIT")
        except sqlite3.Error as error:
            raise ledger_problem(error) from error
        finally:
            # closing without COMMIT rolls back
            rows.close()


def ledger_problem(error: Exception) -> LlmProblem:
    """The problem of a ledger that can be neither read nor written: without it no cap holds."""
    return LlmProblem(
        "llm/ledger",
        503,
        "The file that counts tokens can't be used, so no cap could be kept; no call is made",
        expected="a writable file llm-usage.sqlite3 in the folder cellforge of the Jupyter data folder",
        found=type(error).__name__ + (f" ({error})" if isinstance(error, sqlite3.Error) else ""),
        remedy="See that the folder (`jupyter --data-dir`) can be written and has room; remove the file if it is damaged.",
    )
