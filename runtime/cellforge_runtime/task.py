"""`Task`: what is to be predicted and how it is scored, frozen by hash before any model code exists."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from cellforge_runtime.errors import CellForgeError

SCENARIOS = ("unseen-perturbation", "unseen-combination", "unseen-context", "unseen-dose", "time")
LEAST_CELLS = 4  # noise ceilings compare halves of halves of a condition's cells
VALUE_STATES = ("counts", "log", "scaled", "binary", "normalised", "clr", "unknown")
MODALITIES = ("rna", "protein", "atac", "rna,protein", "protein,rna")

# what follows from the other fields and the data: shown to the analyst, no part of the task's identity
_DERIVED = ("scenarios_available", "held_out")
# fields that say how models are trained and read, not which cells are held out
_NOT_OF_THE_SPLIT = (*_DERIVED, "inner_folds", "primary", "scenarios", "fingerprint")


@dataclass(frozen=True, kw_only=True)
class Task:
    """The fields of the wire `Task`, under the same names; lists may be given for tuples."""

    perturbation: str
    control: str
    where: str | None = None
    separator: str | None = None
    context: str | None = None
    batch: str | None = None
    dose: Mapping[str, str] | None = None
    time: Mapping[str, str] | None = None
    layer: str = "X"
    value_state: str = "log"
    modality: str = "rna"
    perturbation_type: str = "unknown"
    scenarios_available: tuple[str, ...] = field(default=(), repr=False)
    scenarios: tuple[str, ...] = ()
    held_out: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    excluded_labels: tuple[str, ...] = ()
    folds: int = 5
    inner_folds: int = 3
    seeds: tuple[int, ...] = (42,)
    primary: str = "pearson_delta_indep"
    min_cells: int = 30
    fingerprint: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        for name in ("scenarios_available", "scenarios", "held_out", "excluded_labels", "seeds"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value,) if isinstance(value, str | int) else tuple(value))
        named = self.modality.split(",") if isinstance(self.modality, str) else self.modality
        object.__setattr__(self, "modality", ",".join(str(name).strip() for name in named))
        object.__setattr__(self, "excluded_labels", tuple(sorted(self.excluded_labels)))
        _check(self)

    @property
    def modalities(self) -> tuple[str, ...]:
        """Each of them; `layer`, `value_state` and `primary` are said of the first."""
        return tuple(self.modality.split(","))

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> Task:
        """The task that the panel, the log or a cell wrote down as JSON.

        Raises
        ------
        CellForgeError
            There is no task, a field is unknown, or a value is none that the field can have.
        """
        if not isinstance(wire, Mapping):
            raise CellForgeError(
                "task/none",
                message="There is no task to make.",
                expected='a dict, as cf.describe.describe(...)["task"] holds where nothing stands in the way.',
                found=f"{wire!r:.60}.",
                remedy='Look at ["problem"] beside it: it says what to set.',
            )
        known = {each.name for each in fields(cls)}
        unknown = sorted(set(wire) - known)
        if unknown:
            raise CellForgeError(
                "task/unknown-key",
                message="The task has fields that this version does not know.",
                expected=f"only {', '.join(sorted(known))}.",
                found=", ".join(unknown[:5]) + ".",
                remedy="Write the task with the same version of cellforge-runtime that reads it.",
            )
        return cls(**wire)

    def to_wire(self) -> dict[str, Any]:
        """The JSON form, keys as in the schema `Task`."""
        return json.loads(json.dumps(asdict(self)))

    @property
    def hash(self) -> str:
        """Identity of everything the analyst decided: two tasks with one hash are scored the same way."""
        return _digest(self.to_wire(), leave_out=_DERIVED)

    @property
    def split_hash(self) -> str:
        """Identity of what decides who is held out, so that another primary metric keeps the same folds."""
        return _digest({**self.to_wire(), "seeds": list(self.seeds[:1])}, leave_out=_NOT_OF_THE_SPLIT)

    def with_(self, **changes: Any) -> Task:
        """The same task with some fields changed."""
        return replace(self, **changes)


def _digest(wire: Mapping[str, Any], *, leave_out: tuple[str, ...]) -> str:
    kept = {key: value for key, value in wire.items() if key not in leave_out}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _check(task: Task) -> None:
    _check_one_of("task/unknown-scenario", "scenario", task.scenarios, SCENARIOS)
    _check_one_of(
        "task/modality-not-available", "modality, or pair of them that is scored together", (task.modality,), MODALITIES
    )
    _check_one_of("task/unknown-value-state", "value state", (task.value_state,), VALUE_STATES)
    if task.version != 1:
        raise CellForgeError(
            "task/version",
            message="The task was written by another version.",
            expected="version 1.",
            found=f"version {task.version}.",
            remedy="Update cellforge-runtime.",
        )
    for name, least in (("folds", 2), ("inner_folds", 2), ("min_cells", LEAST_CELLS)):
        if getattr(task, name) < least:
            raise CellForgeError(
                "task/too-few-folds" if name != "min_cells" else "task/min-cells",
                message=f"The task's {name} is too small.",
                expected=f"{least} or more.",
                found=f"{getattr(task, name)}.",
                remedy=f"Set {name} to {least} or more.",
            )
    for name in ("dose", "time"):
        _check_amounts(name, getattr(task, name))
    if not task.seeds:
        raise CellForgeError(
            "task/no-seed", message="The task has no seed.", expected="at least one whole number.", remedy="seeds=[42]"
        )


def _check_amounts(name: str, told: object) -> None:
    """`dose` and `time` say where they stand."""
    if told is None or (isinstance(told, Mapping) and told.get("from") in ("column", "label") and told.get("column")):
        return
    column = told if isinstance(told, str) else "COLUMN"
    raise CellForgeError(
        "task/amounts",
        message=f"The task's {name} can't be read.",
        expected='{"from": "column", "column": NAME}, or {"from": "label", "column": NAME} where it stands in labels.',
        found=f"{told!r}.",
        remedy=f'{name}={{"from": "column", "column": "{column}"}}',
    )


def _check_one_of(code: str, what: str, found: tuple[str, ...], known: tuple[str, ...]) -> None:
    unknown = [value for value in found if value not in known]
    if unknown:
        raise CellForgeError(
            code,
            message=f"No such {what}.",
            expected=f"one of {', '.join(known)}.",
            found=", ".join(map(repr, unknown[:5])) + ".",
            remedy=f"Use one of the names above as the task's {what}.",
        )
