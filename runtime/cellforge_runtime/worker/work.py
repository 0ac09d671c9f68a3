"""One job from start to end: load the model's source, fit, predict, write arrays."""

from __future__ import annotations

import linecache
import os
import random
import sys
import tempfile
import time
import traceback
import types
from pathlib import Path

import numpy as np

from cellforge_runtime.training_set import TrainingSet, read_queries
from cellforge_runtime.worker import job as jobs
from cellforge_runtime.worker.guard import Refused, guard
from cellforge_runtime.worker.job import Job, replace_json
from cellforge_runtime.worker.limits import limit_memory, peak_rss_mb
from cellforge_runtime.worker.progress import ProgressFile

SOURCE_NAME = "<model cell>"


def work(folder: Path) -> int:
    """Do the job in `folder`; 0 when its results are there, else 1 and `failed.json` says why."""
    started = time.monotonic()
    job = Job.read(folder)
    out = folder / jobs.OUT
    try:
        source = (folder / jobs.SOURCE).read_text(encoding="utf-8")
        _settle(job)
        guard(folder, Path(job.work), device=job.device)
        limit_memory(job)
        done = _do(job, folder, source)
    except BaseException as error:  # told to the kernel, whatever it is: the process ends here
        replace_json(out / jobs.FAILED, _told(error))
        return 1
    done |= {"seconds": time.monotonic() - started, "peak_rss_mb": peak_rss_mb()}
    replace_json(out / jobs.DONE, done)
    return 0


def _settle(job: Job) -> None:
    """Make the working folder the home of everything that looks for one, and show a GPU only to a job that has one."""
    os.chdir(job.work)
    for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME"):
        os.environ[name] = job.work
    os.environ["CELLFORGE_DEVICE_NAMED"] = str(int(job.is_named))
    if job.device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = ""  # Lightning starts CUDA where it sees one, even to train on the CPU
    tempfile.tempdir = None


def _do(job: Job, folder: Path, source: str) -> dict:
    if job.kind == jobs.TRY:
        from cellforge_runtime.worker.trial import trial

        return trial(job, folder, source)
    out = folder / jobs.OUT
    seed_everything(job)
    model_class = load_source(source)[job.model]
    seed_everything(job)  # again: the cell may have imported torch, or drawn numbers of its own
    if job.kind == jobs.PREDICT:
        model = model_class(**job.training)
        model = model.load(folder / jobs.SAVED) or model  # a classmethod gives a new one
    else:
        model = _fitted(model_class, job, folder)
    if job.kind == jobs.REFIT and hasattr(model, "save"):
        (out / jobs.SAVED).mkdir()
        model.save(out / jobs.SAVED)
    queries = read_queries(folder / jobs.QUERIES)
    if queries:
        write_array(out / jobs.PREDICTIONS, model.predict(queries))
        component = getattr(model, "predict_component", None)
        if component is not None and job.kind == jobs.FIT:
            _write_component(out / jobs.COMPONENT, component(queries))
    return {"report": _report(model)}


def load_source(source: str) -> dict:
    """The names that the model cell defines, run as a module of its own."""
    module = types.ModuleType("cellforge_model")
    sys.modules[module.__name__] = module
    linecache.cache[SOURCE_NAME] = (len(source), None, source.splitlines(keepends=True), SOURCE_NAME)
    exec(compile(source, SOURCE_NAME, "exec"), module.__dict__)
    return module.__dict__


def _fitted(model_class: type, job: Job, folder: Path) -> object:
    training = TrainingSet.read(folder / jobs.TRAIN)
    model = model_class(**job.training)
    progress = ProgressFile(folder / jobs.OUT / jobs.PROGRESS)
    model.fit(training, None, seed=job.seed, device=job.device, progress=progress)
    progress.flush()
    return model


def write_array(path: Path, predicted: object) -> None:
    """Write predictions as plain numbers."""
    # anything but numbers fails here or at the reader, which allows no pickle
    np.save(path, np.ascontiguousarray(_as_numbers(predicted)), allow_pickle=False)


def _write_component(path: Path, predicted: object) -> None:
    if predicted is not None:
        write_array(path, predicted)


def _as_numbers(predicted: object) -> np.ndarray:
    detach = getattr(predicted, "detach", None)
    return np.asarray(detach().cpu().numpy() if detach else predicted, dtype=np.float64)


def _report(model: object) -> dict:
    report = getattr(model, "report", None)
    return dict(report()) if callable(report) else {}


def seed_everything(job: Job) -> None:
    """Every generator that model code may draw from without making one."""
    random.seed(job.seed)
    np.random.seed(job.seed % 2**32)  # noqa: NPY002 - model code may use the global generator
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(job.seed)
        torch.set_num_threads(job.threads)


def _told(error: BaseException) -> dict:
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return {
        "kind": "refused" if isinstance(error, Refused) else "memory" if _is_memory(error) else "failed",
        "name": type(error).__name__,
        "message": str(error)[:2000],
        "traceback": _of_the_cell("".join(lines).splitlines()),
    }


def _of_the_cell(lines: list[str]) -> list[str]:
    """The traceback from the model cell on: how the worker got there helps nobody."""
    first = next((i for i, line in enumerate(lines) if SOURCE_NAME in line), 0)
    return [lines[0], *lines[first:]][-60:] if first else lines[-60:]


def _is_memory(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or "can't allocate memory" in str(error) or "out of memory" in str(error)
