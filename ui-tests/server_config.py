"""A JupyterLab server for the browser tests: no token, a temporary root, ports from the environment."""

import os

from jupyterlab.galata import configure_jupyter_server

configure_jupyter_server(c)  # noqa: F821

# after the call above, which sets a port of its own
c.ServerApp.port = int(os.environ.get("CELLFORGE_PORT", "8899"))  # noqa: F821
c.ServerApp.port_retries = 0  # noqa: F821
c.ServerApp.allow_root = True  # noqa: F821
c.LabApp.news_url = None  # noqa: F821

# a scripted endpoint that ui-tests/llm.spec.ts runs; nobody answers there in the other tests, and none of them asks
os.environ["CELLFORGE_UI_TEST_KEY"] = "sk-ui-test-never-to-be-seen"
c.CellForgeLLM.upstream_url = f"http://127.0.0.1:{os.environ.get('CELLFORGE_LLM_PORT', '8900')}/v1"  # noqa: F821
c.CellForgeLLM.upstream_label = "the scripted endpoint"  # noqa: F821
c.CellForgeLLM.api_key_env = "CELLFORGE_UI_TEST_KEY"  # noqa: F821
c.CellForgeLLM.models = ["scripted"]  # noqa: F821

c.JupyterNotebookApp.expose_app_in_browser = True  # noqa: F821
