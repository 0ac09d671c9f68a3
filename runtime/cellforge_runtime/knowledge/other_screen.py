"""Another screen as knowledge: what each of its targets changed there, on a few directions."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.knowledge.names import Names

if TYPE_CHECKING:
    from cellforge_runtime.data import Data
    from cellforge_runtime.of_controls import OfControls

SHAPE = "another screen"
SUFFIXES = (".h5ad",)
MOST_BYTES = 4 * 2**30
DIRECTIONS = 50
FEWEST_TARGETS = 3
SAME_CELLS = 0.2  # share of its cells that are ours, from which a screen is no other one
LOOKED_AT, FEWEST_FILLED, BLOCK = 500, 20, 5000


@dataclass
class OtherScreen:
    """What was read of it, by this data's names."""

    name: str
    sha256: str
    n_bytes: int
    modified: str
    reason: str = ""
    rows: dict[str, list[float]] = field(default_factory=dict)
    columns: int = 0
    given: int = 0
    adjusted: list[str] = field(default_factory=list)
    dropped: dict[str, list[str]] = field(default_factory=dict)
    resolved: list[dict[str, str]] = field(default_factory=list)


def read_screen(path: Path, names: Names, data: Data | None = None) -> OtherScreen:
    """The change of each single target of the screen in `path`, reduced to at most 50 principal components.

    The screen is profiled as any data is; its own task is the one that is proposed for it. Contexts, doses and times of a
    target are averaged.

    Raises
    ------
    CellForgeError
        `knowledge/no-file`, `knowledge/too-large`, `knowledge/screen`: it can't be read, or has no perturbations with
        controls; `knowledge/same-screen`: it holds cells of `data`.
    """
    found = _file(path)
    screen = _prepared(path)
    if data is not None:
        _refuse_same(path, screen, data)
    singles: dict[str, list[np.ndarray]] = {}
    controls = _controls(screen)
    for condition, query in enumerate(screen.queries):
        if len(query.targets) == 1 and query.context in controls:
            singles.setdefault(query.targets[0], []).append(screen.means[condition] - controls.of(query))
    if len(singles) < FEWEST_TARGETS:
        raise _no_screen(path, f"{len(singles)} targets that were perturbed alone.")
    task = screen.task
    found.given = len(singles)
    found.reason = (
        f'read as a screen: {len(singles)} targets of obs["{task.perturbation}"] against "{task.control}", '
        f"{len(screen.features):,} features"
    )
    change = np.stack([np.mean(singles[target], axis=0) for target in singles])  # (targets, features)
    scores = _components(change)
    found.columns = scores.shape[1]
    found.adjusted.append(f"mean changes on {found.columns} principal components; contexts, doses and times averaged")
    pairs = sum(len(query.targets) > 1 for query in screen.queries)
    if pairs:
        found.adjusted.append(f"{pairs:,} of its conditions combine targets: not used")
    _in_our_names(dict(zip(singles, scores)), names, found)
    return found


def _in_our_names(scores: dict[str, np.ndarray], names: Names, found: OtherScreen) -> None:
    meant = {given: names.find(given) for given in scores}
    wanted = Counter(name for name, _ in meant.values() if name is not None)
    for given, row in scores.items():
        name, how = meant[given]
        if name is None:
            found.dropped.setdefault("fits two names of the data" if how == "ambiguous" else "not in this data", []).append(given)
        elif wanted[name] > 1 and how != "exact":
            found.dropped.setdefault("one of several spellings of one name", []).append(given)
        else:
            found.rows[name] = [round(float(value), 6) for value in row]
            if how != "exact":
                found.resolved.append({"given": given[:80], "used": name, "how": how})


def _components(change: np.ndarray) -> np.ndarray:
    """Scores of the rows on their principal components, the mean change taken off: a shared change tells nobody apart."""
    left, values, _ = np.linalg.svd(change - change.mean(axis=0), full_matrices=False)
    kept = max(1, min(DIRECTIONS, int((values > 1e-9 * max(values[0], 1e-300)).sum())))
    return left[:, :kept] * values[:kept]


def _controls(screen: Data) -> OfControls[np.ndarray]:
    from cellforge_runtime.data import CONTROL, control_means

    return control_means(screen, np.flatnonzero(screen.condition_of == CONTROL))


