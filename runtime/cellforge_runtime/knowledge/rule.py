"""`KnowledgeRule`: a simple baseline, and what targets that are alike by a table did beyond it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy import sparse

from cellforge_runtime.baselines import BASELINES, fitted
from cellforge_runtime.baselines.shrinkage import inner_changes, kept_share
from cellforge_runtime.knowledge.belief import believed, row_beliefs
from cellforge_runtime.knowledge.doses import DoseLikeness
from cellforge_runtime.knowledge.shuffle import shuffled
from cellforge_runtime.knowledge.space import Tables, TermSpace
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.splits.inner import choice_folds, inner_folds
from cellforge_runtime.training_set import Query, TrainingSet

PENALTY = 1.0  # of a kernel whose diagonal is about 1: one target exactly alike is believed by half
SHUFFLES_TO_CHOOSE = 19  # the gain of a table that knows nothing is the greatest of twenty once in twenty times
LEAST_CONDITIONS = 4


@dataclass(frozen=True)
class Choice:
    """Whether inner folds bear a table out, and what it won there per condition over the baseline alone."""

    kept: bool
    factor: float  # share of what the tables add that is kept
    gain: float  # of the correlation of changes
    error_gain: float  # share of the baseline's squared error that it took away
    beaten: int  # of the shuffled tables, by squared error
    conditions: int

    def told(self) -> dict[str, Any]:
        return asdict(self)


class KnowledgeRule:
    """Change = the baseline's + factor x kernel ridge regression, over likeness by the tables, of what the baseline left over.

    A row that the measured changes contradict counts for less (`row_beliefs`). Where doses are varied, less is believed of a
    target at other doses. The features that are an unseen target's own stay the baseline's. It answers what a baseline
    answers: `predict` and `change`.

    References
    ----------
    Kernel ridge regression: Saunders, Gammerman and Vovk, "Ridge regression learning algorithm in dual variables" (1998).
    """

    def __init__(self, baseline: str, tables: Tables, *, factor: float = 1.0, penalty: float = PENALTY) -> None:
        self.baseline_id, self.tables, self.factor, self.penalty = baseline, tables, factor, penalty

    def fit(self, train: TrainingSet, beneath: Beneath | None = None) -> KnowledgeRule:
        """Learn from the training conditions; `beneath` is the baseline's part where it is worked out already."""
        self.train = train
        self.beneath = Beneath(self.baseline_id, train) if beneath is None else beneath
        self.seen = {target for query in train.conditions for target in query.targets}
        self.space = TermSpace(self.tables, sorted(self.seen))
        self.doses = DoseLikeness(train.conditions)
        self.trained, place = self._apart(train.conditions)
        self.counts = np.bincount(place, minlength=len(self.trained))  # (apart,)
        self.left_over = self.beneath.left_over
        if len(self.trained) < len(place):
            groups = sparse.csr_matrix((1 / self.counts[place], (place, np.arange(len(place)))))
            self.left_over = groups @ self.beneath.left_over  # (apart, features)
        self.rows = self.space.of_queries(self.trained)  # (apart, width)
        likeness = self.rows @ self.rows.T * self.doses.between(self.trained, self.trained)
        noise = self.penalty / self.counts
        self.belief = row_beliefs(likeness, noise, self.left_over)  # (apart,)
        # what is asked meets the rows by their belief, and the rows each other
        self.weights = np.linalg.solve(believed(likeness, self.belief) + np.diag(noise), self.left_over)  # (apart, features)
        return self

    def _apart(self, queries: Sequence[Query]) -> tuple[list[Query], np.ndarray]:
        """Queries that the tables tell apart, and which of them each is: contexts and times of one target are one.

        Ridge regression on repeated rows is that on their mean, with the penalty shared out among them.
        """
        keys = [(query.targets, query.dose if self.doses.is_varied else None) for query in queries]
        first = {key: i for i, key in reversed(list(enumerate(keys)))}
        order = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        return [queries[first[key]] for key in order], np.array([order[key] for key in keys], dtype=int)

    def predict(self, queries: Sequence[Query]) -> np.ndarray:
        """Mean profiles, (n_queries, n_features)."""
        return self.train.matched_controls(queries) + self.change(queries)

    def change(self, queries: Sequence[Query]) -> np.ndarray:
        """The predicted change against the model's controls, (n_queries, n_features)."""
        return self.beneath.baseline.change(queries) + self.added(queries)

    def added(self, queries: Sequence[Query]) -> np.ndarray:
        """What the tables add to the baseline's change, (n_queries, n_features)."""
        alike, where = self._apart(queries)
        asked = self.rows @ self.space.of_queries(alike).T * self.doses.between(self.trained, alike)  # (apart, alike)
        added = (self.factor * ((self.belief[:, None] * asked).T @ self.weights))[where]
        place = {name: i for i, name in enumerate(self.train.features)}
        for row, query in enumerate(queries):
            added[row, [place[target] for target in query.targets if target in place and target not in self.seen]] = 0.0
        return added


