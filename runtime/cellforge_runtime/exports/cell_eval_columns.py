"""`cell_eval_columns`: scores by the conventions of the package cell-eval, for comparison with papers that use it.

They are no substitute for the metrics of the result: predicted and real cells share their controls, conditions without
changed genes score 0 or nothing, ties in discrimination fall as they stand, and a prediction that is the same for
every condition can score .63 there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cellforge_runtime.differential import benjamini_hochberg, rank_sum
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.metrics.accessibility import area_under_roc, average_precision

if TYPE_CHECKING:
    import pandas as pd
    from anndata import AnnData

VERSION = "0.8.2"
TOP = (50, 100, 200, 500)
_SIGNIFICANT = 0.05
_LEAST_P = 1e-10


def cell_eval_columns(
    predicted: AnnData, real: AnnData, *, control: str = "control", perturbation: str = "perturbation"
) -> pd.DataFrame:
    """The columns of cell-eval's "full" profile, one row a perturbation, but for `clustering_agreement`.

    Parameters
    ----------
    predicted, real
        log1p cells of the same features and the same perturbations, controls included in both.
    control, perturbation
        The label of control cells, and the column of obs that has the labels.

    Raises
    ------
    CellForgeError
        `export/other-features`, `export/other-perturbations` or `export/no-control`.

    References
    ----------
    cell-eval 0.8.2 (Arc Institute) with pdex 0.3.0; agrees with it to 1e-5. `clustering_agreement`, which clusters
    centroids with Leiden, is left to the package.
    """
    _check(predicted, real, control, perturbation)
    return columns_of(side(predicted, control, perturbation), side(real, control, perturbation))


@dataclass(frozen=True)
class Side:
    """Predicted or real cells, summed up as the metrics need them; perturbations in the order of their names."""

    names: list[str]
    features: np.ndarray  # (features,)
    means: np.ndarray  # (n, features)
    effects: np.ndarray  # (n, features) against the mean of the controls
    log2_fold_change: np.ndarray  # (n, features) float32
    fdr: np.ndarray  # (n, features) float32
    distance: np.ndarray  # (n,) energy distance to the controls


def side(adata: AnnData, control: str, perturbation: str) -> Side:
    """Means, tests and distances of one of the two."""
    labels = adata.obs[perturbation].to_numpy().astype(str)
    names = [name for name in np.unique(labels).tolist() if name != control]
    groups = [_matrix(adata, labels == name) for name in names]
    controls = _matrix(adata, labels == control)
    means, reference = np.stack([_mean(group) for group in groups]), _mean(controls)
    _, p_values = rank_sum(groups, controls, use_continuity=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        fold_change = np.log2(np.expm1(means) / np.expm1(reference))
    return Side(
        names=names,
        features=np.asarray(adata.var_names, dtype=str),
        means=means,
        effects=means - reference,
        log2_fold_change=np.nan_to_num(fold_change, nan=0.0, posinf=np.inf, neginf=-np.inf).astype(np.float32),
        fdr=np.stack([benjamini_hochberg(row) for row in p_values]).astype(np.float32),
        distance=_energy(groups, controls),
    )


def columns_of(predicted: Side, real: Side) -> pd.DataFrame:
    """The table of two sides."""
    import pandas as pd

    found: dict[str, np.ndarray | float] = {
        "pearson_delta": _rowwise(_pearson, predicted.effects, real.effects),
        "mse": ((predicted.means - real.means) ** 2).mean(axis=1),
        "mae": np.abs(predicted.means - real.means).mean(axis=1),
        "mse_delta": ((predicted.effects - real.effects) ** 2).mean(axis=1),
        "mae_delta": np.abs(predicted.effects - real.effects).mean(axis=1),
        **{f"discrimination_score_{name}": _discrimination(predicted, real, name) for name in ("l1", "l2", "cosine")},
        "pearson_edistance": _pearson(predicted.distance, real.distance),
        **_overlaps(predicted, real),
        **_of_tests(predicted, real),
    }
    return pd.DataFrame(found, index=pd.Index(real.names, name="perturbation"))


def _overlaps(predicted: Side, real: Side) -> dict[str, np.ndarray]:
    """Shares of the first genes, by absolute fold change among the significant ones, that both sides have."""
    ranked = [(_ranked(predicted, row), _ranked(real, row)) for row in range(len(real.names))]
    found = {}
    for name, of in (("overlap", 1), ("precision", 0)):  # whose number of genes is the divisor
        for k in (None, *TOP):
            found[f"{name}_at_{k or 'N'}"] = np.array([_shared(*pair, min(k or len(pair[of]), len(pair[of]))) for pair in ranked])
    return found


def _ranked(of: Side, row: int) -> np.ndarray:
    size, is_found = np.abs(of.log2_fold_change[row]), of.fdr[row] < _SIGNIFICANT
    order = np.argsort(-size, kind="stable")
    return order[is_found[order]]


def _shared(predicted: np.ndarray, real: np.ndarray, k: int) -> float:
    return len(np.intersect1d(predicted[:k], real[:k])) / k if k else 0.0


def _of_tests(predicted: Side, real: Side) -> dict[str, np.ndarray | float]:
    is_real, is_predicted = real.fdr < _SIGNIFICANT, predicted.fdr < _SIGNIFICANT
    n_real, n_predicted = is_real.sum(axis=1), is_predicted.sum(axis=1)
    has = n_real > 0
    agree = np.sign(real.log2_fold_change) == np.sign(predicted.log2_fold_change)
    size = -np.log10(np.clip(predicted.fdr, np.float32(_LEAST_P), 1.0))

    def share(hits: np.ndarray) -> np.ndarray:
        return np.where(has, (hits & is_real).sum(axis=1) / np.maximum(n_real, 1), np.nan)

    def ranks(score) -> np.ndarray:
        is_mixed = has & (n_real < is_real.shape[1])
        return np.array([score(size[i], is_real[i]) if is_mixed[i] else np.nan for i in range(len(is_real))])

    of_changes = [
        _spearman(real.log2_fold_change[i][is_real[i]], predicted.log2_fold_change[i][is_real[i]]) for i in range(len(has))
    ]
    return {
        "de_spearman_sig": _spearman(n_real[has], n_predicted[has]) if has.any() else 1.0,
        "de_direction_match": share(agree),
        "de_spearman_lfc_sig": np.where(has, of_changes, np.nan),
        "de_sig_genes_recall": share(is_predicted),
        "de_nsig_counts_real": n_real,
        "de_nsig_counts_pred": n_predicted,
        "pr_auc": ranks(average_precision),
        "roc_auc": ranks(area_under_roc),
    }


def _discrimination(predicted: Side, real: Side, metric: str) -> np.ndarray:
    """1 - rank / n of the true effect by distance to the predicted one, the gene of the perturbation's name left out."""
    from scipy.spatial.distance import cdist

    known = {"l1": "cityblock", "l2": "euclidean", "cosine": "cosine"}[metric]
    scores = np.zeros(len(real.names))
    for row, name in enumerate(real.names):
        keep = real.features != name
        distance = cdist(real.effects[:, keep], predicted.effects[row : row + 1, keep], known).ravel()
        # no angle to a vector of zeros: cell-eval takes it for a right one
        distance = np.where(np.isnan(distance), 1.0, distance)
        scores[row] = 1.0 - np.flatnonzero(np.argsort(distance) == row)[0] / len(real.names)
    return scores


