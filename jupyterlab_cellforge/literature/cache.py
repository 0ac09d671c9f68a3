"""Answers kept on disk, so that the same question is asked of a service once in many days.

One JSON file per question. What is kept is our own records, never what a service sent and never an address, so no key can be in
it; why no library does this is in docs/decisions.
"""

import hashlib
import json
import logging
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from .record import LiteratureRecord

FORMAT = 1
GREATEST_NUMBER = 2_000
SECONDS_A_DAY = 86_400

Question = Mapping[str, str | int]
log = logging.getLogger(__name__)


class Cache:
    """Answers younger than `days` in `folder`; with 0 days nothing is kept or read."""

    def __init__(self, folder: Path, days: float, *, clock: Callable[[], float] = time.time) -> None:
        self._folder, self._days, self._clock = folder, days, clock

    def get(self, question: Question) -> list[LiteratureRecord] | None:
        """The kept answer; None where there is none, or it is too old, broken or of another format."""
        if self._days <= 0:
            return None
        try:
            kept = json.loads(self._file(question).read_text(encoding="utf-8"))
            age = self._clock() - kept["asked_at"]
            if kept["format"] != FORMAT or kept["question"] != dict(question) or not 0 <= age < self._days * SECONDS_A_DAY:
                return None
            return [LiteratureRecord(**record) for record in kept["records"]]
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, question: Question, records: list[LiteratureRecord]) -> None:
        """Keeps an answer; where the disk refuses, the answer is given all the same and the log says why it wasn't kept."""
        if self._days <= 0:
            return
        kept = {
            "format": FORMAT,
            "asked_at": self._clock(),
            "question": dict(question),
            "records": [record.as_json() for record in records],
        }
        try:
            # questions tell what someone works on: nobody else's business on a shared machine
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # written aside and moved, so that a reader never sees half a file; mkstemp's files are the user's alone
            handle, aside = tempfile.mkstemp(dir=self._folder, suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(kept, file, ensure_ascii=False)
            os.replace(aside, self._file(question))
            self._forget_oldest()
        except OSError as fault:
            log.warning("An answer of %s was not kept: %s", question.get("source"), fault.strerror)

    def _file(self, question: Question) -> Path:
        text = json.dumps({"format": FORMAT, **question}, sort_keys=True, ensure_ascii=False)
        return self._folder / f"{hashlib.sha256(text.encode('utf-8', 'backslashreplace')).hexdigest()}.json"

    def _forget_oldest(self) -> None:
        files = list(self._folder.glob("*.json"))
        if len(files) > GREATEST_NUMBER:
            files.sort(key=lambda file: file.stat().st_mtime)
            for file in files[: len(files) - GREATEST_NUMBER * 9 // 10]:
                file.unlink(missing_ok=True)
