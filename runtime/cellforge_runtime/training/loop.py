"""The training loop: Lightning, without anything that writes outside the working folder."""

from __future__ import annotations

import copy
import logging
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from cellforge_runtime.training.together import PartOfBatches, together

LOOK_EVERY = 10  # epochs; one is a step or two
ACCELERATORS = {"cuda": "gpu", "mps": "mps", "cpu": "cpu"}


@dataclass(frozen=True)
class Loop:
    """Settings of the loop, all from the training cell."""

    max_epochs: int
    patience: int
    batch_size: int
    stops_early: bool
    device: str = "cpu"
    bfloat16: bool = False  # multiply in it; weights stay in 32 bits


class Batches:
    """Batches of examples in a new order each epoch: dictionaries of tensors, sliced at once, not row by row."""

    def __init__(self, arrays: dict[str, np.ndarray], batch_size: int, seed: int, *, device: str = "cpu") -> None:
        import torch

        self.arrays = {name: torch.as_tensor(a, dtype=torch.float32, device=device) for name, a in arrays.items()}
        self.n = len(next(iter(arrays.values())))
        self.batch_size = batch_size
        self.generator = torch.Generator().manual_seed(seed)

    def __len__(self) -> int:
        return max(1, round(self.n / self.batch_size))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        import torch

        order = torch.randperm(self.n, generator=self.generator)
        for rows in torch.tensor_split(order, len(self)):
            yield {name: a[rows.to(a.device)] for name, a in self.arrays.items()}


def train_network(
    network: Any,
    batches: Batches,
    loop: Loop,
    *,
    validation_error: Callable[[], float] | None = None,
    stop_at: int | None = None,
    progress: Callable[..., None] | None = None,
) -> int:
    """Fit a LightningModule in place and return the epoch it stands at.

    With `validation_error` and `stops_early` it ends where that has not fallen for `patience` epochs, and goes back to
    the best epoch. `stop_at` ends it after so many epochs; the schedule spans `max_epochs` all the same.
    """
    import lightning as L
    import torch
    from lightning.pytorch.plugins.environments import LightningEnvironment

    torch.set_num_threads(1)  # nets this small are over ten times slower on several
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)  # its advice is for larger jobs
    watch = _watch(loop, validation_error, stop_at, progress)
    where = together()
    # one process, on a cluster too: looking for Slurm or MPI would start the latter, which ends this process
    alone = {"devices": 1, "plugins": [LightningEnvironment()]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Lightning's advice on workers and loggers
        trainer = L.Trainer(
            max_epochs=loop.max_epochs,
            accelerator=ACCELERATORS[loop.device],
            precision="bf16-mixed" if loop.bfloat16 else "32-true",
            logger=False,
            enable_progress_bar=False,
            enable_model_summary=False,
            enable_checkpointing=False,
            gradient_clip_val=1.0,
            callbacks=[watch],
            **(alone if where is None else where.trainer_options(loop.device)),
        )
        trainer.fit(network, batches if where is None else PartOfBatches(batches, where))
    if watch.best is not None:
        network.load_state_dict(watch.best)
    network.eval()
    return watch.best_epoch or trainer.current_epoch


def _watch(
    loop: Loop,
    validation_error: Callable[[], float] | None,
    stop_at: int | None,
    progress: Callable[..., None] | None,
) -> Any:
    from lightning.pytorch.callbacks import Callback

    last = stop_at or loop.max_epochs

    class Watch(Callback):
        best: dict | None = None
        best_epoch = 0
        best_error = np.inf

        def on_train_epoch_end(self, trainer: Any, network: Any) -> None:
            epoch = trainer.current_epoch + 1
            if epoch % LOOK_EVERY and epoch != last:
                return
            error = self.look(network, epoch) if validation_error is not None else None
            is_stuck = self.best is not None and epoch - self.best_epoch >= loop.patience
            if epoch >= last or (loop.stops_early and is_stuck):
                trainer.should_stop = True
            if progress is not None:
                loss = trainer.callback_metrics.get("loss")  # None where the network logs none
                if loss is not None and trainer.world_size > 1:
                    loss = trainer.strategy.reduce(loss, reduce_op="mean")  # of the whole batch
                progress(epoch=epoch, epochs=last, loss=None if loss is None else float(loss), validation_loss=error)

        def look(self, network: Any, epoch: int) -> float:
            network.eval()
            error = validation_error()
            network.train()
            # before the learning rate has come down the error says little
            if loop.stops_early and epoch >= loop.max_epochs / 2 and error < self.best_error:
                self.best, self.best_epoch, self.best_error = copy.deepcopy(network.state_dict()), epoch, error
            return error

    return Watch()
