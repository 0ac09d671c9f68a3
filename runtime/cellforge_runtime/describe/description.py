"""`describe`: profile, task, questions and problem of one object, from one look at it. Never raises for bad data."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any

import numpy as np

from cellforge_runtime.describe.beside import var_read
from cellforge_runtime.describe.cautions import Caution, cautions, limit_cautions
from cellforge_runtime.describe.columns import coded
from cellforge_runtime.describe.conditions import CONTROL, Conditions, conditions, no_control
from cellforge_runtime.describe.control_groups import control_groups_of, matching_told
from cellforge_runtime.describe.facts import facts
from cellforge_runtime.describe.feature_names import known_names
from cellforge_runtime.describe.fingerprint import fingerprint_of_all
from cellforge_runtime.describe.hardware import hardware
from cellforge_runtime.describe.inference import Inferred, controls_at_nothing, infer, quantity_of, questions_of
from cellforge_runtime.describe.layers import check_expression, check_layer, described_matrices, named_layer, reading
from cellforge_runtime.describe.marked_cells import marked_cautions
from cellforge_runtime.describe.matrices import matrix
from cellforge_runtime.describe.modality_cautions import modality_cautions
from cellforge_runtime.describe.naming_cautions import names_cautions
from cellforge_runtime.describe.objects import kind_of, object_named, shape_of
from cellforge_runtime.describe.on_disk import is_in_file
from cellforge_runtime.describe.peaks import Depths, depth_fact, peak_cautions
from cellforge_runtime.describe.problem import CellForgeError, few
from cellforge_runtime.describe.proteins import check_protein_values, protein_cautions, protein_facts, unshared_caution
from cellforge_runtime.describe.roles import technology_column
from cellforge_runtime.describe.scenarios import choose, count, held_out
from cellforge_runtime.describe.settings import check_primary, checked, seeds_of, whole_number
from cellforge_runtime.describe.sources import Source, default_modality, modalities_of, sources
from cellforge_runtime.describe.table import obs_column
from cellforge_runtime.describe.versions import runtime_version, versions

MIN_CELLS = 30
INNER_FOLDS = 3
MOST_CONDITIONS = 500
MOST_COLUMNS = 200


def describe(user_ns: Mapping[str, Any], name: str, settings: Mapping[str, str]) -> dict[str, Any]:
    """The wire format `Described` of the object called `name`, under the analyst's settings.

    `task` is None while a problem stands, or while perturbation or control are not known. Questions beside a task mean
    that its proposals have to be confirmed.
    """
    try:
        data = object_named(user_ns, name)
        described = _Description(name, data)
    except CellForgeError as problem:
        return {"profile": None, "task": None, "questions": [], "problem": problem.as_dict()}
    except Exception as error:
        return {"profile": None, "task": None, "questions": [], "problem": _unreadable(error).as_dict()}
    return described.run(settings)


class _Description:
    """One look at one object: what is known when a problem stops it is told all the same."""

    def __init__(self, name: str, data: Any) -> None:
        self.started = time.perf_counter()
        self.name, self.data = name, data
        self.read: Source | None = None
        self.reads: tuple[Source, ...] = ()
        self.inferred = Inferred()
        self.matrices: list[dict[str, Any]] = []
        self.conditions: Conditions | None = None
        self.task: dict[str, Any] | None = None
        self.facts: list[dict[str, Any]] = []
        self.cautions: list[Caution] = []
        self.problem: CellForgeError | None = None
        self.fingerprint = ""

    def run(self, settings: Mapping[str, str]) -> dict[str, Any]:
        try:
            self._look(settings)
        except CellForgeError as problem:
            self.problem = _with_shared_cells(problem, self.data, self.reads)
        except Exception as error:  # whatever odd data makes a library raise is told, not thrown
            self.problem = _unreadable(error)
        return {
            "profile": self._profile(),
            "task": None if self.problem else self.task,
            "questions": [question.as_dict() for question in questions_of(self.inferred)],
            "problem": self.problem.as_dict() if self.problem else None,
        }

    def _look(self, settings: Mapping[str, str]) -> None:
        try:
            given, refused = checked(settings), None
        except CellForgeError as problem:
            given, refused = {}, problem
        self.reads = sources(self.data, given.get("modality") or default_modality(self.data))
        self.read = read = self.reads[0]
        for each in self.reads:
            check_names(each)
        check_primary(given, read.modality)
        self.matrices = described_matrices(read)
        infer(self.inferred, read, self.matrices, given)
        if refused:
            raise refused
        layer = self.inferred.value("layer")
        if layer is None:
            raise _no_matrix(self.matrices)
        state = named_layer(self.matrices, layer)
        check_layer(state)
        if read.modality == "protein":
            check_protein_values(state)
        if read.modality == "rna":
            check_expression(state, self.matrices)
        if self.inferred.value("control") is None:
            column = coded(read.obs, str(self.inferred.value("perturbation")))
            raise no_control(column, "control", int((column.codes < 0).sum()), controls_at_nothing(self.inferred, column.name))
        task = self._task(read, given, state)
        self.conditions = found = conditions(read, task)
        self.fingerprint = task["fingerprint"] = fingerprint_of_all(self.reads, task)
        task["excluded_labels"] = sorted({each.label for each in found.excluded if "no control cells in" not in each.reason})
        if not found.conditions:
            raise _no_conditions(found)
        counted = count(found, min_cells=MIN_CELLS, folds=task["folds"])
        self._tell(read, task, found, state)
        self._tell_of_controls(found)
        _check_technology(self.inferred, found)
        told = held_out(counted, ())
        task["scenarios_available"] = [each["scenario"] for each in told if each["available"]]
        task["scenarios"] = choose(told, counted, given.get("scenario"), perturbation_type=task["perturbation_type"])
        task["held_out"] = [{**each, "chosen": each["scenario"] in task["scenarios"]} for each in told]
        self.task = task

    def _task(self, read: Source, given: Mapping[str, str], state: Mapping[str, Any]) -> dict[str, Any]:
        value = self.inferred.value
        perturbation = str(value("perturbation"))
        return {
            "version": 1,
            "where": value("where"),
            "perturbation": perturbation,
            "control": str(value("control")),
            "separator": value("separator"),
            "context": value("context"),
            "batch": value("batch"),
            "dose": quantity_of(value("dose"), perturbation),
            "time": quantity_of(value("time"), perturbation),
            "layer": state["name"],
            "value_state": state["value_state"],
            "modality": ",".join(each.modality for each in self.reads),
            "perturbation_type": value("perturbation_type") or "unknown",
            "scenarios_available": [],
            "scenarios": [],
            "held_out": [],
            "excluded_labels": [],
            "folds": whole_number("folds", given, 5),
            "inner_folds": INNER_FOLDS,
            "seeds": seeds_of(given),
            "primary": given.get("primary", "pearson_delta_indep"),
            "min_cells": MIN_CELLS,
            "fingerprint": "",
        }

    def _tell(self, read: Source, task: dict[str, Any], found: Conditions, state: dict[str, Any]) -> None:
        features = known_names(read.adata)
        mark = _uns(self.data).get("simulated")
        is_simulated = isinstance(mark, bool | np.bool_) and bool(mark)
        self.facts = facts(found, n_features=_n_features(read, state), matrix=state, simulated=is_simulated, min_cells=MIN_CELLS)
        assert self.inferred.table is not None
        self.cautions = limit_cautions(state) + cautions(found, self.inferred.table, task, self.inferred.findings, features)
        self.cautions += marked_cautions(found, self.inferred.table, task["perturbation"])
        each = matrix(read.adata, state["name"])
        if read.modality == "atac" and each is not None:
            depths = Depths(each, found)
            self.facts += depth_fact(depths)
            self.cautions = [*peak_cautions(depths, read.adata.var_names), *self.cautions]
        if read.modality == "rna":
            var = var_read(read.adata, state["name"], read.modality)
            self.cautions += names_cautions(var, found.conditions, task["perturbation_type"])
        self._tell_of_protein(found, state)
        self.cautions += modality_cautions(self.data, self.reads, task)
        if is_simulated:
            self.cautions.insert(0, Caution("simulated-data", "Simulated data", "These cells were simulated, not measured."))

    def _tell_of_controls(self, found: Conditions) -> None:
        """Beside the column of times: at how many of them there are controls."""
        if control_groups_of(found).times:
            finding = self.inferred.findings["time"]
            self.inferred.findings["time"] = replace(finding, reason=f"{finding.reason} {matching_told(found)}")

    def _tell_of_protein(self, found: Conditions, state: dict[str, Any]) -> None:
        protein = next((each for each in self.reads if each.modality == "protein"), None)
        if protein is None:
            return
        own = state if protein is self.read else reading(protein)
        each = matrix(protein.adata, own["name"])
        if each is None:
            return
        self.facts += protein_facts(protein, each, found, own["value_state"])
        told = protein_cautions(self.reads, each, found, own["value_state"])
        self.cautions = [*unshared_caution(self.data, self.reads), *told, *self.cautions]

    def _profile(self) -> dict[str, Any]:
        n_cells, n_features = shape_of(self.data)
        adata = self.read.adata if self.read else self.data
        obs = self.read.obs if self.read else self.data.obs
        told = self.conditions
        conditions = told.conditions if told else []
        return {
            "version": 1,
            "object": {
                "name": self.name,
                "type": kind_of(self.data),
                "n_cells": n_cells,
                "n_features": n_features,
                "backed": bool(getattr(adata, "isbacked", False)) or is_in_file(adata),
                "view": bool(getattr(adata, "is_view", False)),
                "modalities": list(modalities_of(self.data)),
            },
            "matrices": self.matrices,
            "obs_columns": [obs_column(obs, str(name)) for name in _plain_columns(obs)[:MOST_COLUMNS]],
            "n_obs_columns": int(obs.shape[1]),
            "findings": {name: finding.as_dict() for name, finding in self.inferred.findings.items()},
            "conditions": _listed(told, str(self.inferred.value("control"))) if told else [],
            "n_conditions": len(conditions),
            # a target counts once, at however many doses and times and in however many contexts it was measured
            "n_single": len({each.targets for each in conditions if len(each.targets) == 1}),
            "n_combination": len({each.targets for each in conditions if len(each.targets) > 1}),
            "n_control_cells": told.n_control_cells if told else 0,
            "contexts": _contexts(told) if told and self.inferred.value("context") else [],
            "excluded": [asdict(each) for each in told.excluded[:MOST_CONDITIONS]] if told else [],
            "facts": self.facts,
            "warnings": [each._asdict() for each in self.cautions],
            "fingerprint": self.fingerprint,
            "hardware": _hardware(),
            "runtime": {"version": runtime_version()},
            "versions": versions(),
            "seconds": round(time.perf_counter() - self.started, 4),
        }


def _with_shared_cells(problem: CellForgeError, data: Any, reads: tuple[Source, ...]) -> CellForgeError:
    """The same error, which also says how few cells are read where not all were measured in each modality."""
    told = " ".join(each.message for each in unshared_caution(data, reads))
    if not told:
        return problem
    found = f"{problem.found.rstrip('.')}. {told}"
    return CellForgeError(problem.code, problem.message, expected=problem.expected, found=found, remedy=problem.remedy)


def check_names(read: Source) -> None:
    """Refuses objects without cells or features, and names that stand for two things.

    Raises
    ------
    CellForgeError
        `data/empty`, `data/duplicated-names`.
    """
    n_cells, n_features = map(int, read.adata.shape)
    if not n_cells or not n_features:
        raise CellForgeError(
            "data/empty",
            "This object holds no values",
            expected="cells and features",
            found=f"{n_cells:,} cells and {n_features:,} features",
            remedy="Load or filter the data again.",
        )
    for axis, names in (("var", read.adata.var_names), ("obs", read.obs.index)):
        if names.is_unique:
            continue
        doubled = [str(name) for name in names[names.duplicated()].unique()]
        raise CellForgeError(
            "data/duplicated-names",
            f"Names in {axis}_names stand for several {'features' if axis == 'var' else 'cells'}",
            expected=f"unique {axis}_names",
            found=f"{len(doubled):,} doubled: {few(doubled)}",
            remedy=f"Run adata.{axis}_names_make_unique().",
        )


def _check_technology(inferred: Inferred, found: Conditions) -> None:
    """Refuses one label under two technologies: activation and interference of a gene are different perturbations."""
    table = inferred.table
    technology = technology_column(table) if table else None
    if table is None or technology is None or technology[0] == inferred.value("perturbation"):
        return
    column = table.column(technology[0])
    if column is None or len(set(technology[1].values())) < 2:
        return
    targets = {targets: i for i, targets in enumerate(sorted({each.targets for each in found.conditions}))}
    kinds = np.array([sorted(set(technology[1].values())).index(technology[1][label]) if label in technology[1] else -1
                      for label in column.labels] + [-1])[column.codes]  # fmt: skip
    cells = np.flatnonzero((found.condition_of >= 0) & (kinds >= 0))
    target_of = np.array([targets[each.targets] for each in found.conditions], dtype=np.int64)[found.condition_of[cells]]
    pairs = np.unique(np.column_stack([target_of, kinds[cells]]), axis=0)
    mixed = np.flatnonzero(np.bincount(pairs[:, 0], minlength=len(targets)) > 1) if len(pairs) else []
    if len(mixed):
        names = ["+".join(each) for each in targets]
        raise CellForgeError(
            "task/mixed-technologies",
            "Some perturbations were made in two ways, which have different effects",
            expected="one type of perturbation for each label",
            found=f'{few([names[i] for i in mixed])} under {few(list(column.labels))} in obs["{technology[0]}"]',
            remedy=f"Take one part of the file, such as where={technology[0]}:{column.labels[0]}.",
        )


def _listed(found: Conditions, control: str) -> list[dict[str, Any]]:
    """Control first, then conditions by falling number of cells."""
    by_cells = sorted(found.conditions, key=lambda each: (-each.n_cells, each.label))
    rows = [
        {
            "label": each.label,
            "targets": list(each.targets),
            "context": each.context,
            "dose": each.dose,
            "time": each.time,
            "n_cells": each.n_cells,
        }
        for each in by_cells[: MOST_CONDITIONS - 1]
    ]
    first = {
        "label": control,
        "targets": [],
        "context": None,
        "dose": None,
        "time": None,
        "n_cells": found.n_control_cells,
    }
    return [first, *rows]


def _contexts(found: Conditions) -> list[dict[str, Any]]:
    used = (found.condition_of >= CONTROL) & (found.context_of >= 0)
    cells = np.bincount(found.context_of[used], minlength=len(found.contexts))
    controls = np.bincount(found.context_of[used & (found.condition_of == CONTROL)], minlength=len(found.contexts))
    rows = [{"level": level, "n_cells": int(cells[i]), "n_control": int(controls[i])} for i, level in enumerate(found.contexts)]
    return sorted(rows, key=lambda row: (-row["n_cells"], row["level"]))[:MOST_CONDITIONS]


def _plain_columns(obs: Any) -> list[str]:
    names = [str(name) for name in obs.columns]
    return [name for name in dict.fromkeys(names) if names.count(name) == 1] if len(set(names)) < len(names) else names


def _n_features(read: Source, state: Mapping[str, Any]) -> int:
    return len(var_read(read.adata, state["name"], read.modality))


def _uns(data: Any) -> Mapping[str, Any]:
    return data.uns if isinstance(getattr(data, "uns", None), Mapping) else {}


@lru_cache(maxsize=1)
def _hardware() -> dict[str, Any]:
    """Asked once a kernel: a driver's tool can take half a second."""
    return hardware()


def _no_conditions(found: Conditions) -> CellForgeError:
    told = [f'"{each.label}" ({each.n_cells:,} cells): {each.reason}' for each in found.excluded[:5]]
    return CellForgeError(
        "task/no-perturbed-cells",
        "No perturbed cells are left",
        expected="cells with a perturbation, and control cells in the same context",
        found="; ".join(told) if told else "control cells only",
        remedy="Set another context, dose or time column, or another control.",
    )


def _no_matrix(matrices: Sequence[Mapping[str, Any]]) -> CellForgeError:
    return CellForgeError(
        "data/no-matrix",
        "This object holds no expression values",
        expected="a matrix in X, a layer or raw",
        found=few([each["name"] for each in matrices]) or "none",
        remedy="Load the data with its values; set layer to one of these where it holds them."
        if matrices
        else "Load the data with its values.",
    )


def _unreadable(error: Exception) -> CellForgeError:
    return CellForgeError(
        "data/unreadable",
        "This object can't be read",
        expected="an AnnData as anndata writes it",
        found=f"{type(error).__name__}: {str(error)[:300]}",
        remedy="Your data is unchanged. Check the object, for example by writing it with write_h5ad.",
    )
