"""Questions as JSON lines on stdin, answers as JSON lines on stdout in the same order, until stdin ends."""

import asyncio
import json
import logging
import os
import sys
from typing import IO

from jupyter_core.paths import jupyter_config_path
from traitlets.config import Application

from .. import __version__
from .errors import LiteratureError, own_fault
from .gateway import Gateway
from .settings import CellForgeLiterature

AT_ONCE = 8
"""Questions under way together; their answers still come in order, so that no line needs a number."""
GREATEST_LINE = 20_000

log = logging.getLogger(__name__)


class LiteratureLines(Application):
    """Reads the server's configuration files, and after them CELLFORGE_LITERATURE=on and CELLFORGE_LITERATURE_CONTACT."""

    name = "cellforge-literature"
    version = __version__
    description = __doc__
    classes = [CellForgeLiterature]  # noqa: RUF012 (traitlets reads it so)
    flags = {"enable": ({"CellForgeLiterature": {"enabled": True}}, "Ask the services.")}  # noqa: RUF012

    def initialize(self, argv=None) -> None:
        self.parse_command_line(argv)
        given = self.cli_config
        self.load_config_file("jupyter_server_config", path=jupyter_config_path()[::-1])
        self.update_config(given)

    def start(self) -> None:
        settings = CellForgeLiterature(parent=self)
        if os.environ.get("CELLFORGE_LITERATURE") == "on":
            settings.enabled = True
        settings.contact = settings.contact or os.environ.get("CELLFORGE_LITERATURE_CONTACT", "")
        for stream in (sys.stdin, sys.stdout):
            stream.reconfigure(encoding="utf-8")
        asyncio.run(answer_lines(Gateway(settings), sys.stdin, sys.stdout))


async def answer_lines(gateway: Gateway, questions: IO[str], answers: IO[str]) -> None:
    """Answers every line of `questions`: {"ok": answer} or {"error": problem}."""
    waiting: asyncio.Queue[asyncio.Task[dict] | None] = asyncio.Queue(AT_ONCE)

    async def read() -> None:
        # a thread waits for the next line, so that answers leave meanwhile
        while line := await asyncio.to_thread(_whole_line, questions):
            if line.strip():
                await waiting.put(asyncio.create_task(_answer(gateway, line)))
        await waiting.put(None)

    reading = asyncio.create_task(read())
    while (task := await waiting.get()) is not None:
        answers.write(json.dumps(await task) + "\n")
        answers.flush()
    await reading


async def _answer(gateway: Gateway, line: str) -> dict:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        asked = None
    op = asked.pop("op", None) if isinstance(asked, dict) else None
    try:
        return {"ok": await gateway.answer(op, asked)}
    except LiteratureError as error:
        return {"error": error.as_json()}
    except Exception:
        log.exception("CellForge's literature gateway failed")
        return {"error": own_fault().as_json()}


def _whole_line(questions: IO[str]) -> str:
    """The next line; the end of one that is too long is thrown away, so that it still gets one answer."""
    line = rest = questions.readline(GREATEST_LINE)
    while len(rest) == GREATEST_LINE and not rest.endswith("\n"):
        rest = questions.readline(GREATEST_LINE)
    return line
