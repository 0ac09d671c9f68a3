"""`Fold` and `Folds`: who is held out, who trains, and which controls each side sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from cellforge_runtime.data import Data

BLIND = "design_blind"


@dataclass(frozen=True, eq=False)
class Fold:
    """One outer fold. `index` is its number among all folds of the task, over scenarios and parts."""

    scenario: str
    index: int
    train: np.ndarray  # ids of training conditions
    held_out: np.ndarray  # ids of scored conditions
    part_of: dict[int, str]  # held-out condition id -> part it is scored in
    model_controls: np.ndarray  # cell ids, C_m
    scoring_controls: np.ndarray  # cell ids, C_s
    seed: int
    part: str = "all"  # the rule that drew the fold; inner folds are drawn with the same one

    def __repr__(self) -> str:
        sides = f"trains on {len(self.train)} conditions, holds out {len(self.held_out)}"
        return f"Fold {self.index} of {self.scenario}, {self.part}: {sides}"


@dataclass(frozen=True)
class Unscored:
    """A condition that a scenario part is about but can't score, with the reason."""

    scenario: str
    part: str
    label: str
    reason: str


@dataclass(frozen=True, eq=False)
class Folds:
    """The folds of a task in order, the data they hold out of, and what can't be scored."""

    data: Data
    folds: tuple[Fold, ...]
    unscored: tuple[Unscored, ...] = ()
    blind: frozenset[int] = field(default_factory=frozenset)  # condition ids kept from the design

    def __repr__(self) -> str:
        told = [f"{len(self.folds)} fold{'s' * (len(self.folds) != 1)}"]
        for scenario, part in self.parts():
            own = [fold for fold in self.folds if fold.scenario == scenario and part in fold.part_of.values()]
            n = sum(of == part for fold in own for of in fold.part_of.values())
            n_not = sum((each.scenario, each.part) == (scenario, part) for each in self.unscored)
            told.append(
                f"    {scenario}, {part}: {n} held-out conditions in {len(own)} fold{'s' * (len(own) != 1)}"
                + (f"; {n_not} more can't be scored in it" if n_not else "")
            )
        return "\n".join(told)

    def __iter__(self) -> Iterable[Fold]:
        return iter(self.folds)

    def __len__(self) -> int:
        return len(self.folds)

    def __getitem__(self, index: int) -> Fold:
        return self.folds[index]

    def of(self, modality: str) -> Folds:
        """The same folds of the same cells, in another modality of the task."""
        return self if modality == self.data.modality else replace(self, data=self.data.others[modality])

    def parts(self) -> list[tuple[str, str]]:
        """The scenario parts that are scored, in order."""
        found = {(fold.scenario, part): None for fold in self.folds for part in fold.part_of.values()}
        return list(found)

    def table(self) -> pd.DataFrame:
        """One row a fold: what it trains on and what it holds out."""
        import pandas as pd

        rows = [
            {
                "scenario": fold.scenario,
                "part": fold.part,
                "train": len(fold.train),
                "held out": len(fold.held_out),
                "conditions": ", ".join(self.data.label(i) for i in fold.held_out),
            }
            for fold in self.folds
        ]
        return pd.DataFrame(rows, index=pd.Index([fold.index for fold in self.folds], name="fold"))
