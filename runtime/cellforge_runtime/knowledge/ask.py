"""`assess_knowledge`: the kernel's answer about tables of knowledge: what they say of this data, and whether that helps."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cellforge_runtime.data import prepare
from cellforge_runtime.describe.objects import object_named
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.knowledge.read import MAY_KNOW, tables_for
from cellforge_runtime.knowledge.worth import helps, inner_worth, knowledge_facts, structure_facts
from cellforge_runtime.part_result import rounded
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task

MOST_WRITTEN = 512 * 1024


def assess_knowledge(
    user_ns: Mapping[str, Any],
    name: str,
    task: Mapping[str, Any],
    paths: Sequence[str],
    written: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The wire `KnowledgeReport` of tables, relative to the working folder.

    Parameters
    ----------
    written
        `{"path", "text"}` of a table by an agent that the analyst approved: it is written first, into the folder of the
        run, so that the cells find it there.

    Raises
    ------
    CellForgeError
        A table can't be read or says nothing of this data, or the object is not the task's.
    """
    started = time.perf_counter()
    if written is not None:
        _write(Path(written["path"]), written["text"])
    data = prepare(object_named(user_ns, name), Task.from_wire(task))
    tables = tables_for(paths, data)
    folds = split(data)
    worth = inner_worth(tables, folds) if tables else []
    return {
        "version": 1,
        **tables.report,
        "note": MAY_KNOW,
        "inner": worth,
        "helps": helps(worth),
        "facts": [*knowledge_facts(tables, worth), *structure_facts(tables, folds)] if tables else [],
        "seconds": rounded(time.perf_counter() - started),
    }


def _write(path: Path, text: str) -> None:
    if path.is_absolute() or ".." in path.parts or path.suffix != ".tsv" or len(text) > MOST_WRITTEN:
        raise CellForgeError(
            "knowledge/not-written",
            message="The table that an agent proposed can't be written.",
            expected=f"a .tsv in the folder of the run, of at most {MOST_WRITTEN // 1024} kB.",
            found=f"{path.name}, {len(text) // 1024} kB.",
            remedy="This is a fault of CellForge: report it.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
