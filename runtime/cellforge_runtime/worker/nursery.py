"""The nursery: imports the slow packages once and forks a process per job.

It never loads model code or data itself, so that no job can find anything of another: each child starts from the same
empty state. Used where forking is safe (Linux); elsewhere each job is a process of its own.

It reads lines on standard input, `{"import": [module, ...]}` or `{"job": folder}`, and answers `{"job": folder,
"status": n}` when a child has ended: its exit status, negative for the signal that ended it.
"""

from __future__ import annotations

import importlib
import json
import os
import selectors
import signal
import sys
import traceback
from pathlib import Path

# what is slow to import, by what a model cell imports; without effect on what a model computes.
# torch's optimisers load torch._dynamo on first use, which takes longer than torch itself
WARM = {
    "torch": ("torch", "torch._dynamo"),
    "lightning": ("torch", "torch._dynamo", "lightning.pytorch"),
    "pytorch_lightning": ("torch", "torch._dynamo", "pytorch_lightning"),
    "cellforge_runtime.training": ("torch", "torch._dynamo", "lightning.pytorch"),
    "cellforge_runtime": ("scipy.sparse", "scipy.linalg", "pandas"),
    "scipy": ("scipy.sparse", "scipy.linalg"),
    "sklearn": ("sklearn",),
    "pandas": ("pandas",),
}
_DIE_WITH_PARENT = 1


def nursery() -> int:
    """Serve until standard input ends."""
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    waiting = selectors.DefaultSelector()
    waiting.register(sys.stdin.fileno(), selectors.EVENT_READ)
    waiting.register(woken, selectors.EVENT_READ)
    children: dict[int, str] = {}
    pending = b""
    while True:
        for key, _ in waiting.select():
            read = os.read(key.fd, 65536)
            if key.fd == woken:
                _tell_ended(children)
                continue
            if not read:
                return 0
            *lines, pending = (pending + read).split(b"\n")
            for line in lines:
                _obey(json.loads(line), children)


def _obey(order: dict, children: dict[int, str]) -> None:
    for name in order.get("import", []):
        for package, slow in WARM.items():
            if name == package or name.startswith(package + "."):
                for module in slow:
                    _import(module)
    if "job" in order:
        children[_fork(order["job"])] = order["job"]


def _import(name: str) -> None:
    try:
        importlib.import_module(name)
    except Exception:  # the model cell's own import will say what is wrong, with its line
        return


def _fork(folder: str) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        _become_worker(Path(folder))
        if _has_touched_gpu():
            os.execv(sys.executable, [sys.executable, "-m", "cellforge_runtime.worker", folder])
        from cellforge_runtime.worker.work import work

        status = work(Path(folder))
    except BaseException:
        traceback.print_exc()  # to the job's log: the process ends below, whatever is on its way up
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _has_touched_gpu() -> bool:
    """Whether an import initialised CUDA: a forked process could not use it, a fresh one can."""
    torch = sys.modules.get("torch")
    return torch is not None and torch.cuda.is_initialized()


def _become_worker(folder: Path) -> None:
    import ctypes

    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(folder / "out" / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)


def _tell_ended(children: dict[int, str]) -> None:
    while children:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child == 0:
            return
        if child in children:
            print(json.dumps({"job": children.pop(child), "status": os.waitstatus_to_exitcode(status)}), flush=True)
