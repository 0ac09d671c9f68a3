"""Predicted and observed means of every held-out condition as one AnnData."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cellforge_runtime.assessed_part import ON_MEANS
from cellforge_runtime.baselines import applicable, fitted
from cellforge_runtime.data import CONTROL, Data, control_means, control_variances, queries, training_set
from cellforge_runtime.exports.held_out import HeldOut, held_out_of
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.observed import Observed
from cellforge_runtime.metrics.registry import metric, metrics_for

if TYPE_CHECKING:
    from anndata import AnnData

    from cellforge_runtime.of_controls import OfControls
    from cellforge_runtime.prediction import Predictions
    from cellforge_runtime.splits.fold import Fold

_VALUES = {"atac": "share of cells open at the depths of the controls", "protein": "centred log ratio"}


def conditions_table(predictions: Predictions) -> AnnData:
    """One row a scored condition, one column a feature, for scverse tools.

    `X` is the predicted mean profile (log1p, the share of cells in which a peak is open, or centred log ratios); layers
    `predicted`, `observed`, `control` (all controls matched) and `baseline` (the one named in `obs["baseline"]`: the best
    of its part by the primary metric, in hindsight). `obs` uses the names of scPerturb and pertpy where they have one:
    `perturbation` (targets joined by +), `nperts`, `ncells`, `dose_value` (and `dose_unit` where it is known), `time`; besides
    `condition` (targets, dose and time, and of a pair scored once for each of its targets the one seen), `context`, `scenario`,
    `part`, `fold`, and the scores that need no cells, of the model (`mse`) and of the baseline (`mse_baseline`).
    """
    import pandas as pd
    from anndata import AnnData

    data = predictions.folds.data
    tables = [_of_part(data, part) for part in held_out_of(predictions)]
    obs = pd.concat([table[0] for table in tables], ignore_index=True)
    obs.index = [f"{row.scenario}/{row.part}/fold-{row.fold}/{row.condition}/{row.context}" for row in obs.itertuples()]
    layers = {name: np.concatenate([table[1][name] for table in tables]).astype(np.float32) for name in tables[0][1]}
    var = pd.DataFrame(index=list(data.features))
    table = AnnData(layers["predicted"].copy(), obs=obs, var=var, layers=layers)
    table.uns["cellforge"] = {
        "plan": predictions.plan_name,
        "primary": data.task.primary,
        "task": data.task.hash,
        "fingerprint": data.fingerprint,
        "simulated": data.is_simulated,
        "values": _VALUES.get(data.modality, "log1p"),
    }
    return table


def _of_part(data: Data, part: HeldOut) -> tuple:
    import pandas as pd

    primary = metric(data.task.primary, data.modality)
    judge = primary if primary.id in ON_MEANS else metric("pearson_delta_indep", data.modality)
    known = metrics_for(data.modality)
    scored = [known[name] for name in ON_MEANS if name in known]
    scores: dict[str, dict[str, np.ndarray]] = {}
    profiles: dict[str, np.ndarray] = {}
    controls = np.zeros(part.predicted.shape)
    n = len(part.conditions)
    for fold in {fold.index: fold for fold in part.folds}.values():
        rows = [row for row in range(n) if part.folds[row].index == fold.index]
        places = [part.places[row] for row in rows]
        observed = _observed_means(data, fold)
        controls[rows] = observed.C[places]
        training, asked = training_set(data, fold), queries(data, fold)
        predicted = {name: fitted(name, training).predict(asked) for name in applicable(fold.scenario, training)}
        whole = np.zeros((len(fold.held_out), len(data.features)))
        whole[places] = part.predicted[rows]
        for name, means in {"model": whole, **predicted}.items():
            profiles.setdefault(name, np.full(part.predicted.shape, np.nan))[rows] = means[places]
            for each in scored:
                found = scores.setdefault(name, {}).setdefault(each.id, np.full(n, np.nan))
                found[rows] = each.function(means, observed)[places]
    best = _best({name: found[judge.id] for name, found in scores.items() if name != "model"}, judge)
    obs = pd.DataFrame(
        {
            "perturbation": ["+".join(query.targets) for query in part.queries],
            "condition": part.labels,
            "nperts": [len(query.targets) for query in part.queries],
            "ncells": [int(data.n_cells[i]) for i in part.conditions],
            **({"dose_unit": data.dose_unit.name} if data.dose_unit.name else {}),
            "dose_value": [np.nan if query.dose is None else query.dose for query in part.queries],
            "time": [np.nan if query.time is None else query.time for query in part.queries],
            "context": [query.context for query in part.queries],
            "scenario": part.scenario,
            "part": part.part,
            "fold": [fold.index for fold in part.folds],
            "baseline": best,
            **{each.id: scores["model"][each.id] for each in scored},
            **{f"{each.id}_baseline": scores[best][each.id] for each in scored},
        }
    )
    layers = {
        "predicted": part.predicted,
        "observed": data.means[part.conditions],
        "control": controls,
        "baseline": profiles[best],
    }
    return obs, layers


def _best(by_baseline: dict[str, np.ndarray], judge: Metric) -> str:
    sign = 1.0 if judge.higher_is_better else -1.0
    full = {name: found for name, found in by_baseline.items() if np.isfinite(found).all()}
    return max(full, key=lambda name: sign * full[name].mean())


def _observed_means(data: Data, fold: Fold) -> Observed:
    """What scores on means are taken against, as `observe` has it; what needs cells is left empty."""
    asked = [data.queries[i] for i in fold.held_out]
    everything = np.flatnonzero(data.condition_of == CONTROL)
    model, scoring, both = (control_means(data, rows) for rows in (fold.model_controls, fold.scoring_controls, everything))
    variances = control_variances(data, everything)

    def of(said: OfControls[np.ndarray]) -> np.ndarray:
        return np.stack([said.of(query) for query in asked])

    trained = np.stack([model.of(data.queries[i]) for i in fold.train])
    targets = {target for query in asked for target in query.targets}
    empty = np.zeros((len(asked), len(data.features)), dtype=bool)
    return Observed(
        contexts=tuple(query.context for query in asked),
        T=data.means[fold.held_out],
        C=of(both),
        C_m=of(model),
        C_s=of(scoring),
        O=of(model) + (data.means[fold.train] - trained).mean(axis=0),
        spread=np.sqrt(of(variances)),
        is_changed=empty,
        is_target=np.array([feature in targets for feature in data.features]),
        T_top=data.means[fold.held_out],
        is_top=empty,
    )
