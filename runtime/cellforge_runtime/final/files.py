"""The files of a kept model: checked when written and when read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.final.about import VERSION, About
from cellforge_runtime.task import MODALITIES

ABOUT = "model.json"
_KIND = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)?", re.ASCII)
# formats that hold numbers and text; all others can hold code
PLAIN = {".json", ".npz", ".npy", ".safetensors", ".csv", ".txt"}


def check_no_pickle(folder: Path, about: About) -> None:
    """That every kind was saved, and nothing in a format that can hold code."""
    for kind in about.kinds:
        saved = folder / kind.replace("/", "-")
        files = [path for path in saved.rglob("*") if path.is_file()] if saved.exists() else []
        if not files:
            raise CellForgeError(
                "model/not-saved",
                message=f"{about.model} can't be saved.",
                expected="a method save(folder) that writes its weights, and load(folder) that reads them.",
                found="no file written by it.",
                remedy="Add both to the model cell and refit: np.savez(folder / 'weights.npz', ...) is enough.",
            )
        for path in files:
            _check_plain(path, path.relative_to(folder))


def _check_plain(path: Path, name: Path) -> None:
    is_plain = path.suffix in PLAIN and not path.is_symlink()
    if is_plain and path.suffix in (".npz", ".npy"):
        is_plain = not _holds_objects(path)
    if not is_plain:
        raise CellForgeError(
            "model/pickle",
            message="The model saved a file that can hold code.",
            expected=f"only numbers and text: {', '.join(sorted(PLAIN))}, without Python objects.",
            found=f"{name}.",
            remedy="Save the state_dict with safetensors.torch.save_file, or its arrays with np.savez.",
        )


def _holds_objects(path: Path) -> bool:
    import numpy as np

    try:
        loaded = np.load(path, allow_pickle=False)
        if path.suffix == ".npz":
            with loaded:
                for name in loaded.files:
                    loaded[name]
    except ValueError:
        return True
    return False


def write_about(folder: Path, about: About) -> None:
    """Write the JSON, with a hash of every file beside it."""
    files = {_name(path, folder): _hash(path) for path in sorted(folder.rglob("*")) if _is_listed(path, folder)}
    wire = replace(about, files=files).to_wire()
    (folder / ABOUT).write_text(json.dumps(wire, indent=1, ensure_ascii=False), encoding="utf-8")


def read_about(folder: Path) -> About:
    """The JSON of a saved model, if all its files are what they were."""
    wire = _read(folder)
    if wire.get("version") != VERSION:
        raise _unreadable(folder, f"version {VERSION} of the format", f"version {wire.get('version')!r}")
    try:
        about = About.from_wire(wire)
    except (TypeError, KeyError, AttributeError) as error:
        raise _unreadable(folder, "all fields of a saved model", f"{type(error).__name__}: {error}") from None
    if hashlib.sha256(about.source.encode()).hexdigest() != about.source_hash:
        raise _unreadable(folder, "the model's source as it was saved", "a source that was changed since")
    _check_names(folder, about)
    for name, digest in about.files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise _unreadable(folder, f"the file {name}", "none")
        if _hash(path) != digest:
            raise _unreadable(folder, f"the file {name} as it was saved", "one that was changed since")
    return about


def further_modalities(folder: Path, about: About) -> list[str]:
    """The modalities beside the first whose models lie below, by the names of their folders.

    Raises
    ------
    CellForgeError
        `model/unreadable`: a name is none of a modality, or its folder leads out of this one.
    """
    named = str(about.task.get("modality") or "rna")
    if named not in MODALITIES:
        raise _unreadable(folder, f"a task whose modality is one of {', '.join(MODALITIES)}", f"{named[:80]!r}")
    there = [name for name in named.split(",")[1:] if (folder / name).is_dir()]
    for name in there:
        _check_inside(folder, folder / name)
    return there


def _check_names(folder: Path, about: About) -> None:
    """A folder that was shared is not trusted: its names lead to nothing outside it, to read or to write."""
    if not isinstance(about.task, Mapping):
        raise _unreadable(folder, "all fields of a saved model", "a task that is none")
    for kind in about.kinds:
        if not isinstance(kind, str) or not _KIND.fullmatch(kind):
            raise _unreadable(folder, 'kinds such as "unseen-combination/seen-2"', f"{str(kind)[:80]!r}")
    for name in (*(kind.replace("/", "-") for kind in about.kinds), "controls.npz", "residuals.npz"):
        _check_inside(folder, folder / name)
        for path in (folder / name).rglob("*"):
            _check_inside(folder, path)


def _check_inside(folder: Path, path: Path) -> None:
    if not path.resolve().is_relative_to(folder.resolve()):
        name = path.relative_to(folder).as_posix()
        raise _unreadable(folder, "files and folders of its own alone", f"{name}, which leads out of the folder")


def _read(folder: Path) -> dict[str, Any]:
    try:
        wire = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _unreadable(folder, f"a folder with {ABOUT}, as final.save(folder) writes it", "none") from None
    except ValueError as error:
        raise _unreadable(folder, f"JSON in {ABOUT}", f"{error}") from None
    if not isinstance(wire, dict):
        raise _unreadable(folder, f"an object in {ABOUT}", f"{type(wire).__name__}")
    return wire


def _unreadable(folder: Path, expected: str, found: str) -> CellForgeError:
    return CellForgeError(
        "model/unreadable",
        message=f"The model in {folder.name!r} can't be loaded.",
        expected=f"{expected}.",
        found=f"{found}.",
        remedy="Save it again with final.save(folder) in the notebook that made it.",
    )


def _is_listed(path: Path, folder: Path) -> bool:
    return path.is_file() and _name(path, folder) != ABOUT


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
