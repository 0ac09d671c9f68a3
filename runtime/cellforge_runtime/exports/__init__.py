"""What other packages read: columns by the conventions of cell-eval, and files for it and for scverse tools."""

from cellforge_runtime.exports.cell_eval_columns import cell_eval_columns
from cellforge_runtime.exports.export import export

__all__ = ["cell_eval_columns", "export"]
