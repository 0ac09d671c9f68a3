"""The addresses below ``<base_url>cellforge/``. Each of them asks for a signed-in user."""

import json

import tornado
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join

from . import __version__
from .limits import CellForge


class ConfigHandler(APIHandler):
    """What the front end needs to know of its server: versions, so that skew is named, and limits."""

    def initialize(self, limits: CellForge) -> None:
        self.limits = limits

    @tornado.web.authenticated
    def get(self) -> None:
        # the runtime is released with the extension, so the version expected in the kernel is this one
        self.finish(json.dumps({"version": __version__, "runtime_version": __version__, **self.limits.as_json()}))


def add_handlers(web_app, limits: CellForge) -> None:
    """Add the extension's addresses to a Jupyter server's application."""
    address = url_path_join(web_app.settings["base_url"], "cellforge", "config")
    web_app.add_handlers(".*$", [(address, ConfigHandler, {"limits": limits})])
