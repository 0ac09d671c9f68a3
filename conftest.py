# pytest accepts plugins only from the topmost conftest
pytest_plugins = ("pytest_jupyter.jupyter_server",)
