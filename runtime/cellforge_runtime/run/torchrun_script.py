"""`torchrun_script`: the final fit of one large model over several GPUs, as a script that `torchrun` starts once a GPU."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run.cell_source import cell_source
from cellforge_runtime.run.chosen import Chosen
from cellforge_runtime.run.refit import place_of, refitted_model
from cellforge_runtime.run.settings import checked_settings

if TYPE_CHECKING:
    from cellforge_runtime.data import Data
    from cellforge_runtime.run.run import Run
    from cellforge_runtime.saved_model import FinalModel

SCRIPT = '''"""Fits the model of model.py on all conditions, for each kind of question, by several processes together.

Each process holds the whole network and its part of every batch; gradients are averaged
(DistributedDataParallel), so that a step is the one that a single process would take on the whole batch.
Start it by torchrun, with a process a GPU; on several machines with --nnodes and --rdzv-endpoint besides.
"""

import json
import os
from pathlib import Path

import torch
from cellforge_runtime.training_set import TrainingSet
from model import {model} as Model

folder = Path(__file__).resolve().parent
settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
rank = int(os.environ.get("RANK", "0"))
if settings["device"] == "cuda":
    torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))

for place in settings["places"]:
    losses = []

    def progress(epoch, epochs, loss, **_):
        if not epochs:
            return  # it says what comes next
        losses.append([epoch, loss])
        if rank == 0:
            print(f"{{place}}: epoch {{epoch}} of {{epochs}}, loss {{loss}}", flush=True)

    model = Model(**settings["training"])
    train = TrainingSet.read(folder / place / "train")
    model.fit(train, None, seed=settings["seed"], device=settings["device"], progress=progress)
    if rank == 0:
        saved = folder / place / "saved"
        saved.mkdir(exist_ok=True)
        model.save(saved)
        told = {{"losses": losses, "processes": int(os.environ.get("WORLD_SIZE", "1"))}}
        (folder / place / "done.json").write_text(json.dumps(told), encoding="utf-8")
'''


@dataclass(frozen=True)
class TorchrunScript:
    """Written and ready: run `command` in a terminal or a cell (`!{script.command}`), then ask for `model()`."""

    path: Path
    command: str
    run_folder: Path
    data: Data
    kinds: dict[str, Chosen]
    device: str

    def model(self) -> FinalModel:
        """The model as the script saved it.

        Raises
        ------
        CellForgeError
            `torchrun/not-done`: the script has not ended yet, or not well.
        """
        target = self.run_folder / "final"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        for place in _places(self.data, list(self.kinds)):
            own = self.path.parent / place
            if not (own / "done.json").exists():
                raise CellForgeError(
                    "torchrun/not-done",
                    message="The script has not trained the model yet.",
                    expected=f"{own / 'done.json'}, which it writes last.",
                    found="no such file.",
                    remedy=f"Run {self.command}",
                )
            shutil.copytree(own / "saved", target / place)
        return refitted_model(self.run_folder, self.data, self.kinds, device=self.device)


def torchrun_script(run: Run, model: type, data: Data, *, processes: int, **training: Any) -> TorchrunScript:
    """Write the final fit (`run.refit`) as a script for `torchrun` into the run folder.

    The script is a program of yours: it runs outside the workers' fence, with your environment.

    Parameters
    ----------
    processes
        On this machine: one a GPU, or for a trial any number on the CPU.

    Raises
    ------
    CellForgeError
        `torchrun/other-loop`: the model's training is not that of `cellforge_runtime.training`, so that its processes would
        each train a model of their own.
    """
    from cellforge_runtime.data import full_training_set
    from cellforge_runtime.splits import split
    from cellforge_runtime.worker import job as jobs

    source, training = cell_source(model), checked_settings(training)
    if not any(base.__name__ == "ShrunkToBaseline" for base in model.__mro__):
        raise CellForgeError(
            "torchrun/other-loop",
            message=f"{model.__name__} can't be trained by several processes together.",
            expected="a model cell built on cellforge_runtime.training.ShrunkToBaseline, whose loop shares out batches.",
            found=f"bases {', '.join(base.__name__ for base in model.__mro__[1:])}.",
            remedy="Build on it, or write the distributed loop yourself: PyTorch's DistributedDataParallel.",
        )
    folder = run.folder.resolve() / "torchrun"
    shutil.rmtree(folder, ignore_errors=True)
    kinds = list(dict.fromkeys(f"{fold.scenario}/{fold.part}" for fold in split(data)))
    for own in data.each.values():
        for kind in kinds:
            full_training_set(own, *kind.split("/")).write(folder / place_of(own, kind) / jobs.TRAIN)
    settings = {
        "places": _places(data, kinds),
        "training": training,
        "seed": data.task.seeds[0],
        "device": run.device,
    }
    (folder / "settings.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    (folder / "model.py").write_text(source.text, encoding="utf-8")
    path = folder / "train.py"
    path.write_text(SCRIPT.format(model=source.name), encoding="utf-8")
    starter = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    chosen = {kind: Chosen(source, training) for kind in kinds}
    return TorchrunScript(path, shlex.join([*starter, str(path)]), run.folder, data, chosen, run.device)


def _places(data: Data, kinds: list[str]) -> list[str]:
    return [place_of(own, kind) for own in data.each.values() for kind in kinds]
