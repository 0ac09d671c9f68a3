"""`require`: the first line of a notebook, so that what the kernel lacks is named before anything runs."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of

from cellforge_runtime import __version__
from cellforge_runtime.errors import CellForgeError

# distributions of the extra `train` that no cell of ours goes without; matplotlib and scikit-learn are named where they are used
_TRAINS_WITH = ("torch", "lightning")


def require(version: str) -> None:
    """Go on only where these cells can run: a runtime of the same minor version and no older, and what it trains with.

    Raises
    ------
    CellForgeError
        `runtime/version`, or `runtime/train` where the extra `train` is not installed; both with the pip line to run.
    """
    _require_runtime(version)
    lacking = [name for name in _TRAINS_WITH if not _is_installed(name)]
    if lacking:
        raise CellForgeError(
            "runtime/train",
            message="This kernel lacks what the model is trained with.",
            expected=f"{' and '.join(_TRAINS_WITH)}: the extra `train` of cellforge-runtime.",
            found=f"no {' and no '.join(lacking)}.",
            remedy=f'Run `%pip install "cellforge-runtime[train]=={__version__}"` in a cell and restart the kernel, '
            "or ask who looks after this environment.",
        )


def _require_runtime(version: str) -> None:
    asked, here = _parts(version), _parts(__version__)
    if asked[:2] == here[:2] and here >= asked:
        return
    raise CellForgeError(
        "runtime/version",
        message="These cells were written for another version of cellforge-runtime.",
        expected=f"{version} or a later {asked[0]}.{asked[1]}.",
        found=f"{__version__} in this kernel.",
        remedy=f'Run `%pip install "cellforge-runtime=={version}"` in a cell and restart the kernel.',
    )


def _is_installed(distribution: str) -> bool:
    try:
        version_of(distribution)
    except PackageNotFoundError:
        return False
    return True


def _parts(version: str) -> tuple[int, int, int]:
    numbers = version.split("+")[0].split(".")
    try:
        major, minor, patch = (int("".join(filter(str.isdigit, n)) or 0) for n in (*numbers, "0", "0")[:3])
    except ValueError:
        major = minor = patch = 0
    return major, minor, patch
