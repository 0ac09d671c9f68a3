"""`TrainingSet` and `Query`: all that a model ever sees, as arrays and names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
from scipy import sparse

from cellforge_runtime.of_controls import OfControls

NO_CONTEXT = "all"  # the one context of data without a context column


@dataclass(frozen=True)
class Query:
    """A condition by name: what was done to the cells, and which cells. `context` is "all" where there is none."""

    targets: tuple[str, ...]
    context: str = NO_CONTEXT
    dose: float | None = None
    time: float | None = None

    @property
    def label(self) -> str:
        """The targets joined by +, then dose and time, and the context where there are several."""
        told = ["+".join(self.targets), *(f"{value:g}" for value in (self.dose, self.time) if value is not None)]
        return " · ".join(told if self.context == NO_CONTEXT else [*told, self.context])


def what_is_done(query: Query) -> tuple[object, ...]:
    """What a condition does to cells, whichever cells they are: its targets, dose and time."""
    return (query.targets, query.dose, query.time)


@dataclass(frozen=True, eq=False)
class TrainingSet:
    """The conditions of one training set with their cells, and the model's half of the controls."""

    features: list[str]
    conditions: list[Query]
    means: np.ndarray  # (n_conditions, n_features) mean log1p profile
    n_cells: np.ndarray  # (n_conditions,)
    cells: sparse.csr_matrix | np.ndarray  # (n, n_features) cells of the conditions, and the model's controls
    condition_of: np.ndarray  # (n,) index into conditions; -1 is a control
    context_of: np.ndarray  # (n,) index into contexts
    contexts: list[str]
    controls: OfControls[np.ndarray]  # context -> (n_features,) mean of its controls in `cells`; `of(query)`: of those matched
    scenario: str
    part: str = "all"
    inner_folds: int = 3
    seed: int = 42
    min_cells: int = 30
    batch_of: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int32))  # (n,) or empty: no batches
    control_variance: OfControls[np.ndarray] = field(default_factory=OfControls)  # context -> (n_features,) from cell to cell
    n_controls: OfControls[int] = field(default_factory=OfControls)  # context -> cells behind its mean in `controls`
    modality: str = "rna"  # "protein": centred log ratios; "atac": shares of cells with an open peak
    control_time_of: np.ndarray = field(default_factory=lambda: np.zeros(0))  # (n,) NaN: no control of a time; or empty: none is
    # of a task's further modality: the same conditions in its first, and the same controls there as its only cells
    beside: TrainingSet | None = None

    def __repr__(self) -> str:
        n_controls = int((self.condition_of == -1).sum())
        return (
            f"TrainingSet of {self.modality} for {self.scenario}, {self.part}: {len(self.conditions):,} conditions, "
            f"{len(self.features):,} features\n"
            f"    {len(self.condition_of) - n_controls:,} cells of conditions and {n_controls:,} control cells in "
            f"{len(self.controls)} of {len(self.contexts)} contexts"
        )

    def __post_init__(self) -> None:
        for name in (*_BY_CONTEXT, "n_controls"):
            if not isinstance(getattr(self, name), OfControls):
                object.__setattr__(self, name, OfControls(getattr(self, name)))

    def subset(self, condition_ids: Sequence[int] | np.ndarray, *, cells: bool = True) -> TrainingSet:
        """The training set with only these conditions, in this order, and the same controls.

        `cells=False` leaves the cells of conditions out, without copying, for work on means alone.
        """
        ids = np.asarray(condition_ids, dtype=int)
        kept = replace(
            self,
            conditions=[self.conditions[i] for i in ids],
            means=self.means[ids],
            n_cells=self.n_cells[ids],
            beside=None if self.beside is None else self.beside.subset(ids),
        )
        if not cells:
            return kept if (self.condition_of == -1).all() else kept.controls_only()
        new_id = np.full(len(self.conditions) + 1, -2)  # the last entry serves condition -1, the controls
        new_id[ids] = np.arange(len(ids))
        new_id[-1] = -1
        renumbered = new_id[self.condition_of]
        rows = np.flatnonzero(renumbered > -2)
        return kept._with_rows(rows, renumbered[rows])

    def controls_only(self) -> TrainingSet:
        """The training set with its controls as the only cells."""
        rows = np.flatnonzero(self.condition_of == -1)
        return self._with_rows(rows, self.condition_of[rows])

    def with_control_rows(self, rows: np.ndarray) -> TrainingSet:
        """The training set with these rows of `cells` as its only controls."""
        kept = np.union1d(np.flatnonzero(self.condition_of >= 0), rows).astype(int)
        return self._with_rows(kept, self.condition_of[kept])

    def _with_rows(self, rows: np.ndarray, condition_of: np.ndarray) -> TrainingSet:
        return replace(
            self,
            cells=self.cells[rows],
            condition_of=condition_of,
            context_of=self.context_of[rows],
            batch_of=self.batch_of[rows] if len(self.batch_of) else self.batch_of,
            control_time_of=self.control_time_of[rows] if len(self.control_time_of) else self.control_time_of,
        )

    def matched_controls(self, queries: Sequence[Query] | None = None) -> np.ndarray:
        """The controls' mean profile for each condition, or for each query: of its context, and of its time where controls
        were taken over time.

        Returns
        -------
        (n_conditions, n_features)
        """
        wanted = self.conditions if queries is None else queries
        if not len(wanted):
            return np.zeros((0, len(self.features)))
        return np.stack([self.controls.of(query) for query in wanted])

    def matched_variance(self, queries: Sequence[Query]) -> np.ndarray:
        """The variance from cell to cell in the controls that each query is matched with; 0 where it is not known.

        Returns
        -------
        (n_queries, n_features)
        """
        known, unknown = self.control_variance, np.zeros(len(self.features))
        return np.stack([known.of(query) if query.context in known else unknown for query in queries])

    def control_rows(self, query: Query) -> np.ndarray:
        """Rows of `cells` that are the controls which a query is matched with."""
        is_own = (self.condition_of == -1) & (self.context_of == self.contexts.index(query.context))
        time = self.controls.time_of(query)
        return np.flatnonzero(is_own if time is None else is_own & (self.control_time_of == time))

    def delta(self) -> np.ndarray:
        """The change of each condition against its matched controls, (n_conditions, n_features)."""
        return self.means - self.matched_controls()

    def write(self, folder: str | Path) -> None:
        """Write the arrays as .npy files and the names as one JSON file, for a process that shares nothing else."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        held = list(self.controls)
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        arrays["controls"] = np.stack(list(self.controls.values()))
        varied = list(self.control_variance)  # not every context: a single control cell has no variance
        arrays["control_variance"] = np.stack([self.control_variance[context] for context in varied] or [np.zeros(0)])
        timed = list(self.controls.at)
        if timed:
            arrays["control_time_of"] = self.control_time_of
            unknown = np.zeros(len(self.features))  # the variance of a single cell
            for name in _BY_CONTEXT:
                arrays[f"{name}_at"] = np.stack([getattr(self, name).at.get(group, unknown) for group in timed])
        arrays.update(_matrix_arrays(self.cells))
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)
        names = {name: getattr(self, name) for name in _NAMES}
        names["conditions"] = [asdict(query) for query in self.conditions]
        names["control_contexts"] = held
        names["variance_contexts"] = varied
        if timed:
            names["control_times"] = [[*group, self.n_controls.at[group]] for group in timed]
        names["shape"] = list(self.cells.shape)
        (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
        if self.beside is not None:
            self.beside.write(folder / _BESIDE)

    @classmethod
    def read(cls, folder: str | Path) -> TrainingSet:
        """What `write` wrote, with the arrays memory-mapped read-only."""
        folder = Path(folder)
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        arrays = {name: _mapped(folder, name) for name in _ARRAYS}
        held, varied = names.pop("control_contexts"), names.pop("variance_contexts")
        timed = {(context, time): n for context, time, n in names.pop("control_times", ())}
        at = {name: dict(zip(timed, _mapped(folder, f"{name}_at"))) if timed else {} for name in _BY_CONTEXT}
        for name, contexts in zip(_BY_CONTEXT, (held, varied)):
            arrays[name] = OfControls(dict(zip(contexts, _mapped(folder, name))), at[name])
        names["n_controls"] = OfControls(names["n_controls"], timed)
        if timed:
            arrays["control_time_of"] = _mapped(folder, "control_time_of")
        cells = _read_matrix(folder, tuple(names.pop("shape")))
        conditions = [query_from_json(query) for query in names.pop("conditions")]
        beside = cls.read(folder / _BESIDE) if (folder / _BESIDE).is_dir() else None
        return cls(conditions=conditions, cells=cells, beside=beside, **names, **arrays)


_BESIDE = "beside"
_ARRAYS = ("means", "n_cells", "condition_of", "context_of", "batch_of")
_BY_CONTEXT = ("controls", "control_variance")
_NAMES = ("features", "contexts", "scenario", "part", "inner_folds", "seed", "min_cells", "n_controls", "modality")


def query_from_json(wire: dict) -> Query:
    """A query from the JSON form of its fields."""
    return Query(**{**wire, "targets": tuple(wire["targets"])})


def write_queries(queries: Sequence[Query], path: str | Path) -> None:
    """Write queries as one JSON file."""
    Path(path).write_text(json.dumps([asdict(query) for query in queries], ensure_ascii=False), encoding="utf-8")


def read_queries(path: str | Path) -> list[Query]:
    """What `write_queries` wrote."""
    return [query_from_json(query) for query in json.loads(Path(path).read_text(encoding="utf-8"))]


def _matrix_arrays(cells: sparse.csr_matrix | np.ndarray) -> dict[str, np.ndarray]:
    if sparse.issparse(cells):
        return {"cells_data": cells.data, "cells_indices": cells.indices, "cells_indptr": cells.indptr}
    return {"cells": cells}


def _mapped(folder: Path, name: str) -> np.ndarray:
    array = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    return array if array.size else np.array(array)


def _read_matrix(folder: Path, shape: tuple[int, int]) -> sparse.csr_matrix | np.ndarray:
    if (folder / "cells.npy").exists():
        return _mapped(folder, "cells")
    parts = tuple(_mapped(folder, f"cells_{part}") for part in ("data", "indices", "indptr"))
    return sparse.csr_matrix(parts, shape=shape, copy=False)
