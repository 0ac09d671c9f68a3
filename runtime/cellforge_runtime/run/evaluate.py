"""Scoring in the kernel: the result, its files in the run folder, and how often these conditions were looked at."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cellforge_runtime.prediction import Predictions
from cellforge_runtime.report import Result
from cellforge_runtime.run.held_out_conditions import write_conditions
from cellforge_runtime.run.held_out_errors import write_errors
from cellforge_runtime.run.looks import count_look
from cellforge_runtime.run.outputs import write_output
from cellforge_runtime.run.status import Status
from cellforge_runtime.run.stop_file import stopped_by_file
from cellforge_runtime.run.stopped import Stopped
from cellforge_runtime.worker.job import replace_json

if TYPE_CHECKING:
    from cellforge_runtime.knowledge import Knowledge

_PACKAGES = ("cellforge-runtime", "anndata", "numpy", "scipy", "torch", "lightning", "illico")


def evaluate(
    folder: Path, predictions: Predictions, status: Status, knowledge: Knowledge | None = None, *, cell_eval: bool = False
) -> Result:
    """The result of one look at the held-out conditions; with tables of knowledge, what they were worth."""
    from cellforge_runtime.knowledge.worth import USED_KNOWLEDGE, result_knowledge
    from cellforge_runtime.scoring import score_modalities

    status.update(share=0.0, at_once=True)
    run = folder.resolve().name
    try:
        with stopped_by_file(folder):
            looks = count_look(folder, predictions)
            scored = score_modalities(predictions, lambda share: status.update(share=share), run=run, looks=looks)
            wire = scored.wire | {"versions": versions()}
            if knowledge is not None:
                wire["knowledge"] = result_knowledge(knowledge, predictions)
                wire["notes"] = [*wire["notes"], USED_KNOWLEDGE]
            if cell_eval:
                from cellforge_runtime.exports.result_columns import result_columns
                from cellforge_runtime.scoring import best_baselines

                wire["cell_eval"] = result_columns(predictions, best_baselines(wire))
    except KeyboardInterrupt:
        status.end("stopped", "The predictions are kept; run the cell again to score them.")
        raise Stopped("the predictions are kept; run the cell again to score them.") from None
    except BaseException as error:
        status.end("failed", f"{type(error).__name__}: {error}")
        raise
    result = Result(wire)
    replace_json(folder / "result.json", wire)
    for own, modality in zip((folder, *(folder / name for name in predictions.others)), scored.each):
        own.mkdir(exist_ok=True)
        write_errors(own, predictions.each[modality], scored.each[modality].wire)
        write_conditions(own, scored.each[modality].parts)
    write_output(folder, result.bundle())
    status.end("done")
    return result


def versions() -> dict[str, str]:
    """Versions of what a score depends on; nothing is imported for it."""
    import platform

    found: dict[str, Any] = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
