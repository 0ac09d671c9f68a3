"""The known truth of a simulated data set, kept in `uns["truth"]` and read here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cellforge_runtime.datasets.screen import CONTROL, Screen, SimulatedCondition
from cellforge_runtime.errors import CellForgeError

if TYPE_CHECKING:
    from anndata import AnnData


@dataclass(frozen=True)
class Truth:
    """Expected profiles, log1p(counts per 10,000) or CLR, of every condition, measured or not."""

    perturbation: list[str]
    cell_type: list[str]
    is_measured: np.ndarray  # (conditions,)
    expected: np.ndarray  # (conditions, genes)
    silent_targets: list[str]
    amount: np.ndarray  # (conditions,) dose or time; NaN where there is none

    def profile(self, perturbation: str, cell_type: str | None = None, amount: float | None = None) -> np.ndarray:
        """Expected profile of one condition; `A+B` and `B+A` are the same. `amount` is its dose or time. (genes,)

        Of controls those of the time where cells drift, else those there are.
        """
        label = "+".join(sorted(perturbation.split("+")))
        context = cell_type if cell_type is not None else self.cell_type[0]
        own = [i for i, here in enumerate(zip(self.perturbation, self.cell_type)) if here == (label, context)]
        if label == CONTROL and len(own) == 1:
            return self.expected[own[0]]
        for i in own:
            if amount is None or self.amount[i] == amount:
                return self.expected[i]
        raise CellForgeError(
            "simulate/unknown-condition",
            message="The simulation knows no such condition.",
            expected=f"one of its {len(self.perturbation)} conditions, such as {self.perturbation[1]!r}.",
            found=f"{perturbation!r} in {context!r}.",
            remedy="See known_truth(adata).perturbation and .cell_type.",
        )

    def change(self, perturbation: str, cell_type: str | None = None, amount: float | None = None) -> np.ndarray:
        """Expected change against the control of the same cell type, and of the same time where cells drift. (genes,)"""
        return self.profile(perturbation, cell_type, amount) - self.profile(CONTROL, cell_type, amount)


def write_truth(adata: AnnData, screen: Screen, expected: np.ndarray) -> None:
    """Keep the truth in `uns["truth"]`, as plain arrays that an .h5ad file can hold."""
    adata.uns["truth"] = {
        "perturbation": np.array([c.label for c in screen.conditions], dtype=object),
        "cell_type": np.array([screen.contexts[c.context] for c in screen.conditions], dtype=object),
        "is_measured": np.array([c.is_measured for c in screen.conditions]),
        "expected": expected.astype(np.float32),
        "amount": np.array([_amount(c) for c in screen.conditions]),
        "silent_targets": np.array(sorted(_silent(screen)), dtype=object),
    }


def _silent(screen: Screen) -> set[str]:
    """Labels of the single targets that change nothing."""
    return {c.label for c in screen.conditions if len(c.targets) == 1 and screen.is_silent[c.targets[0]]}


def _amount(condition: SimulatedCondition) -> float:
    told = condition.dose if condition.dose is not None else condition.time
    return float("nan") if told is None else told


def known_truth(adata: AnnData, modality: str = "rna") -> Truth:
    """The truth of an object made by `simulate`, whole or cut down to some of its cells.

    `modality="protein"`: expected centred log ratios of the proteins, where the kind has any.
    """
    stored = adata.uns.get("truth") if adata.uns.get("simulated") else None
    if stored is None:
        raise CellForgeError(
            "simulate/no-truth",
            message="This object has no known truth.",
            expected="an AnnData made by cellforge_runtime.datasets.simulate.",
            found='no uns["simulated"] with uns["truth"].',
            remedy="Measured data have a noise ceiling instead.",
        )
    values = "expected" if modality != "protein" else "expected_protein"
    if values not in stored:
        raise CellForgeError(
            "simulate/no-truth",
            message=f"This simulation has no {modality}.",
            expected='an object made by simulate(kind="protein").',
            found=f"kind {adata.uns['simulation']['kind']!r}.",
            remedy='Use known_truth(adata), or simulate("protein").',
        )
    return Truth(
        perturbation=[str(v) for v in stored["perturbation"]],
        cell_type=[str(v) for v in stored["cell_type"]],
        is_measured=np.asarray(stored["is_measured"], dtype=bool),
        expected=np.asarray(stored[values]),
        silent_targets=[str(v) for v in stored["silent_targets"]],
        amount=np.asarray(stored["amount"]) if "amount" in stored else np.full(len(stored["perturbation"]), np.nan),
    )
