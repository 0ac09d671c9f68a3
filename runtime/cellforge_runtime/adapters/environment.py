"""The environment that a published method runs in, and workers started there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run.environment import clean_environment
from cellforge_runtime.run.workers import SeparateWorkers

FOLDER = "CELLFORGE_ADAPTERS"  # an environment variable that names another folder of environments
_OWN = ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONUSERBASE")  # of the kernel's environment


def environments() -> Path:
    """Where the environments lie: NAME/.venv each."""
    given = os.environ.get(FOLDER)
    return Path(given) if given else Path(__file__).resolve().parents[3] / ".cache" / "adapters"


def adapter_python(name: str) -> Path:
    """The Python of a published method's environment.

    Raises
    ------
    CellForgeError
        `adapter/no-environment`: none was made, with the command that makes it.
    """
    folder = environments() / name / ".venv"
    found = next((path for path in (folder / "bin" / "python", folder / "Scripts" / "python.exe") if path.exists()), None)
    if found is None:
        raise CellForgeError(
            "adapter/no-environment",
            message=f"The environment of {name} is not there.",
            expected=f"a Python environment with the packages of requirements/adapters/{name}.txt, apart from the kernel's.",
            found=f"none in {folder}.",
            remedy=f"In a checkout: npm run adapters -- {name}. Elsewhere: make one, and name the folder above it in {FOLDER}.",
        )
    return found


class AdapterWorkers(SeparateWorkers):
    """A process for each job, in another environment; of the kernel's it sees this package and nothing else."""

    def __init__(self, python: Path, work: Path, *, threads: int) -> None:
        # named as folders of packages are, so that the worker may read it
        self._packages = work / "adapter" / "site-packages"
        self._packages.mkdir(parents=True, exist_ok=True)
        own = Path(__file__).resolve().parents[1]
        linked = self._packages / own.name
        try:
            linked.symlink_to(own, target_is_directory=True)
        except OSError:  # no rights to link, as on some systems
            shutil.copytree(own, linked, ignore=shutil.ignore_patterns("__pycache__"))
        kept = {name: value for name, value in clean_environment(work, threads=threads).items() if name not in _OWN}
        environment = {**kept, "PYTHONPATH": os.fspath(self._packages), "PYTHONNOUSERSITE": "1"}
        super().__init__(environment, work, command=[os.fspath(python), "-m", "cellforge_runtime.worker"])
