"""`Violation`: one place where a cell breaks the policy, and what to write there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

POLICY, TYPES, SLICE = "policy", "types", "slice"

# classes of failure about the shape of the contract, wherever they are found
OF_TYPES = ("missing-method", "wrong-signature", "shape", "dtype", "device")

# every class of failure a report can name, the fence that finds it first
CLASSES = (
    "syntax",
    "policy-import",
    "policy-call",
    "policy-file",
    "policy-network",
    "policy-process",
    "policy-environment",
    "policy-notebook",
    "policy-evaluator",
    "policy-size",
    "undefined-name",
    "missing-method",
    "wrong-signature",
    "shape",
    "dtype",
    "device",
    "nan-loss",
    "nan-prediction",
    "leak",
    "inputs-changed",
    "nondeterministic",
    "parameters",
    "saved-model",
    "endless",
    "memory",
    "worker-died",
    "exception",
    "infrastructure",
)


@dataclass(frozen=True, kw_only=True)
class Violation:
    """`failure` is the class of failure (`class` in JSON), `rule` the finer name; `text` is the line as written."""

    failure: str
    rule: str
    line: int
    text: str
    expected: str
    found: str
    remedy: str

    @property
    def fence(self) -> str:
        """Which fence it ran into."""
        return TYPES if self.failure in OF_TYPES else POLICY

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, keys as in the schema `model-check`."""
        return {
            "fence": self.fence,
            "class": self.failure,
            "rule": self.rule,
            "line": self.line,
            "text": self.text,
            "expected": self.expected,
            "found": self.found,
            "remedy": self.remedy,
        }
