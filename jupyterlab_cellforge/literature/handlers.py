"""The two addresses of the literature gateway, below ``<base_url>cellforge/literature/``."""

import asyncio
import json
from collections.abc import Callable

import tornado
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join

from .errors import LiteratureError, own_fault
from .gateway import Gateway
from .settings import CellForgeLiterature


class LiteratureHandler(APIHandler):
    """One kind of question. A failed source fails its own request and no other; every failure is JSON that says what to do."""

    def initialize(self, gateway: Gateway, op: str) -> None:
        self.gateway, self.op = gateway, op
        self.asking: asyncio.Task | None = None

    @tornado.web.authenticated
    async def post(self) -> None:
        try:
            self.asking = asyncio.ensure_future(self.gateway.answer(self.op, self._question()))
            self.finish(json.dumps(await self.asking))
        except LiteratureError as error:
            self._refuse(error)
        except asyncio.CancelledError:
            if self.asking is None or not self.asking.cancelled():
                raise  # not our own cancel: the server is stopping
        except Exception:
            self.log.exception("CellForge's literature gateway failed")
            self._refuse(own_fault())

    def on_connection_close(self) -> None:
        # nobody reads the answer any more: the service need not be asked for the rest of it
        if self.asking is not None:
            self.asking.cancel()

    def _question(self) -> object:
        try:
            return json.loads(self.request.body)
        except (ValueError, RecursionError):
            return None

    def _refuse(self, error: LiteratureError) -> None:
        self.set_status(error.http_status)
        self.finish(json.dumps({"error": error.as_json()}))


def add_literature_handlers(web_app, settings: CellForgeLiterature) -> Callable[[], dict]:
    """Add the addresses to a Jupyter server's application; returns the gateway's section of the configuration."""
    gateway = Gateway(settings)
    base = url_path_join(web_app.settings["base_url"], "cellforge", "literature")
    web_app.add_handlers(
        ".*$",
        [(url_path_join(base, op), LiteratureHandler, {"gateway": gateway, "op": op}) for op in ("search", "related")],
    )
    return settings.as_json
