"""Sets the gateway up in a Jupyter server."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join

from ..limits import CellForge
from .caps import caps_from
from .endpoint import MODEL_VARIABLE, endpoint_from
from .gateway import Gateway
from .handlers import HANDLERS
from .ledger import Ledger
from .offer import Offer
from .quiet_logs import hide_in_logs
from .settings import CellForgeLLM


def add_llm(server_app, limits: CellForge, settings: CellForgeLLM, *, is_off: bool = False) -> Callable[[], dict[str, Any]]:
    """Adds the gateway's addresses to the server; what makes the section `llm` of the configuration is returned."""
    # where language models are not allowed the environment is none of our business
    endpoint = endpoint_from(settings) if "llm" in limits.allowed_experts else None
    gateway = None
    if endpoint is not None and not is_off:
        hide_in_logs(endpoint)
        ledger = Ledger(Path(server_app.data_dir) / "cellforge" / "llm-usage.sqlite3", caps_from(settings))
        gateway = Gateway(endpoint, settings, ledger, server_app.log)
    offer = Offer(gateway, settings, limits, MODEL_VARIABLE)
    base = url_path_join(server_app.web_app.settings["base_url"], "cellforge", "llm")
    addresses = [(url_path_join(base, path), handler, {"offer": offer}) for path, handler in HANDLERS]
    server_app.web_app.add_handlers(".*$", addresses)
    return offer.section
