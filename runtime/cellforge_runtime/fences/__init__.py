"""Fences between code that an agent wrote and a full run: a stated policy, then a trial on a tiny slice in a worker.

`policy.py` is the policy as data; `check_source` holds a cell to it without running anything; `try_model` fits the cell
on a few conditions of one fold. Neither is a sandbox against code written to attack the user's account: there the
boundary is the person who approves the code.
"""

from cellforge_runtime.fences.check_model import check_model
from cellforge_runtime.fences.check_policy import check_policy
from cellforge_runtime.fences.check_source import check_source
from cellforge_runtime.fences.report import Report
from cellforge_runtime.fences.try_model import Limits, try_model
from cellforge_runtime.fences.violation import Violation

__all__ = ["Limits", "Report", "Violation", "check_model", "check_policy", "check_source", "try_model"]
