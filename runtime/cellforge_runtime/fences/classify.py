"""Which class of failure an exception in a model cell is, by what it says and the step it came from."""

from __future__ import annotations

import re

# (class, exceptions by name or "" for any, what the message says): the first that fits
_BY_MESSAGE: tuple[tuple[str, str, str], ...] = (
    ("policy-network", "Refused", r"use the network"),
    ("policy-process", "Refused", r"start another program"),
    ("policy-file", "Refused", r""),
    ("policy-file", "PermissionError", r""),
    ("memory", "MemoryError|_ArrayMemoryError", r""),
    ("memory", "", r"can't allocate memory|out of memory|Unable to allocate"),
    ("endless", "RecursionError", r""),
    ("syntax", "SyntaxError|IndentationError", r""),
    ("policy-import", "ImportError|ModuleNotFoundError", r""),
    ("undefined-name", "NameError|UnboundLocalError", r""),
    ("inputs-changed", "", r"read-only|not writeable|is not writable"),
    ("device", "", r"CUDA|cuda|NVIDIA|same device|Invalid device|device type|on device|meta tensor|Accelerator"),
    ("nan-loss", "", r"\bNaN\b|\bnan\b|infinity or a value too large|infs or NaNs|Singular matrix|not positive.definite"),
    ("dtype", "", r"dtype|scalar type|DoubleTensor|numpy\.object_|Cannot cast|could not convert string|can't convert"),
    (
        "shape",
        "ValueError|RuntimeError|IndexError",
        r"shape|size mismatch|broadcast|must match|dimension|mat1 and mat2|matmul|inhomogeneous|out of bounds|out of range|"
        r"size of tensor|sizes? .* (must|should)|number of features|features, but",
    ),
)
_ARGUMENTS = re.compile(
    r"unexpected keyword|missing \d+ required|takes .*positional|got multiple values|takes no arguments|non-iterable|"
    r"not callable"
)
_NO_METHOD = re.compile(r"has no attribute '(fit|predict|report|build|save|load)'")

_REMEDIES = {
    "policy-network": "Take the network out: a model learns from its training set alone.",
    "policy-process": "Work in this one process.",
    "policy-file": "Read nothing but what fit is given; write only into the folder of save(folder).",
    "memory": "Make the model or its batches smaller; never build (cells x cells) or (features x features x ...) arrays.",
    "endless": "Bound every loop by a number of steps from the settings.",
    "policy-import": "Use a package that this kernel has: numpy, scipy and torch are always there.",
    "undefined-name": "Import or define every name in the model cell.",
    "inputs-changed": "The arrays given are read-only: work on a copy, np.array(train.means).",
    "device": "Put the network and its batches on the device that fit is given.",
    "nan-loss": "Lower the learning rate, clip gradients, add a small number before a logarithm, root or division.",
    "dtype": "torch wants float32: torch.as_tensor(np.array(a), dtype=torch.float32); return floats from predict.",
    "shape": "Write the shape at the end of each line that changes it, and check it against (conditions, features).",
    "wrong-signature": "Write the signatures of the contract: __init__(self, **training), "
    "fit(self, train, validation, *, seed, device, progress), predict(self, queries).",
    "missing-method": "Add the method to Model.",
    "exception": "Look at the line shown; validation is always None, train.cells may be a scipy csr_matrix.",
    "worker-died": "The process itself crashed: torch.from_numpy of a given (read-only) array, changed in place, does that.",
    "saved-model": "save(folder) writes arrays with np.savez; load(folder) reads them into a model made with the same settings.",
}


def failure_of(name: str, message: str, step: str, *, in_cell: bool) -> str:
    """The class of an exception `name: message` raised in `step`; `in_cell`: some frame of it is the cell's own."""
    if name in ("AttributeError", "NotImplementedError") and (_NO_METHOD.search(message) or name == "NotImplementedError"):
        return "missing-method"
    if name == "TypeError" and _ARGUMENTS.search(message) and not in_cell:
        return "wrong-signature"
    for failure, names, says in _BY_MESSAGE:
        if (not names or re.fullmatch(names, name)) and re.search(says, message):
            return failure
    return "saved-model" if step in ("save", "load") else "exception"


def remedy_for(failure: str) -> str:
    """What to do about a class of failure."""
    return _REMEDIES.get(failure, _REMEDIES["exception"])
