"""One network trained by several processes that `torchrun` started: which of them this is, and its part of each batch."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cellforge_runtime.training.loop import Batches


@dataclass(frozen=True)
class Together:
    """Of `size` processes this is number `rank`; `local_size` of them are on this machine."""

    size: int
    rank: int
    local_size: int

    def trainer_options(self, device: str) -> dict[str, Any]:
        """What Lightning's trainer is told: every process holds the whole network, gradients are averaged."""
        from lightning.pytorch.strategies import DDPStrategy

        return {
            "devices": self.local_size,
            "num_nodes": self.size // self.local_size,
            "strategy": DDPStrategy(process_group_backend="nccl" if device == "cuda" else "gloo", find_unused_parameters=True),
            "use_distributed_sampler": False,  # PartOfBatches gives each process its rows
        }


def together(environment: Mapping[str, str] = os.environ) -> Together | None:
    """How `torchrun` started this process; None where it did not, or where it started one alone."""
    if "TORCHELASTIC_RUN_ID" not in environment or int(environment.get("WORLD_SIZE", "1")) < 2:
        return None
    size, rank, local = (int(environment[name]) for name in ("WORLD_SIZE", "RANK", "LOCAL_WORLD_SIZE"))
    return Together(size, rank, local)


class PartOfBatches:
    """This process's rows of each batch, weighted so that the mean over processes is the loss of the whole batch.

    All processes draw the same order. A batch of fewer rows than processes leaves some with a row that counts nothing.
    """

    def __init__(self, batches: Batches, where: Together) -> None:
        self._batches = batches
        self._where = where

    def __len__(self) -> int:
        return len(self._batches)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        size, rank = self._where.size, self._where.rank
        for batch in self._batches:
            n = len(batch["weight"])
            own = {name: a[rank::size] for name, a in batch.items()} if rank < n else {name: a[:1] for name, a in batch.items()}
            # the network's loss is a mean over the rows it is given
            share = len(own["weight"]) * size / n if rank < n else 0.0
            yield own | {"weight": own["weight"] * share}
