"""What the evaluator found, for readers: an output for the notebook, a picture, plain text."""

from cellforge_runtime.report.result import RESULT_MIME, Result

__all__ = ["RESULT_MIME", "Result"]
