"""The loop of training on a card beside the CPU: `npm run benchmark -- --device cuda`."""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from typing import Any

import numpy as np
from cellforge_runtime.training.fit_device import DeviceReport, FitPlan, Need, device_report, fit_plan, need_of, within_memory

STEPS = 200
SIZES = {  # features, hidden units, conditions, conditions a step; and steps of the CPU, which takes minutes for the largest
    "as the built-in networks": ((2_000, 20, 300, 64), STEPS),
    "ten times": ((5_000, 100, 500, 128), STEPS),
    "a hundred times": ((10_000, 512, 2_000, 512), 20),
    "a thousand times": ((20_000, 2_048, 4_000, 1_024), 10),
}


def main() -> int:
    arguments = argparse.ArgumentParser(prog="npm run benchmark --")
    arguments.add_argument("--device", choices=["cuda", "mps", "cpu"], required=True)
    kind = arguments.parse_args().device
    import torch

    has = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if not has[kind]:
        print(f"--device {kind}: this machine has none that torch {torch.__version__} can use, so nothing was measured.")
        return 0
    warnings.simplefilter("ignore")
    report = device_report(kind)
    print(f"{_told(report)}; torch {torch.__version__}; milliseconds of a step of AdamW, the first left out")
    row = "{:26s} {:>12s} {:>6s} {:>9s} {:>9s} {:>8s} {:>10s} {:>9s}  {}"
    print(row.format("network", "parameters", "batch", "CPU", kind, "ratio", "memory", "values", "auto takes"))
    for name, (size, cpu_steps) in SIZES.items():
        examples = _examples(size)
        need = need_of(_network(size), examples, size[-1])
        plan = fit_plan(report, need, is_named=True)
        on_cpu, _, _ = _timed(size, examples, FitPlan("cpu", need.batch, False), cpu_steps)
        seconds, memory, held = _timed(size, examples, plan, STEPS)
        print(
            row.format(
                name,
                f"{need.parameters:,}",
                str(held.batch),
                f"{1000 * on_cpu:.2f} ms",
                f"{1000 * seconds:.2f} ms",
                f"{on_cpu / seconds:.1f}",
                "" if memory is None else f"{memory:.0f} MiB",
                "bfloat16" if held.bfloat16 else "float32",
                _auto(report, need),
            ),
            flush=True,
        )
        for note in held.notes:
            print(f"  {note}")
    return 0


def _auto(report: DeviceReport, need: Need) -> str:
    return fit_plan(report, need).device


def _told(report: DeviceReport) -> str:
    memory = "" if report.total_mb is None else f", {report.free_mb:.0f} of {report.total_mb:.0f} MiB free"
    capability = "" if report.capability is None else f", compute capability {report.capability}"
    return f"{report.name}{memory}{capability}"


def _examples(size: tuple[int, ...]) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    features, _, conditions, _ = size
    x = rng.normal(size=(conditions, features)).astype(np.float32)
    return {"x": x, "aim": np.tanh(x) * 0.1}


def _network(size: tuple[int, ...]) -> Any:
    import lightning as L
    import torch

    class Network(L.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            features, hidden, _, _ = size
            self.layers = torch.nn.Sequential(
                torch.nn.Linear(features, hidden), torch.nn.GELU(), torch.nn.Linear(hidden, hidden), torch.nn.GELU(),
                torch.nn.Linear(hidden, features),
            )  # fmt: skip
            self.started = None

        def training_step(self, batch: dict[str, Any], _: int) -> Any:
            return ((self.layers(batch["x"]) - batch["aim"]) ** 2).mean()

        def on_train_batch_end(self, *_: Any) -> None:
            if self.started is None:  # after the first step, which starts the device
                _wait(self.device.type)
                self.started = time.perf_counter()

        def configure_optimizers(self) -> Any:
            return torch.optim.AdamW(self.parameters(), lr=1e-3)

    return Network()


def _timed(
    size: tuple[int, ...], examples: dict[str, np.ndarray], plan: FitPlan, steps: int
) -> tuple[float, float | None, FitPlan]:
    """Seconds of one step, the device's greatest memory in MiB where it is told, and the plan that held."""
    import torch
    from cellforge_runtime.training.loop import Batches, Loop, train_network

    def attempt(now: FitPlan) -> float:
        if now.device == "cuda":
            torch.cuda.reset_peak_memory_stats()
        network = _network(size)
        batches = Batches(examples, now.batch, 0, device=now.device)
        epochs = max(1, steps // len(batches))
        loop = Loop(epochs, epochs, now.batch, False, device=now.device, bfloat16=now.bfloat16)
        train_network(network, batches, loop)
        _wait(now.device)
        return (time.perf_counter() - network.started) / (epochs * len(batches) - 1)

    seconds, held = within_memory(plan, attempt)
    memory = torch.cuda.max_memory_allocated() / 2**20 if held.device == "cuda" else None
    return seconds, memory, held


def _wait(kind: str) -> None:
    import torch

    if kind in ("cuda", "mps"):
        getattr(torch, kind).synchronize()


if __name__ == "__main__":
    sys.exit(main())
