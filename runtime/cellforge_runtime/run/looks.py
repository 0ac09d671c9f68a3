"""How often the held-out conditions of a task were scored: after many looks even an honest interval is too narrow."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from cellforge_runtime.prediction import Predictions
from cellforge_runtime.worker.job import replace_json


def count_look(folder: Path, predictions: Predictions) -> int:
    """The number of different predictions scored so far on these folds, this one included.

    Counted beside the run folder, over all runs of a notebook; scoring the very same predictions again is no new look.
    """
    path = folder.resolve().parent / "looks.json"
    looks = _read(path)
    data = predictions.folds.data
    split = hashlib.sha256(f"{data.task.split_hash}/{data.content}".encode()).hexdigest()[:32]
    looked = looks.setdefault(split, [])
    now = _fingerprint(predictions)
    if now not in looked:
        looked.append(now)
        replace_json(path, looks)
    return len(looked)


def _fingerprint(predictions: Predictions) -> str:
    digest = hashlib.sha256()
    for modality, own in predictions.each.items():
        for item in own:
            digest.update(f"{item.fold.index}/{item.seed}".encode())
            digest.update(item.model.tobytes())
        digest.update(modality.encode() if own is not predictions else b"")
    return digest.hexdigest()[:32]


def _read(path: Path) -> dict[str, list[str]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
