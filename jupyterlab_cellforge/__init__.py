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
    from .checked import checked_settings, log_wrong
    from .handlers import add_handlers
    from .limits import CellForge
    from .literature.handlers import add_literature_handlers
    from .literature.settings import CellForgeLiterature
    from .llm import CellForgeLLM, add_llm

    limits, wrong = checked_settings(CellForge, server_app)
    literature, wrong_literature = checked_settings(CellForgeLiterature, server_app)
    language_models, wrong_models = checked_settings(CellForgeLLM, server_app)
    if any(each.turns_off for each in wrong_literature):
        literature.enabled = False
    # an endpoint or a list of models that can't be read may not give way to another one
    is_off = any(each.turns_off for each in wrong_models)
    sections = {
        "literature": add_literature_handlers(server_app.web_app, literature),
        "llm": add_llm(server_app, limits, language_models, is_off=is_off),
    }
    all_wrong = [*wrong, *wrong_literature, *wrong_models]
    log_wrong(server_app.log, all_wrong)
    add_handlers(server_app.web_app, limits, sections, problems=[each.as_json() for each in all_wrong])
    server_app.log.info("CellForge %s answers at %scellforge/", __version__, server_app.base_url)
