"""`side_by_side`: independent pieces of work on the cores of this process."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

Made = TypeVar("Made")


def side_by_side(pieces: Sequence[Callable[[], Made]], n_threads: int) -> list[Made]:
    """What each piece returns, in their order; one after another on one thread.

    Pieces should spend their time where the interpreter's lock is given up: in numpy, scipy's sparse matrices, compiled
    tests. Where one fails, or the kernel is interrupted, those that have not begun are left out.
    """
    if n_threads <= 1 or len(pieces) <= 1:
        return [piece() for piece in pieces]
    pool = ThreadPoolExecutor(min(n_threads, len(pieces)), thread_name_prefix="cellforge-scoring")
    try:
        return [future.result() for future in [pool.submit(piece) for piece in pieces]]
    finally:
        pool.shutdown(cancel_futures=True)


class _Silence:
    """Standard error of the process set aside while anybody wants it, by whichever thread began first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted = 0
        self._set_aside: Any = None

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self._lock:
            if self._wanted == 0:
                self._set_aside, sys.stderr = sys.stderr, io.StringIO()
            self._wanted += 1
        try:
            yield
        finally:
            with self._lock:
                self._wanted -= 1
                if self._wanted == 0:
                    sys.stderr, self._set_aside = self._set_aside, None


# `contextlib.redirect_stderr` leaves the wrong stream behind where two threads are in it
without_stderr = _Silence()
