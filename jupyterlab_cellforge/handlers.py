"""The addresses below ``<base_url>cellforge/``. Each of them asks for a signed-in user."""

import json
from collections.abc import Callable

import tornado
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join

from . import __version__
from .limits import CellForge


class ConfigHandler(APIHandler):
    """What the front end needs to know of its server: versions, so that skew is named, limits, each gateway's section, and
    what of the configuration is wrong."""

    def initialize(self, limits: CellForge, sections: dict[str, Callable[[], dict]], problems: list[dict[str, str]]) -> None:
        self.limits, self.sections, self.problems = limits, sections, problems

    @tornado.web.authenticated
    def get(self) -> None:
        # the runtime is released with the extension, so the version expected in the kernel is this one
        versions = {"version": __version__, "runtime_version": __version__}
        sections = {name: section() for name, section in self.sections.items()}
        self.finish(json.dumps({**versions, **self.limits.as_json(), **sections, "problems": self.problems}))


def add_handlers(
    web_app,
    limits: CellForge,
    sections: dict[str, Callable[[], dict]] | None = None,
    *,
    problems: list[dict[str, str]] | None = None,
) -> None:
    """Add the extension's addresses to a Jupyter server's application; each of `sections` is a key of the config.

    `problems` are the settings that are wrong and what takes their place.
    """
    address = url_path_join(web_app.settings["base_url"], "cellforge", "config")
    given = {"limits": limits, "sections": sections or {}, "problems": problems or []}
    web_app.add_handlers(".*$", [(address, ConfigHandler, given)])
