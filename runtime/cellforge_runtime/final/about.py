"""`About`: everything a kept model knows of itself besides its weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from cellforge_runtime.training_set import Query

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class About:
    """The JSON beside a model's weights."""

    model: str  # name of the class
    source: str  # of its cell
    source_hash: str
    training: Mapping[str, Any]
    task: Mapping[str, Any]
    features: list[str]
    contexts: list[str]  # with control cells
    measured: list[Query]
    kinds: list[str]  # "unseen-combination/seen-2": what it was refitted for
    seed: int
    device: str
    value_state: str = "log1p of counts per 10,000"
    fingerprint: str = ""
    simulated: bool = False
    interval_of: str | None = None  # metric of the intervals; None before the run was scored
    scores: Mapping[str, list[float]] = field(default_factory=dict)  # kind -> 95 % of held-out scores
    n_held_out: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)  # path -> sha256
    by_kind: Mapping[str, Any] = field(default_factory=dict)  # kind -> its model, source and training; empty: all the same
    dose_unit: Mapping[str, Any] | None = None  # `name` and `written` of `DoseUnit`; None: kept before it was
    version: int = VERSION

    def amounts(self, axis: str) -> list[float]:
        """The doses ("dose") or times ("time") of measured conditions, rising; none where conditions have none."""
        return sorted({getattr(query, axis) for query in self.measured} - {None})

    def model_of(self, kind: str) -> tuple[str, str, Mapping[str, Any]]:
        """Class, source and settings of what was refitted for a kind."""
        own = self.by_kind.get(kind)
        return (own["model"], own["source"], own["training"]) if own else (self.model, self.source, self.training)

    def to_wire(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> About:
        """What `to_wire` gave."""
        measured = [Query(**{**query, "targets": tuple(query["targets"])}) for query in wire["measured"]]
        return cls(**{**wire, "measured": measured})
