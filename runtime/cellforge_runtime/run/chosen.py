"""`Chosen`: which source with which settings is fitted where: the one model, or what the rule took in each training set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cellforge_runtime.baselines import BASELINES
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run.cell_source import CellSource, cell_source
from cellforge_runtime.run.kept import Kept
from cellforge_runtime.run.piece import Outcome, Piece
from cellforge_runtime.run.pool import PoolSettings, do_all
from cellforge_runtime.run.settings import checked_settings
from cellforge_runtime.run.stage import Stage
from cellforge_runtime.run.status import Status
from cellforge_runtime.run.stop_file import stop_if_asked

if TYPE_CHECKING:
    from cellforge_runtime.adapters.adapter import Adapter
    from cellforge_runtime.data import Data
    from cellforge_runtime.search import Choice, Search
    from cellforge_runtime.splits import Folds
    from cellforge_runtime.training_set import TrainingSet


@dataclass(frozen=True)
class Chosen:
    """`choice` says how it was chosen; None where there was nothing to choose."""

    source: CellSource
    training: dict[str, Any]
    choice: Choice | None = None


@dataclass(frozen=True)
class Means:
    """With what fits are done."""

    settings: PoolSettings
    status: Status
    kept: Kept


def chosen_in_folds(model: type | Search | Adapter, folds: Folds, training: Mapping[str, Any], means: Means) -> list[Chosen]:
    """What is fitted in each fold, in order; a search looks at the fold's training set alone."""
    from cellforge_runtime.adapters.adapter import Adapter
    from cellforge_runtime.assessed_part import without_blind
    from cellforge_runtime.data import training_set

    if isinstance(model, Adapter):
        return [Chosen(model.source, {**model.settings_for(folds), **checked_settings(dict(training))})] * len(folds)

    def of(fold: Any) -> Callable[[], TrainingSet]:
        # what is kept from the design takes no part in a choice
        return lambda: without_blind(training_set(folds.data, fold), folds)

    sets = {f"fold-{fold.index}": of(fold) for fold in folds}
    return _chosen(model, folds.data, sets, (training, len(sets) * len(folds.data.task.seeds)), means)


def chosen_in_kinds(
    model: type | Search, data: Data, kinds: Sequence[str], training: Mapping[str, Any], means: Means
) -> list[Chosen]:
    """What is refitted on all conditions for each kind of question, in order."""
    from cellforge_runtime.data import full_training_set

    def of(kind: str) -> Callable[[], TrainingSet]:
        return lambda: full_training_set(data, *kind.split("/"))

    sets = {kind.replace("/", "-"): of(kind) for kind in kinds}
    return _chosen(model, data, sets, (training, len(sets)), means)


def _chosen(
    model: type | Search,
    data: Data,
    sets: Mapping[str, Callable[[], TrainingSet]],
    after: tuple[Mapping[str, Any], int],
    means: Means,
) -> list[Chosen]:
    from cellforge_runtime.search.candidates import Search

    training, n_after = after
    if not isinstance(model, Search):
        one = Chosen(cell_source(model), checked_settings(dict(training)))
        return [one] * len(sets)
    if training:
        raise CellForgeError(
            "search/settings",
            message="Settings of candidates stand with the candidates.",
            expected="run.fit(search, folds) alone.",
            found=", ".join(sorted(training)[:5]) + ".",
            remedy="Give each candidate its own: cf.Candidate(Model, {...}).",
        )
    from cellforge_runtime.search.choose import choose_inside, n_fits
    from cellforge_runtime.search.inside import Inside, inner_judge

    judge = inner_judge(data)

    def go_on() -> None:
        stop_if_asked(means.settings.folder, means.status)

    insides = []
    for name, whole in sets.items():
        go_on()
        insides.append(Inside(name, whole, judge))
    before = n_fits(insides, model)
    part = before / (before + n_after)

    def fit_all(pieces: list[Piece], minutes: float | None, shares: tuple[float, float]) -> list[Outcome | CellForgeError]:
        given = [limit for limit in (minutes, means.settings.minutes) if limit is not None]
        settings = replace(means.settings, fails_alone=True, minutes=min(given, default=None))
        stage = Stage(means.status, part * shares[0], part * shares[1])
        return do_all(pieces, settings, stage, means.kept)

    choices = choose_inside(data, insides, model, (fit_all, go_on))
    return [_taken(model, choice) for choice in choices]


def _taken(search: Search, choice: Choice) -> Chosen:
    from cellforge_runtime.search.choice import BASELINE

    if choice.taken == BASELINE:
        settings = choice.searched.get(str(choice.baseline), {})
        return Chosen(cell_source(BASELINES[str(choice.baseline)]), dict(settings), choice)
    first = search.contestants[0]  # trials are of its source
    source = next((one.source for one in search.contestants if one.id == choice.taken), first.source)
    training = next(one.training for one in choice.tried if one.id == choice.taken)
    return Chosen(source, dict(training), choice)
