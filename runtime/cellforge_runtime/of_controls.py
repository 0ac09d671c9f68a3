"""`OfControls`: something said of control cells, by context and, where they were taken over time, by context and time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from cellforge_runtime.describe.control_groups import nearest_time

if TYPE_CHECKING:
    from cellforge_runtime.training_set import Query

T = TypeVar("T")


class OfControls(dict[str, T]):
    """What is said of all controls of each context; `of` tells it of those that a condition is compared with.

    `at` has it by context and time, and is empty where controls were not taken over time.
    """

    def __init__(
        self, by_context: Mapping[str, T] | Iterable[tuple[str, T]] = (), at: Mapping[tuple[str, float], T] | None = None
    ) -> None:
        super().__init__(by_context)
        self.at: dict[tuple[str, float], T] = dict(at or {})

    def of(self, query: Query) -> T:
        """What is said of the controls of the query's context and, where there are any, of its time or the nearest.

        Raises
        ------
        KeyError
            Nothing is said of the query's context.
        """
        time = self.time_of(query)
        return self[query.context] if time is None else self.at[query.context, time]

    def time_of(self, query: Query) -> float | None:
        """The time of the controls that a query is compared with; None where it is all controls of its context."""
        return nearest_time([time for context, time in self.at if context == query.context], query.time) if self.at else None

    def changed(self, change: Callable[[Any], T]) -> OfControls[T]:
        """The same said of every group after `change`."""
        return OfControls(
            {name: change(each) for name, each in self.items()}, {key: change(each) for key, each in self.at.items()}
        )
