"""Where and how a network is trained: pure functions of what a device reports, and what is done when its memory runs out.

Networks on condition means take a step in well under a millisecond; a card spends longer than that on being asked. So
the CPU trains what is small, unless the analyst named the card.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

SMALL_STEP = 50_000_000  # multiplications of one step, parameters x rows: some milliseconds of one core
BFLOAT16_SINCE = 8  # CUDA compute capability: Ampere and later multiply in it
SHARE = 0.8  # of the free memory
COPIES_OF_WEIGHTS = 4  # weights, their gradient and the two moments of Adam
COPIES_OF_ROW = 6  # of a row's inputs, aim and answers, with what backpropagation keeps
BYTES = 4
LEAST_BATCH = 4
Answer = TypeVar("Answer")
WISH = "CELLFORGE_DEVICE_NAMED"  # set in a worker where the analyst named the device


@dataclass(frozen=True)
class DeviceReport:
    """What is known of a device; memory in MiB, None where it is not told."""

    kind: str  # "cuda", "mps" or "cpu"
    name: str = ""
    total_mb: float | None = None
    free_mb: float | None = None
    capability: int | None = None  # major compute capability, of CUDA


@dataclass(frozen=True)
class Need:
    """What one network takes: parameters, values of one training row (all inputs and the aim), rows, rows a step."""

    parameters: int
    row_values: int
    rows: int
    batch: int


@dataclass(frozen=True)
class FitPlan:
    """How it is trained, and what differs from what was asked, one sentence each."""

    device: str
    batch: int
    bfloat16: bool
    notes: tuple[str, ...] = ()


def fit_plan(report: DeviceReport, need: Need, *, is_named: bool = False) -> FitPlan:
    """Device, rows a step and precision for a network on a device that reports this.

    Parameters
    ----------
    is_named
        The analyst named this device: it is taken for small networks as well.
    """
    if report.kind != "cpu" and not is_named and is_small(need):
        told = f'Networks too small to gain from {report.kind} were trained on the CPU; device="{report.kind}" trains them there.'
        return FitPlan("cpu", need.batch, False, (told,))
    batch = greatest_batch(report, need)
    if batch == 0:
        where = f"the {_gb(report.free_mb)} that are free on {report.name or report.kind}"
        told = f"The network does not fit into {where}: the CPU trained it."
        return FitPlan("cpu", need.batch, False, (told,))
    notes = ()
    if batch < need.batch:
        why = f"more do not fit into {_gb(report.free_mb)} of free memory"
        notes = (f"{batch} conditions a step were taken instead of {need.batch}: {why}.",)
    return FitPlan(report.kind, batch, takes_bfloat16(report) and not is_small(need), notes)


def is_small(need: Need) -> bool:
    """Whether a step is too little work for a card to gain anything."""
    return need.parameters * min(need.batch, max(need.rows, 1)) < SMALL_STEP


def takes_bfloat16(report: DeviceReport) -> bool:
    """Whether the device multiplies 16-bit brain floats as such."""
    return report.kind == "cuda" and report.capability is not None and report.capability >= BFLOAT16_SINCE


def greatest_batch(report: DeviceReport, need: Need) -> int:
    """Rows a step, at most those asked for, that the free memory holds beside weights and all training rows; 0: none.

    The CPU's memory, and memory that is not told, is not judged: there the asked batch is taken.
    """
    if report.kind == "cpu" or report.free_mb is None:
        return need.batch
    left = SHARE * report.free_mb * 2**20 - BYTES * (COPIES_OF_WEIGHTS * need.parameters + need.rows * need.row_values)
    fitting = int(left // (BYTES * COPIES_OF_ROW * max(need.row_values, 1)))
    return 0 if fitting < min(LEAST_BATCH, need.batch) else min(need.batch, fitting)


def after_out_of_memory(plan: FitPlan) -> FitPlan | None:
    """The next thing to try: half the rows a step, then the CPU; None where the CPU itself has no memory left."""
    if plan.device == "cpu":
        return None
    if plan.batch // 2 >= LEAST_BATCH:
        told = f"The memory of {plan.device} ran out with {plan.batch} conditions a step: {plan.batch // 2} were taken."
        return replace(plan, batch=plan.batch // 2, notes=(*plan.notes, told))
    told = f"The memory of {plan.device} ran out with {plan.batch} conditions a step: the CPU trained the network."
    return replace(plan, device="cpu", bfloat16=False, notes=(*plan.notes, told))


def within_memory(plan: FitPlan, attempt: Callable[[FitPlan], Answer]) -> tuple[Answer, FitPlan]:
    """What `attempt` gives under the plan, or under what follows from it where memory runs out, and the plan that held.

    Raises
    ------
    RuntimeError
        Of the attempt: anything but lack of memory, or lack of the CPU's.
    """
    while True:
        try:
            return attempt(plan), plan
        except RuntimeError as problem:
            smaller = after_out_of_memory(plan) if is_out_of_memory(problem) else None
            if smaller is None:
                raise
        failed, plan = plan, smaller
        free_memory_of(failed.device)  # after the except block, which holds what the attempt had


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a device ran out of memory: torch says so by class for CUDA, in words for MPS."""
    names = {base.__name__ for base in type(error).__mro__}
    return "OutOfMemoryError" in names or (isinstance(error, RuntimeError) and "out of memory" in str(error).lower())


def device_report(kind: str) -> DeviceReport:
    """What torch tells of a device now."""
    import torch

    if kind == "cuda":
        free, total = torch.cuda.mem_get_info()
        major = torch.cuda.get_device_capability()[0]
        return DeviceReport("cuda", torch.cuda.get_device_name(), total / 2**20, free / 2**20, major)
    if kind == "mps":
        total = torch.mps.recommended_max_memory()
        return DeviceReport("mps", "MPS", total / 2**20, (total - torch.mps.current_allocated_memory()) / 2**20)
    return DeviceReport("cpu", "CPU")


def free_memory_of(kind: str) -> None:
    """Give back what torch keeps of a device's memory, before another try."""
    import gc

    import torch

    gc.collect()
    if kind in ("cuda", "mps"):
        getattr(torch, kind).empty_cache()


def is_named() -> bool:
    """Whether the analyst named this worker's device, instead of leaving the choice to us."""
    return os.environ.get(WISH) == "1"


def need_of(network: Any, examples: dict[str, Any], batch: int) -> Need:
    """What a network takes that is trained on these arrays, one row an example."""
    rows = len(next(iter(examples.values())))
    values = sum(int(array[:1].size) for array in examples.values())
    return Need(sum(int(p.numel()) for p in network.parameters()), values, rows, batch)


def _gb(mb: float | None) -> str:
    return "memory" if mb is None else f"{mb / 1024:.1f} GB"
