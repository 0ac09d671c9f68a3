"""The server's half of CellForge: what the front end may ask of the Jupyter server, and what an administrator allows."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("jupyterlab-cellforge")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "jupyterlab-cellforge"}]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "jupyterlab_cellforge"}]


def _load_jupyter_server_extension(server_app) -> None:
    from .handlers import add_handlers
    from .limits import CellForge
    from .literature.handlers import add_literature_handlers
    from .literature.settings import CellForgeLiterature
    from .llm import add_llm

    limits = CellForge(parent=server_app)
    sections = {
        "literature": add_literature_handlers(server_app.web_app, CellForgeLiterature(parent=server_app)),
        "llm": add_llm(server_app, limits),
    }
    add_handlers(server_app.web_app, limits, sections)
    server_app.log.info("CellForge %s answers at %scellforge/", __version__, server_app.base_url)