def _energy(groups: list, controls: np.ndarray) -> np.ndarray:
    from scipy.spatial.distance import cdist

    def dense(cells) -> np.ndarray:
        return np.asarray(cells.todense() if hasattr(cells, "todense") else cells, dtype=np.float64)

    reference = dense(controls)
    within = cdist(reference, reference).mean()
    found = []
    for group in groups:
        own = dense(group)
        found.append(2 * cdist(own, reference).mean() - cdist(own, own).mean() - within)
    return np.array(found)


def _rowwise(score, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.array([score(x, y) for x, y in zip(a, b)])


def _pearson(a: np.ndarray, b: np.ndarray) -> float:
    """NaN where it is undefined, as scipy's."""
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def _spearman(a: np.ndarray, b: np.ndarray) -> float:
    from scipy.stats import rankdata

    return _pearson(rankdata(a), rankdata(b))


def _mean(cells) -> np.ndarray:
    return np.asarray(cells.astype(np.float64).mean(axis=0)).ravel()


def _matrix(adata: AnnData, keep: np.ndarray):
    from scipy import sparse

    x = adata.X[keep]
    return sparse.csr_matrix(x, dtype=np.float32) if sparse.issparse(x) else np.asarray(x, dtype=np.float32)


def _check(predicted: AnnData, real: AnnData, control: str, perturbation: str) -> None:
    if list(predicted.var_names) != list(real.var_names):
        raise CellForgeError(
            "export/other-features",
            message="Predicted and real cells do not have the same features.",
            expected="the same names in the same order.",
            found=f"{predicted.n_vars:,} predicted and {real.n_vars:,} real ones.",
            remedy="Take both from cf.export(predictions, 'cell-eval', folder), or reorder one.",
        )
    first, second = (set(adata.obs[perturbation].astype(str)) for adata in (predicted, real))
    if first != second:
        raise CellForgeError(
            "export/other-perturbations",
            message="Predicted and real cells do not have the same perturbations.",
            expected="the same labels on both sides.",
            found=f"on one side only: {', '.join(sorted(first ^ second)[:5])}.",
            remedy="Leave out what one side lacks.",
        )
    if control not in first:
        raise CellForgeError(
            "export/no-control",
            message="There are no control cells.",
            expected=f'cells labelled "{control}" in obs["{perturbation}"] on both sides.',
            found=f"{', '.join(sorted(first)[:5])}.",
            remedy="Name the label of the controls.",
        )
