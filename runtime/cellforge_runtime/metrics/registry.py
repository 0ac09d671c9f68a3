"""The list of all metrics; the order is the order in which results show them."""

from __future__ import annotations

from dataclasses import replace

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.metrics import (
    accessibility,
    change_correlation,
    changed_genes,
    discrimination,
    energy_distance,
    errors_of_means,
    profile_correlation,
)
from cellforge_runtime.metrics.metric import Metric

_GROUPS = (change_correlation, errors_of_means, discrimination, changed_genes, energy_distance, profile_correlation)
_PLACE = {"headline": 0, "table": 1, "last": 2}


def _listed(metrics: list[Metric]) -> dict[str, Metric]:
    return {metric.id: metric for metric in sorted(metrics, key=lambda metric: _PLACE[metric.shown])}


def _of_peaks(metric: Metric) -> Metric:
    """The metric in the words of peaks, whose changed ones are told by another test."""
    told = metric.definition.replace("Wilcoxon, Benjamini-Hochberg p < 0.05, abs log2 fold change > 0.5", PEAK_TEST)
    told = told.replace("Wilcoxon score", "score of the logistic test").replace("genes", "peaks").replace("gene", "peak")
    shown = "table" if metric.id == "pearson_delta_notarget" else metric.shown  # peaks are nobody's target
    return replace(metric, label=metric.label.replace("genes", "peaks"), definition=told, shown=shown)


def _of_proteins(metric: Metric) -> Metric:
    """The metric in the words of proteins, which differ in what counts as changed and in how cells are made of means."""
    told = metric.definition.replace("abs log2 fold change > 0.5", "abs difference of CLR means > 0.25")
    told = told.replace("resampled and scaled on the count scale, zeros stay zeros", "resampled and moved to the predicted mean")
    told = told.replace("genes", "proteins").replace("gene", "protein")
    return replace(metric, label=metric.label.replace("genes", "proteins"), definition=told)


PEAK_TEST = "logistic score test with depth as covariate, Benjamini-Hochberg p < 0.05"
# cells of these are made gene by gene on the count scale
_OF_EXPRESSION_ALONE = ("de_recall", "de_precision", "e_distance")
_SHARED = [metric for group in _GROUPS for metric in group.METRICS]

METRICS: dict[str, Metric] = _listed(_SHARED)
_PEAK_METRICS = _listed(
    [*(_of_peaks(metric) for metric in _SHARED if metric.id not in _OF_EXPRESSION_ALONE), *accessibility.METRICS]
)
_PROTEIN_METRICS = _listed([_of_proteins(metric) for metric in _SHARED])


def metrics_for(modality: str) -> dict[str, Metric]:
    """All metrics of a modality, by id, in the order in which results show them."""
    return {"atac": _PEAK_METRICS, "protein": _PROTEIN_METRICS}.get(modality, METRICS)


def metric(name: str, modality: str = "rna") -> Metric:
    """The metric of this id.

    Raises
    ------
    CellForgeError
        The modality has no such metric.
    """
    known = metrics_for(modality)
    if name not in known:
        raise CellForgeError(
            "task/unknown-metric",
            message=f'There is no metric "{name}".' if modality == "rna" else f'There is no metric "{name}" for {modality}.',
            expected=f"one of {', '.join(known)}.",
            found=f"{name}.",
            remedy="Set primary to one of these.",
        )
    return known[name]
