"""A JupyterLab server for the browser tests: no token, a temporary root, ports from the environment."""

import os

from jupyterlab.galata import configure_jupyter_server

configure_jupyter_server(c)  # noqa: F821

# after the call above, which sets a port of its own
c.ServerApp.port = int(os.environ.get("CELLFORGE_PORT", "8899"))  # noqa: F821
c.ServerApp.port_retries = 0  # noqa: F821
c.ServerApp.allow_root = True  # noqa: F821
c.LabApp.news_url = None  # noqa: F821
c.JupyterNotebookApp.expose_app_in_browser = True  # noqa: F821
