"""`Run`: one experiment in a folder beside the notebook: fit, evaluate, refit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cellforge_runtime.device import chosen_device
from cellforge_runtime.given import must_be
from cellforge_runtime.prediction import FoldPrediction, Predictions
from cellforge_runtime.run.chosen import Chosen, Means, chosen_in_folds
from cellforge_runtime.run.cluster import cluster_for
from cellforge_runtime.run.kept import Kept
from cellforge_runtime.run.piece import Piece
from cellforge_runtime.run.pool import PoolSettings, do_all
from cellforge_runtime.run.room import share_of_memory_mb
from cellforge_runtime.run.status import Status
from cellforge_runtime.run.stop_file import StopFile, until_stopped
from cellforge_runtime.stored_cells import StoredCells
from cellforge_runtime.worker import job as jobs

if TYPE_CHECKING:
    from cellforge_runtime.adapters.adapter import Adapter
    from cellforge_runtime.data import Data
    from cellforge_runtime.knowledge import Knowledge
    from cellforge_runtime.report.result import Result
    from cellforge_runtime.saved_model import FinalModel
    from cellforge_runtime.search import Search
    from cellforge_runtime.splits import Fold, Folds


class Run:
    """Fits models in workers and scores what they predict in the kernel.

    Everything is kept in `folder`: `status.json` and `progress.jsonl` while work goes on, `result.json`, the outputs of
    the evaluation cell in `outputs/`, what models write in `checkpoints/`. A file `stop` there ends the work, or, made
    between two cells of the run, that of the next one; so does interrupting the kernel.

    Parameters
    ----------
    folder
        Beside the notebook; made when it is missing. Its name is the run's id.
    device
        `"auto"`, `"cuda"`, `"mps"` or `"cpu"`. With `"auto"`, networks too small to gain from a card are trained on the
        CPU, and the result says so.
    memory_mb, minutes
        The most that a worker may take and a fit may last; by default its part of four fifths of the free memory,
        and no end.
    scheduler
        Where fits run: `"auto"`, `"local"` (this machine's own pool), `"dask"`, the address of a Dask scheduler, or a
        `distributed.Client`; what they mean stands in `cellforge_runtime.run.cluster.cluster_for`.
    """

    def __init__(
        self,
        folder: str | Path,
        device: str = "auto",
        *,
        memory_mb: int | None = None,
        minutes: float | None = None,
        scheduler: Any = "auto",
    ) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.id = self.folder.resolve().name
        self.device = chosen_device(device)
        self._is_named = device != "auto"
        self._memory_mb = memory_mb
        self._minutes = minutes
        self._scheduler = scheduler
        self._stop = StopFile(self.folder)

    def __repr__(self) -> str:
        return f"Run({str(self.folder)!r}, device={self.device!r})"

    def fit(self, model: type | Search | Adapter, folds: Folds, **training: Any) -> Predictions:
        """Fit the model on every fold and seed, each in a worker, and predict the held-out conditions.

        `training` goes to the model's constructor. Only the source of the model's cell reaches a worker. Of a `Search`,
        each fold fits the candidate that the rule takes on inner folds of that fold's training set. A published method
        (`cf.adapters.gears()`) is fitted in its own environment. Where the task has several modalities, the model is fitted
        once for each, told apart by `train.modality`; a `Search` takes by the first.

        Raises
        ------
        Stopped
            The kernel was interrupted, or a file `stop` appeared in the run folder.
        CellForgeError
            The model's source does not stand alone, or a fit failed; finished folds are kept either way.
        """
        from cellforge_runtime.adapters.adapter import Adapter
        from cellforge_runtime.splits import Folds

        must_be(folds, Folds, "The folds of run.fit", "predictions = run.fit(Model, cf.split(data))")
        started = time.monotonic()
        kept = Kept(self.folder / "kept", identity=_identity(folds.data), device=self.device)
        status = self._begin("training")
        told = [folds.of(modality) for modality in folds.data.each]
        # published methods run in environments of this machine
        scheduler = "local" if isinstance(model, Adapter) else self._scheduler
        with self._settings(status, len(told) * len(folds) * len(folds.data.task.seeds), scheduler) as settings:
            settings = replace(settings, one_by_one=is_kept_in_file(folds.data))
            chosen = chosen_in_folds(model, folds, training, Means(settings, status, kept))
            asked = [(own, fold, seed, one) for own in told for fold, one in zip(own, chosen) for seed in own.data.task.seeds]
            pieces = [_piece_of(own, fold, seed, one) for own, fold, seed, one in asked]
            settings = _since(started, settings)
            if isinstance(model, Adapter):
                settings = replace(settings, start=model.start_workers)
            outcomes = do_all(pieces, settings, status, kept)
        kept.clear()
        status.end("done")
        first, *others = [
            Predictions(
                folds=own,
                items=tuple(
                    FoldPrediction(fold, seed, o.model, o.component, o.report, o.seconds, o.peak_rss_mb, one.choice)
                    for (whose, fold, seed, one), o in zip(asked, outcomes)
                    if whose is own
                ),
                plan_name=getattr(model, "plan_name", None) or model.__name__,
                device=self.device,
                seconds=time.monotonic() - started,
                source_hash=chosen[0].source.hash,
            )
            for own in told
        ]
        return replace(first, others={each.folds.data.modality: each for each in others})

    def evaluate(self, predictions: Predictions, *, knowledge: Knowledge | None = None, cell_eval: bool = False) -> Result:
        """Score the predictions beside baselines and the noise ceiling; kept in `result.json`.

        `knowledge`, the tables that the model was given, is scored beside no knowledge and beside shuffled tables.
        `cell_eval` adds columns by the conventions of that package, for comparison with papers that use it.
        """
        from cellforge_runtime.run.evaluate import evaluate

        must_be(predictions, Predictions, "The predictions of run.evaluate", "result = run.evaluate(run.fit(Model, folds))")
        return evaluate(self.folder, predictions, self._begin("evaluating"), knowledge, cell_eval=cell_eval)

    def refit(self, model: type | Search, data: Data, **training: Any) -> FinalModel:
        """Fit the model on all conditions, for predictions of what nobody measured; of a `Search`, by the same rule."""
        from cellforge_runtime.data import Data
        from cellforge_runtime.run.refit import refit

        must_be(data, Data, "The data of run.refit", "final = run.refit(Model, cf.prepare(adata, task))")
        kept = Kept(self.folder / "kept", identity=_identity(data), device=self.device)
        status = self._begin("refitting")
        with self._settings(status, len(data.task.scenarios), self._scheduler) as settings:
            settings = replace(settings, one_by_one=is_kept_in_file(data))
            return refit(model, data, training, Means(settings, status, kept))

    @contextmanager
    def _settings(self, status: Status, n_pieces: int, scheduler: Any) -> Iterator[PoolSettings]:
        """The pool's limits, and the cluster while it is open; a `stop` in the folder holds from here to the end."""
        with until_stopped(self.folder, status), cluster_for(scheduler, n_pieces) as cluster:
            yield PoolSettings(
                folder=self.folder,
                device=self.device,
                is_named=self._is_named,
                memory_mb=self._memory_mb,
                memory_in_all_mb=share_of_memory_mb(),
                minutes=self._minutes,
                cluster=cluster,
            )

    def _begin(self, phase: str) -> Status:
        self._stop.begin(phase)
        return Status(self.folder, run=self.id, device=self.device, phase=phase)


def is_kept_in_file(data: Data) -> bool:
    """Whether cells of any modality are too many for memory."""
    return any(isinstance(each.x, StoredCells) for each in data.each.values())


def _since(started: float, settings: PoolSettings) -> PoolSettings:
    """What choosing took is no longer there for the fits."""
    if settings.minutes is None:
        return settings
    return replace(settings, minutes=max(settings.minutes - (time.monotonic() - started) / 60, 0.0))


def _piece_of(folds: Folds, fold: Fold, seed: int, chosen: Chosen) -> Piece:
    from cellforge_runtime.data import queries, training_set

    return Piece(
        kind=jobs.FIT,
        name=f"fold-{fold.index}-seed-{seed}{beside(folds.data)}",
        source=chosen.source,
        give=lambda folder: training_set(folds.data, fold).write(folder / jobs.TRAIN),
        queries=queries(folds.data, fold),
        features=folds.data.features,
        training=chosen.training,
        seed=seed,
        scenario=fold.scenario,
        fold=fold.index,
    )


def _identity(data: Data) -> str:
    return f"{data.task.hash}/{data.fingerprint}/{'/'.join(each.content for each in data.each.values())}"


def beside(data: Data) -> str:
    """What tells the pieces of a modality from those of the task's first, whose names have no ending."""
    return "" if data.modality == data.task.modalities[0] else f"-{data.modality}"
