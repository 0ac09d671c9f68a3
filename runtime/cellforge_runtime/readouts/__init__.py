"""What differs between modalities when a prediction is scored: how a change is tested, and how means become cells."""

from __future__ import annotations

from cellforge_runtime.data import Data
from cellforge_runtime.readouts.expression import Expression
from cellforge_runtime.readouts.peaks import Peaks
from cellforge_runtime.readouts.proteins import Proteins
from cellforge_runtime.readouts.readout import Readout

__all__ = ["Readout", "readout_of"]

_READOUTS = {"rna": Expression, "atac": Peaks, "protein": Proteins}


def readout_of(data: Data) -> Readout:
    """The one of the data's modality."""
    return _READOUTS[data.modality](data)
