"""A local server that speaks as the services do, and a gateway that asks it instead of them."""

import contextlib
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from traitlets.config import Config

from jupyterlab_cellforge.literature.cache import Cache
from jupyterlab_cellforge.literature.client import Client
from jupyterlab_cellforge.literature.gateway import Gateway
from jupyterlab_cellforge.literature.rate import Turns
from jupyterlab_cellforge.literature.services import SERVICES
from jupyterlab_cellforge.literature.settings import CellForgeLiterature

SHAPES = Path(__file__).parent / "shapes"


@dataclass
class Reply:
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    needs: dict[str, str] = field(default_factory=dict)
    """Parameters without which the true service would answer something else."""
    drips: bool = False
    """Whether bytes come one by one for ever, each in time."""


@dataclass
class Asked:
    service: str
    path: str
    parameters: dict[str, str]
    headers: dict[str, str]


class LocalServices:
    """Answers by path, below one prefix for each service; an unprepared path is an error of the test."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._replies: dict[tuple[str, str], list[Reply]] = {}
        self._closed = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                owner._serve(self)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def base_urls(self) -> dict[str, str]:
        return {name: f"{self.url}/{name}" for name in SERVICES}

    def reply(self, service: str, path: str, body: str | bytes, **more) -> None:
        """The next answer at a path, a file of `shapes` or bytes; the last one prepared is given again and again."""
        read = body if isinstance(body, bytes) else (SHAPES / body).read_bytes()
        self._replies.setdefault((service, path), []).append(Reply(read, **more))

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        _, service, path = unquote(parts.path).split("/", 2)
        parameters = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        self.asked.append(Asked(service, f"/{path}", parameters, dict(handler.headers)))
        replies = self._replies.get((service, f"/{path}"), [])
        reply = (replies.pop(0) if len(replies) > 1 else replies[0]) if replies else Reply(b"no such path prepared", 418)
        if any(parameters.get(name) != value for name, value in reply.needs.items()):
            reply = Reply(f"expected {reply.needs}".encode(), 418)
        handler.send_response(reply.status)
        length = 1_000_000 if reply.drips else len(reply.body)
        for name, value in {"Content-Length": str(length), **reply.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(reply.body)
        with contextlib.suppress(OSError):  # the other side hangs up
            while reply.drips and not self._closed.wait(0.02):
                handler.wfile.write(b" ")

    def close(self) -> None:
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def services():
    server = LocalServices()
    yield server
    server.close()


@pytest.fixture
def waits():
    """The waits that were asked for; nobody really waits."""
    return []


@pytest.fixture
def make_gateway(services, waits, tmp_path):
    def make(**settings) -> Gateway:
        chosen = {"enabled": True, "base_urls": services.base_urls, "cache_folder": str(tmp_path / "answers"), **settings}
        literature = CellForgeLiterature(config=Config({"CellForgeLiterature": chosen}))

        async def pause(seconds: float) -> None:
            waits.append(seconds)

        async def no_turn(_: float) -> None:
            pass

        client = Client(literature.manners(), turns=Turns(pause=no_turn), pause=pause)
        return Gateway(literature, client=client, cache=Cache(literature.folder(), literature.cache_days))

    return make


@pytest.fixture
def gateway(make_gateway):
    return make_gateway()


@pytest.fixture
def as_bytes():
    return lambda value: json.dumps(value).encode()
