"""`prepare`: the cells of a task with their conditions, ready to be split; the same whatever the order of the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from cellforge_runtime.content import content_hash
from cellforge_runtime.describe.amounts import NO_DOSE_UNIT, DoseUnit
from cellforge_runtime.describe.beside import var_read
from cellforge_runtime.describe.columns import coded
from cellforge_runtime.describe.compounds import KnownTargets, OfTargets, known_targets_of, structures_of
from cellforge_runtime.describe.conditions import Condition, Conditions, Excluded, conditions, part
from cellforge_runtime.describe.control_groups import ControlGroups, Group, control_groups, strata
from cellforge_runtime.describe.feature_names import names_with_targets
from cellforge_runtime.describe.fingerprint import fingerprint_of_all
from cellforge_runtime.describe.layers import reading
from cellforge_runtime.describe.problem import few
from cellforge_runtime.describe.sources import Source, sources
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.given import must_be
from cellforge_runtime.matrix import adjustments, check_not_empty, is_empty, matrix_of, read_rows
from cellforge_runtime.metrics.registry import metric
from cellforge_runtime.of_controls import OfControls
from cellforge_runtime.peaks import read_peaks
from cellforge_runtime.prepared_values import Values, read_values
from cellforge_runtime.proteins import centred_log_ratios
from cellforge_runtime.repeated_cells import told_of
from cellforge_runtime.splits.disjoint import assert_disjoint
from cellforge_runtime.splits.fold import Fold
from cellforge_runtime.splits.measured import seed_of
from cellforge_runtime.stored_cells import StoredCells
from cellforge_runtime.task import Task
from cellforge_runtime.training_cells import drawn_rows
from cellforge_runtime.training_set import NO_CONTEXT, Query, TrainingSet

if TYPE_CHECKING:
    import pandas as pd

CONTROL, EXCLUDED = -1, -2


@dataclass(frozen=True, eq=False)
class Data:
    """The cells of a task in the order of their names, in one modality.

    log1p of counts per 10,000, open peaks at the controls' depth, or proteins as centred log ratios. Of a task with
    several modalities it is the first, and `others` holds the same cells in each other one; each of those has the first
    in `beside`.
    """

    x: Values  # (cells, features) float32; read from a file where it would not fit into memory
    features: list[str]
    conditions: list[Condition]
    condition_of: np.ndarray  # (cells,) index into conditions; -1 control, -2 excluded
    context_of: np.ndarray  # (cells,) index into contexts; -1 where excluded
    batch_of: np.ndarray  # (cells,)
    contexts: list[str]
    excluded: list[Excluded]
    task: Task
    fingerprint: str
    is_simulated: bool
    content: str  # hash of the values, names and conditions in any order of the rows
    depth: np.ndarray | None = None  # (cells,) open peaks, where the features are peaks
    n_empty: int = 0  # cells without a count, which are left out
    adjustments: tuple[str, ...] = ()  # what else was done to the values, one sentence each
    structures: dict[str, OfTargets] = field(default_factory=dict)  # column of SMILES -> target -> what stands there
    known_targets: KnownTargets | None = None  # of compounds, where obs tells them
    modality: str = "rna"
    others: Mapping[str, Data] = field(default_factory=dict)  # modality -> the same cells and conditions
    beside: Data | None = None
    time_of: np.ndarray | None = None  # (cells,) NaN where no time is told; None where the task has no time
    dose_unit: DoseUnit = NO_DOSE_UNIT

    def __repr__(self) -> str:
        n_controls, n_out = (int((self.condition_of == kind).sum()) for kind in (CONTROL, EXCLUDED))
        n_contexts = len(self.contexts)
        return (
            f"Data of {'/'.join(self.each)}: {self.x.shape[0]:,} cells, {len(self.features):,} features\n"
            f"    {len(self.conditions):,} conditions in {n_contexts} context{'s' * (n_contexts != 1)}, "
            f"{n_controls:,} control cells, {n_out:,} cells on neither side\n"
            f"    task: {', '.join(self.task.scenarios) or 'no scenario'}; primary metric {self.task.primary}"
        )

    @property
    def each(self) -> dict[str, Data]:
        """Every modality, this one first."""
        return {self.modality: self, **self.others}

    @cached_property
    def queries(self) -> list[Query]:
        """The conditions by name, as a model is asked for them."""
        return [Query(c.targets, c.context or NO_CONTEXT, c.dose, c.time) for c in self.conditions]

    @cached_property
    def n_cells(self) -> np.ndarray:
        """Cells of each condition, (n_conditions,)."""
        of = self.condition_of[self.condition_of >= 0]
        return np.bincount(of, minlength=len(self.conditions))

    @cached_property
    def means(self) -> np.ndarray:
        """Mean profile of each condition, (n_conditions, n_features)."""
        return group_means(self.x, self.condition_of, len(self.conditions))

    @cached_property
    def values_per_cell(self) -> float:
        """Values of a cell that are not 0, on average."""
        x = self.x
        if isinstance(x, StoredCells):
            n = int(x.n_above_0.sum())
        else:
            n = np.count_nonzero(x if isinstance(x, np.ndarray) else x.data)  # zeros can be stored, too
        return n / max(x.shape[0], 1)

    def label(self, condition: int) -> str:
        """What the analyst calls a condition."""
        return self.conditions[condition].label

    def cells_of(self, condition: int) -> np.ndarray:
        """Ids of the cells of a condition."""
        return self._rows_by_condition[condition]

    @cached_property
    def _rows_by_condition(self) -> list[np.ndarray]:
        order = np.argsort(self.condition_of, kind="stable")
        bounds = np.searchsorted(self.condition_of[order], np.arange(len(self.conditions) + 1))
        return [order[a:b] for a, b in pairwise(bounds)]

    @cached_property
    def control_groups(self) -> ControlGroups:
        """Which control cells conditions are compared with."""
        if self.time_of is None:
            return ControlGroups()
        cells = np.flatnonzero(self.condition_of == CONTROL)
        treated = [(query.context, query.time) for query in self.queries]
        return control_groups(treated, self.contexts, self.context_of[cells], self.time_of[cells])

    def controls_for(self, condition: int) -> Group:
        """Context of a condition, and the time of the controls it is compared with: what `controls_of` asks for."""
        return self.control_groups.of(self.queries[condition].context, self.queries[condition].time)

    def controls_of(self, context: str, time: float | None = None) -> np.ndarray:
        """Ids of the control cells of a context, or of those among them that are a group of this time."""
        is_own = (self.condition_of == CONTROL) & (self.context_of == self.contexts.index(context))
        return np.flatnonzero(is_own if time is None else is_own & (self.time_of == time))

    @cached_property
    def control_time_of(self) -> np.ndarray:
        """The time of each cell that is in a group of controls of a time, else NaN, (cells,); empty: no such groups."""
        if not self.control_groups.times:
            return np.zeros(0)
        times = self.control_groups.time_of(self.contexts, self.context_of, self.time_of)
        return np.where(self.condition_of == CONTROL, times, np.nan)

    def control_strata(self, cells: np.ndarray) -> np.ndarray:
        """A code for each of these control cells that the cells of a group share: halves are drawn within groups."""
        return strata(self.context_of[cells], self.control_time_of[cells] if len(self.control_time_of) else np.zeros(0))

    def table(self) -> pd.DataFrame:
        """One row a condition, control first, then by falling number of cells."""
        import pandas as pd

        rows = [{"condition": self.task.control, "context": None, "cells": int((self.condition_of == CONTROL).sum())}]
        rows += [
            {"condition": c.label, "context": c.context, "cells": int(n)}
            for c, n in sorted(zip(self.conditions, self.n_cells), key=lambda pair: -pair[1])
        ]
        return pd.DataFrame(rows)


def prepare(adata: Any, task: Task) -> Data:
    """The cells of `task` in an AnnData or MuData, in its modality or modalities; `adata` is left as it is.

    Expression becomes log1p of counts per 10,000; peaks become open or not, weighted to the controls' depth; proteins
    become centred log ratios. Cells without a count are left out. Of several modalities the cells that all were measured
    in are taken.

    Raises
    ------
    CellForgeError
        The data is not the task's: a column, a layer or the control is missing, names are repeated, values are NaN,
        infinite or not what was claimed, every condition is too small, the primary metric is unknown, or the object changed
        since it was described.
    """
    must_be(
        task, Task, "The task of prepare", "cf.Task(perturbation=COLUMN, control=LABEL, ...); of a dict cf.Task.from_wire(dict)"
    )
    metric(task.primary, task.modalities[0])  # an unknown one is refused before anything is fitted
    reads = sources(adata, task.modality)
    _check_names(reads[0].obs.index, "cells", "obs_names_make_unique")
    found = conditions(reads[0], task.to_wire())
    _check_sizes(found, task)
    rows = np.flatnonzero(part(reads[0].obs, task.where))
    rows = rows[np.argsort(reads[0].obs.index.to_numpy().astype(str)[rows], kind="stable")]
    kept = _Kept(task, found, rows, _checked_fingerprint(reads, task), bool(adata.uns.get("simulated", False)))
    read = {each.modality: _prepared(each, kept, None if each is reads[0] else reading(each)) for each in reads}
    first, *further = _with_the_same_cells(read).values()
    others: dict[str, Data] = {}
    whole = replace(first, others=others)
    others |= {each.modality: replace(each, beside=whole) for each in further}
    return whole


@dataclass(frozen=True)
class _Kept:
    """What the modalities of a task share."""

    task: Task
    found: Conditions
    rows: np.ndarray
    fingerprint: str
    is_simulated: bool


def _prepared(read: Source, kept: _Kept, other: Mapping[str, Any] | None) -> Data:
    """One modality; `other` says what a second one is read from."""
    task, found, rows = kept.task, kept.found, kept.rows
    layer, state = (task.layer, task.value_state) if other is None else (other["name"], other["value_state"])
    matrix, features = matrix_of(read.adata, layer, read.modality)
    _check_names(features, "features", "var_names_make_unique")
    features, named = _named(read, layer, found, features)
    own = task.with_(modality=read.modality, layer=layer, value_state=state)
    x = None if read.modality == "protein" else read_values(matrix, rows, found, own)
    condition_of, context_of, depth, n_empty = found.condition_of[rows].copy(), found.context_of[rows], None, 0
    if read.modality == "protein":
        x, is_there = centred_log_ratios(read_rows(matrix, rows), state)
        n_empty = _leave_out_empty(~is_there, condition_of, found)
    elif read.modality == "atac":
        x, condition_of, depth = read_peaks(x, found, rows)
    else:
        nothing = x.n_above_0 == 0 if isinstance(x, StoredCells) else is_empty(x)
        n_empty = _leave_out_empty(nothing, condition_of, found)
    batch = coded(read.obs, task.batch, role="batch").codes[rows] if task.batch and other is None else np.zeros(len(rows), int)
    return Data(
        x=x,
        features=features,
        conditions=list(found.conditions),
        condition_of=condition_of,
        context_of=context_of,
        batch_of=batch,
        contexts=list(found.contexts),
        excluded=[*found.excluded, *([Excluded("empty cells", n_empty, "no count in any feature")] if n_empty else [])],
        task=task,
        fingerprint=kept.fingerprint,
        is_simulated=kept.is_simulated,
        content=content_hash(x, features, [found.conditions[i].label if i >= 0 else str(i) for i in condition_of]),
        depth=depth,
        n_empty=n_empty,
        adjustments=(*adjustments(read.adata, layer, n_empty), *named, *told_of(x, condition_of != EXCLUDED)),
        structures=structures_of(read.obs, found.condition_of, found.conditions),
        known_targets=known_targets_of(read.obs, task.to_wire(), found.condition_of, found.conditions),
        modality=read.modality,
        time_of=None if found.time_of is None else found.time_of[rows],
        dose_unit=found.dose_unit,
    )


def _named(read: Source, layer: str, found: Conditions, features: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """What features are called, so that targets are found among them, and what to tell of it."""
    if read.modality != "rna":
        return features, ()
    targets = {target for each in found.conditions for target in each.targets}
    names, column = names_with_targets(var_read(read.adata, layer, read.modality), targets)
    if column is None:
        return features, ()
    why = "where the targets stand, not by var_names" if targets.intersection(names) else "as var_names are numbers"
    return names, (f'Features are called by var["{column}"], {why}.',)


def _with_the_same_cells(read: dict[str, Data]) -> dict[str, Data]:
    """A cell that one modality has to leave out is left out of all."""
    if len(read) == 1:
        return read
    is_out = np.any([each.condition_of == EXCLUDED for each in read.values()], axis=0)
    batch_of = next(iter(read.values())).batch_of
    return {
        name: replace(each, condition_of=np.where(is_out, EXCLUDED, each.condition_of), batch_of=batch_of)
        for name, each in read.items()
    }


def training_set(data: Data, fold: Fold) -> TrainingSet:
    """What the model of a fold is given: its training conditions, their cells, and its half of the controls.

    Raises
    ------
    CellForgeError
        `split/leak`: something held out is among it.
    """
    is_trained = np.isin(data.condition_of, fold.train)
    is_trained[fold.model_controls] = True
    of = (fold.scenario, fold.part, fold.seed)
    rows = drawn_rows(data, np.flatnonzero(is_trained), fold.seed)
    training = _collect(data, fold.train, (fold.model_controls, rows), of)
    assert_disjoint(data, fold, training, rows)
    return training


def full_training_set(data: Data, scenario: str, part: str = "all") -> TrainingSet:
    """All conditions and all controls, for the model that is kept."""
    seed = seed_of(data.task.split_hash, data.content, scenario, part, "refit")
    everything = np.arange(len(data.conditions))
    controls = np.flatnonzero(data.condition_of == CONTROL)
    rows = drawn_rows(data, np.flatnonzero(data.condition_of != EXCLUDED), seed)
    return _collect(data, everything, (controls, rows), (scenario, part, seed))


def queries(data: Data, fold: Fold) -> list[Query]:
    """What the model of a fold is asked: its held-out conditions by name, in the order of `fold.held_out`."""
    return [data.queries[i] for i in fold.held_out]


def means_of(x: Values, groups: Sequence[np.ndarray]) -> np.ndarray:
    """Mean row of each of these lists of rows, none of which shares a row with another, (len(groups), n_features)."""
    group_of = np.full(x.shape[0], -1)
    for group, rows in enumerate(groups):
        group_of[rows] = group
    return group_means(x, group_of, len(groups))


def group_means(x: Values, group_of: np.ndarray, n_groups: int) -> np.ndarray:
    """Mean row of each group, (n_groups, n_features) float64; rows of negative groups count nowhere.

    A group without rows has a mean of zeros.
    """
    rows = np.flatnonzero(group_of >= 0)
    sizes = np.bincount(group_of[rows], minlength=n_groups)
    if isinstance(x, StoredCells):
        total = np.zeros((n_groups, x.shape[1]))
        for ids, block in x.blocks(rows):
            met, of = np.unique(group_of[ids], return_inverse=True)
            total[met] += sparse.csr_matrix((np.ones(len(ids)), (of, np.arange(len(ids)))), shape=(len(met), len(ids))) @ block
        return total / np.maximum(sizes, 1)[:, None]
    ones = np.ones(len(rows), dtype=np.float64)
    indicator = sparse.csr_matrix((ones, (group_of[rows], np.arange(len(rows)))), shape=(n_groups, len(rows)))
    sums = indicator @ (x if len(rows) == x.shape[0] else x[rows])  # a product with all of x would copy it in 64 bits
    sums = sums.toarray() if sparse.issparse(sums) else np.asarray(sums)
    return sums / np.maximum(sizes, 1)[:, None]


def control_means(data: Data, cells: np.ndarray) -> OfControls[np.ndarray]:
    """Mean profile of these control cells, by context and group; those without any are left out."""
    of = np.full(data.x.shape[0], -1)
    of[cells] = data.context_of[cells]
    means = group_means(data.x, of, len(data.contexts))
    have = set(data.context_of[cells].tolist())
    timed = _timed_rows(data, cells)
    at = means_of(data.x, list(timed.values())) if timed else ()
    by_context = {context: means[code] for code, context in enumerate(data.contexts) if code in have}
    return OfControls(by_context, dict(zip(timed, at)))


def control_variances(data: Data, cells: np.ndarray) -> OfControls[np.ndarray]:
    """Variance of each feature over these control cells, by context and group; needs two cells. 0: a feature never varies."""
    own = {context: cells[data.context_of[cells] == code] for code, context in enumerate(data.contexts)}
    return OfControls(
        {context: _variance(data.x, rows) for context, rows in own.items() if len(rows) > 1},
        {group: _variance(data.x, rows) for group, rows in _timed_rows(data, cells).items() if len(rows) > 1},
    )


def control_sizes(data: Data, cells: np.ndarray) -> OfControls[int]:
    """How many of these control cells each context and each group has."""
    by_context = {context: int((data.context_of[cells] == code).sum()) for code, context in enumerate(data.contexts)}
    return OfControls(by_context, {group: len(rows) for group, rows in _timed_rows(data, cells).items()})


def _timed_rows(data: Data, cells: np.ndarray) -> dict[tuple[str, float], np.ndarray]:
    """Those of these control cells that are in each group of a time; groups without any are left out."""
    groups = [(context, time) for context, times in data.control_groups.times.items() for time in times]
    found = {group: np.intersect1d(cells, data.controls_of(*group)) for group in groups}
    return {group: rows for group, rows in found.items() if len(rows)}


def _variance(x: Values, rows: np.ndarray) -> np.ndarray:
    # 32-bit sums and squares leave a variance to what is constant, and take it from what varies little
    mean, squares = means_of(x, [rows])[0], np.zeros(x.shape[1])
    for cells in pieces_of(x, rows):
        if sparse.issparse(cells):
            of_feature = cells.indices
            squares += np.bincount(of_feature, (cells.data - mean[of_feature]) ** 2, len(mean))
            squares += (cells.shape[0] - np.bincount(of_feature, minlength=len(mean))) * mean**2
        else:
            squares += ((cells - mean) ** 2).sum(axis=0)
    variance = squares / (len(rows) - 1)
    return np.where(variance > (1e-12 * mean) ** 2, variance, 0.0)


def pieces_of(x: Values, rows: np.ndarray) -> Iterator[sparse.csr_matrix | np.ndarray]:
    """These rows, piece by piece where they are read from a file."""
    if isinstance(x, StoredCells):
        yield from (block for _, block in x.blocks(rows))
    else:
        yield x[rows]


def _collect(data: Data, train: np.ndarray, cells: tuple[np.ndarray, np.ndarray], of: tuple[str, str, int]) -> TrainingSet:
    """`cells` are ids of the controls that means are of, and of the cells that are given."""
    scenario, part_name, seed = of
    controls, rows = cells
    beside = None
    if data.beside is not None:
        beside = _collect(data.beside, train, (controls, rows[data.condition_of[rows] == CONTROL]), of)
    new_id = np.full(len(data.conditions) + 1, CONTROL)
    new_id[train] = np.arange(len(train))
    return TrainingSet(
        features=list(data.features),
        conditions=[data.queries[i] for i in train],
        means=data.means[train],
        n_cells=data.n_cells[train],
        cells=data.x[rows],
        condition_of=new_id[data.condition_of[rows]],
        context_of=data.context_of[rows],
        contexts=list(data.contexts),
        controls=control_means(data, controls),
        scenario=scenario,
        part=part_name,
        inner_folds=data.task.inner_folds,
        seed=seed,
        min_cells=data.task.min_cells,
        batch_of=data.batch_of[rows],
        control_variance=control_variances(data, controls),
        n_controls=control_sizes(data, controls),
        modality=data.modality,
        control_time_of=data.control_time_of[rows] if len(data.control_time_of) else data.control_time_of,
        beside=beside,
    )


def _leave_out_empty(nothing: np.ndarray, condition_of: np.ndarray, found: Conditions) -> int:
    """Takes cells without a count out of their conditions, in `condition_of`; how many there were."""
    nothing = nothing & (condition_of != EXCLUDED)
    condition_of[nothing] = EXCLUDED
    check_not_empty(condition_of, int(nothing.sum()), [each.label for each in found.conditions])
    return int(nothing.sum())


def _check_names(names: Any, what: str, mend: str) -> None:
    seen: set[str] = set()
    repeated = []
    for name in map(str, names):
        if name in seen:
            repeated.append(name)
        seen.add(name)
    if repeated:
        raise CellForgeError(
            "data/duplicated-names",
            message=f"Some {what} share a name.",
            expected=f"a name of its own for each of the {what}.",
            found=f"{len(repeated):,} repeated, such as {few(list(dict.fromkeys(repeated)))}.",
            remedy=f"Call adata.{mend}() first.",
        )


def _check_sizes(found: Conditions, task: Task) -> None:
    if found.conditions and max(c.n_cells for c in found.conditions) >= task.min_cells:
        return
    largest = sorted(found.conditions, key=lambda c: -c.n_cells)[:5]
    told = ", ".join(f'"{c.label}" ({c.n_cells:,})' for c in largest) or "no perturbed cells"
    raise CellForgeError(
        "task/all-conditions-small",
        message=f"Every condition has fewer than {task.min_cells} cells, so none can be scored.",
        expected=f"conditions with {task.min_cells} cells or more.",
        found=f"{told}.",
        remedy="Choose a coarser perturbation or context column, or measure more cells.",
    )


def _checked_fingerprint(reads: tuple[Source, ...], task: Task) -> str:
    found = fingerprint_of_all(reads, task.to_wire())
    if task.fingerprint and found != task.fingerprint:
        raise CellForgeError(
            "data/changed",
            message="The data is not what the task was made for: its values, names or columns have changed.",
            expected=f"fingerprint {task.fingerprint[:12]}.",
            found=f"fingerprint {found[:12]}.",
            remedy="Load the data as it was, or describe it again and make a new task.",
        )
    return found