class Beneath:
    """The baseline under a rule, and what it left over of each training condition, (conditions, features).

    That is measured with the condition held out, where inner folds hold it out: a baseline knows its own training too well.
    """

    def __init__(self, baseline: str, train: TrainingSet) -> None:
        self.baseline = fitted(baseline, train)
        self.left_over = train.delta() - self.baseline.change(train.conditions)
        predicted, measured = inner_changes(BASELINES[baseline], train)
        place = {query: row for row, query in enumerate(train.conditions)}
        held_out = [place[query] for fold in choice_folds(train) for query in fold.queries]
        if held_out:
            self.left_over[held_out] = measured - predicted


class Inside:
    """The inner folds of a training set, with what a baseline answers there: where the use of tables is decided."""

    def __init__(self, baseline: str, train: TrainingSet) -> None:
        self.baseline_id, self.train = baseline, train
        self.folds = inner_folds(train, cells=False)
        self.n = sum(len(fold.queries) for fold in self.folds)
        self.beneath = [Beneath(baseline, fold.train) for fold in self.folds]
        nothing = np.zeros((0, len(train.features)))
        simple = [known.baseline.change(fold.queries) for fold, known in zip(self.folds, self.beneath)]
        self.simple = np.concatenate([nothing, *simple])
        self.truth = np.concatenate([nothing, *(fold.held_out.delta() for fold in self.folds)])
        self.error = float(((self.simple - self.truth) ** 2).mean()) if self.n else 0.0

    def added(self, tables: Tables, factor: float = 1.0) -> list[np.ndarray]:
        """What the tables add on each fold, (held out, features)."""
        rules = [KnowledgeRule(self.baseline_id, tables, factor=factor).fit(f.train, k) for f, k in zip(self.folds, self.beneath)]
        return [rule.added(fold.queries) for rule, fold in zip(rules, self.folds)]

    def judged(self, tables: Tables) -> tuple[float, float, float]:
        """The factor with the least squared error, the share of the error that it takes away, the gain in correlation."""
        if not self.n or self.error == 0:
            return 0.0, 0.0, 0.0
        added = np.concatenate(self.added(tables))
        rest = self.truth - self.simple
        factor = round(kept_share(added, rest), 2) if added.any() else 0.0
        taken_away = 1 - float(((rest - factor * added) ** 2).mean()) / self.error
        closer = row_correlation(self.simple + factor * added, self.truth) - row_correlation(self.simple, self.truth)
        return factor, taken_away, float(closer.mean())


def choose_knowledge(tables: Tables, inside: Inside) -> Choice:
    """Use the tables only where inner folds bear them out: they gain over the baseline, and more than when shuffled.

    The gain in squared error must exceed that of each of 19 tables shuffled between genes, each with its own best factor,
    so that a table that knows nothing is taken once in twenty times at most; and the correlation must gain too.
    """
    factor, error_gain, gain = inside.judged(tables)
    if inside.n < LEAST_CONDITIONS or gain <= 0 or error_gain <= 0:
        return Choice(False, factor, gain, error_gain, 0, inside.n)
    names = {target for query in inside.train.conditions for target in query.targets}
    beaten = sum(error_gain > inside.judged(shuffled(tables, names, seed))[1] for seed in range(SHUFFLES_TO_CHOOSE))
    return Choice(beaten == SHUFFLES_TO_CHOOSE, factor, gain, error_gain, beaten, inside.n)
