"""Work that is done once for each training set."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from cellforge_runtime.training_set import TrainingSet

Answer = TypeVar("Answer")


def once_per_training_set(work: Callable[[TrainingSet], Answer]) -> Callable[[TrainingSet], Answer]:
    """Keeps the answer for as long as the training set lives."""
    known: WeakKeyDictionary[TrainingSet, Answer] = WeakKeyDictionary()

    @wraps(work)
    def done(train: TrainingSet) -> Answer:
        if train not in known:
            known[train] = work(train)
        return known[train]

    return done