def _file(path: Path) -> OtherScreen:
    try:
        about = path.stat()
        if not path.is_file():
            raise _refused("no-file", path, expected="an .h5ad file, relative to the notebook.", found="a folder.")
        if about.st_size > MOST_BYTES:
            raise _refused(
                "too-large", path, expected=f"at most {MOST_BYTES // 2**30} GB.", found=f"{about.st_size / 2**30:.1f} GB.",
                remedy="Write mean changes per target as a gene x feature table, or keep fewer cells of each.",
            )  # fmt: skip
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(2**20):
                digest.update(block)
    except OSError as error:
        raise _refused("no-file", path, expected="a file that may be read.", found=f"{error.strerror or error}.") from None
    modified = datetime.fromtimestamp(about.st_mtime, tz=UTC).date().isoformat()
    return OtherScreen(path.name, digest.hexdigest(), about.st_size, modified)


def _prepared(path: Path) -> Data:
    import anndata

    from cellforge_runtime.data import prepare
    from cellforge_runtime.describe import describe
    from cellforge_runtime.task import Task

    try:
        adata = anndata.read_h5ad(path)
    except Exception as error:  # whatever a broken file makes h5py raise
        raise _no_screen(path, f"a file that anndata can't read: {type(error).__name__}.") from None
    told = describe({"screen": adata}, "screen", {"modality": "rna"})
    if told["problem"] is not None or told["task"] is None:
        problem = told["problem"] or {"found": "no perturbations or no controls that could be told", "remedy": ""}
        raise _no_screen(path, str(problem["found"]), str(problem["remedy"]))
    task = Task.from_wire(told["task"])
    if task.modality != "rna":
        raise _no_screen(path, f"{task.modality}.")
    try:
        return prepare(adata, task)
    except CellForgeError as error:
        raise _no_screen(path, error.found or error.message, error.remedy) from None


def _refuse_same(path: Path, screen: Data, data: Data) -> None:
    if data.fingerprint == screen.fingerprint or data.content == screen.content:
        raise _same(path, "the same file, by its fingerprint.")
    share = shared_cells(screen, data)
    if share > SAME_CELLS:
        raise _same(path, f"{share:.0%} of its cells have the values of cells of this data.")


def shared_cells(screen: Data, data: Data) -> float:
    """Share of the screen's cells in which the same of the shared features are above 0 as in some cell of `data`.

    Whatever the cells are called and however counts were scaled. Cells with fewer than 20 such features, and tables in
    which nearly everything is above 0, can't be told by it: 0.
    """
    from cellforge_runtime.data import pieces_of

    place = {name: i for i, name in enumerate(data.features)}
    both = [(i, place[name]) for i, name in enumerate(screen.features) if name in place]
    if not both:
        return 0.0
    theirs, ours = (np.array(side) for side in zip(*both))
    rows = np.unique(np.linspace(0, screen.x.shape[0] - 1, min(LOOKED_AT, screen.x.shape[0])).astype(int))
    asked = [pattern for pattern in _patterns(screen.x[rows][:, theirs]) if pattern is not None]
    if not asked:
        return 0.0
    everything = np.arange(data.x.shape[0])
    known = {pattern for piece in pieces_of(data.x, everything) for pattern in _patterns(piece[:, ours])}
    return sum(pattern in known for pattern in asked) / len(asked)


def _patterns(x: Any) -> list[bytes | None]:
    filled = sparse.csr_matrix(x != 0) if not sparse.issparse(x) else x.tocsr()
    filled.eliminate_zeros()
    filled.sort_indices()
    width = x.shape[1]
    told: list[bytes | None] = []
    for start, end in zip(filled.indptr[:-1], filled.indptr[1:]):
        is_telling = FEWEST_FILLED <= end - start <= 0.9 * width
        told.append(filled.indices[start:end].astype(np.int64).tobytes() if is_telling else None)
    return told


def _same(path: Path, found: str) -> CellForgeError:
    return CellForgeError(
        "knowledge/same-screen",
        message=f'"{path.name}" is no other screen: it would tell the model what is held out.',
        expected="a screen of other cells than this data's.",
        found=found,
        remedy="Name another screen, or leave it out.",
    )


def _no_screen(path: Path, found: str, remedy: str = "") -> CellForgeError:
    return _refused(
        "screen", path, expected="an AnnData with expression, perturbations and their controls.", found=found,
        remedy=remedy or 'Write one with a column obs["perturbation"] whose controls are called "control".',
    )  # fmt: skip


def _refused(code: str, path: Path, *, expected: str, found: str, remedy: str = "") -> CellForgeError:
    return CellForgeError(
        f"knowledge/{code}",
        message=f'The screen "{path.name}" can\'t be used as prior knowledge.',
        expected=expected,
        found=found,
        remedy=remedy or "Name an .h5ad file, as docs/knowledge.md has it.",
    )
