import pytest


@pytest.fixture
def jp_server_config():
    return {
        "ServerApp": {
            "jpserver_extensions": {"jupyterlab_cellforge": True},
            "allow_unauthenticated_access": False,
        }
    }
