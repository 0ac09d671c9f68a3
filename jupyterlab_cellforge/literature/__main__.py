"""The literature gateway without a server: ``python -m jupyterlab_cellforge.literature``, JSON lines in, JSON lines out."""

import sys

from .lines import LiteratureLines

if __name__ == "__main__":
    sys.exit(LiteratureLines.launch_instance())
