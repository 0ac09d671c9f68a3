"""What a notebook made by CellForge needs in its kernel: profile, tasks, splits, metrics, baselines, models, reports."""

__version__ = "0.1.0"
