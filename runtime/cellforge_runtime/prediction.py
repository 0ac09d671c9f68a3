"""`Predictions`: what the workers sent back for the held-out conditions, checked and ready to be scored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.training_set import Query

if TYPE_CHECKING:
    from cellforge_runtime.search.choice import Choice
    from cellforge_runtime.splits import Fold, Folds


@dataclass(frozen=True, eq=False)
class FoldPrediction:
    """Predicted mean profiles of one fold's held-out conditions, in the order of `fold.held_out`."""

    fold: Fold
    seed: int
    model: np.ndarray  # (held out, features)
    component: np.ndarray | None  # the same without shrinkage or fallback, where the model tells it apart
    report: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    peak_rss_mb: float = 0.0
    choice: Choice | None = None  # of a search: which candidate this fold took


@dataclass(frozen=True, eq=False)
class Predictions:
    """All folds and seeds of one model; iterates over them."""

    folds: Folds
    items: tuple[FoldPrediction, ...]
    plan_name: str
    device: str
    seconds: float
    source_hash: str
    others: Mapping[str, Predictions] = field(default_factory=dict)  # modality -> the same model's on it

    def __repr__(self) -> str:
        n_profiles = sum(len(item.model) for item in self.items)
        return (
            f"Predictions of {self.plan_name} for {'/'.join(self.each)}: {len(self.items)} fits on {self.device}, "
            f"{n_profiles:,} profiles of held-out conditions"
        )

    @property
    def each(self) -> dict[str, Predictions]:
        """Those of every modality, the first of the task first."""
        return {self.folds.data.modality: self, **self.others}

    def __iter__(self) -> Iterator[FoldPrediction]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def of(self, fold: Fold, seed: int) -> FoldPrediction:
        """The prediction of one fold and seed."""
        return next(item for item in self.items if item.fold.index == fold.index and item.seed == seed)

    @property
    def peak_rss_mb(self) -> float:
        """The most memory any one worker held."""
        return max((item.peak_rss_mb for item in self.items), default=0.0)


def checked(predicted: np.ndarray, queries: Sequence[Query], features: Sequence[str]) -> np.ndarray:
    """The predicted profiles, if that is what they are.

    Raises
    ------
    CellForgeError
        `prediction/shape`, or `prediction/not-finite` with the features it is about.
    """
    wanted = (len(queries), len(features))
    if predicted.shape != wanted or predicted.dtype.kind not in "fiu":
        raise CellForgeError(
            "prediction/shape",
            message="The model's predictions are not one profile for each query.",
            expected=f"numbers of shape {wanted}: {wanted[0]} queries, {wanted[1]} features.",
            found=f"{predicted.dtype} of shape {predicted.shape}.",
            remedy="Let predict(queries) return an array (n_queries, n_features).",
        )
    is_bad = ~np.isfinite(predicted)
    if is_bad.any():
        by_feature = is_bad.sum(axis=0)
        worst = [features[i] for i in np.argsort(-by_feature, kind="stable")[:5] if by_feature[i]]
        more = int((by_feature > 0).sum()) - len(worst)
        first = queries[int(np.argmax(is_bad.any(axis=1)))].label
        raise CellForgeError(
            "prediction/not-finite",
            message="The model predicted NaN or infinity.",
            expected="a finite number for every feature.",
            found=f"{int(is_bad.sum()):,} such values, first in {first!r}; features {', '.join(worst)}"
            + (f" and {more:,} more." if more else "."),
            remedy="Look for a loss that diverged (lower the learning rate) or a division by zero in the model cell.",
        )
    return predicted.astype(np.float64, copy=False)
