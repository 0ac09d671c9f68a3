"""`Result`: what the evaluator found, as a notebook shows it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cellforge_runtime.report.text import result_text

if TYPE_CHECKING:
    import pandas as pd

RESULT_MIME = "application/vnd.cellforge.result.v1+json"


class Result:
    """The wire form `Result`, with a picture and words beside it; a notebook shows whichever it can.

    Parameters
    ----------
    wire
        Plain JSON types, keys as in the schema.
    """

    def __init__(self, wire: Mapping[str, Any]) -> None:
        self.wire = dict(wire)

    def __repr__(self) -> str:
        return self.text

    @cached_property
    def text(self) -> str:
        """Verdicts first, then the scores beside baselines and ceiling."""
        return result_text(self.wire)

    @cached_property
    def png(self) -> bytes | None:
        """From baseline over model to ceiling, a row per scenario part; None without matplotlib."""
        try:
            from cellforge_runtime.report.picture import result_png
        except ImportError:
            return None
        return result_png(self.wire)

    @property
    def verdicts(self) -> dict[str, str]:
        """Scenario part ("unseen-combination/seen-2") -> verdict; of further modalities "unseen-combination/seen-2/protein"."""
        found = {}
        for scenario, parts in self.wire["scenarios"].items():
            for part, own in parts["parts"].items():
                found[f"{scenario}/{part}"] = own["verdict"]
                for modality in self.wire.get("modalities", {}):
                    found[f"{scenario}/{part}/{modality}"] = own["modalities"][modality]["verdict"]
        return found

    def table(self) -> pd.DataFrame:
        """A row per scenario part and metric: the model, every baseline, the ceiling and the number of conditions."""
        import pandas as pd

        rows = [
            {
                "scenario": scenario,
                "part": part,
                **({"modality": modality} if modality else {}),
                "metric": metric,
                "model": found["model"],
                **{baseline: score["value"] for baseline, score in found["baselines"].items()},
                "ceiling low": found["ceiling"][0] if found["ceiling"] else None,
                "ceiling high": found["ceiling"][1] if found["ceiling"] else None,
                "ceiling n": (found.get("ceiling_n", found["n"]) if found["ceiling"] else None),
                "n": found["n"],
            }
            for scenario, parts in self.wire["scenarios"].items()
            for part, result in parts["parts"].items()
            for modality, own in result.get("modalities", {"": result}).items()
            for metric, found in own["metrics"].items()
        ]
        return pd.DataFrame(rows)

    def bundle(self) -> dict[str, Any]:
        """The output of a notebook cell. No text/html: it would hide the picture where the extension is missing."""
        bundle: dict[str, Any] = {RESULT_MIME: self.wire, "text/plain": self.text}
        if self.png is not None:
            bundle["image/png"] = base64.b64encode(self.png).decode("ascii")
        return bundle

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.bundle()
