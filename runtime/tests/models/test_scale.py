"""Shares of open cells are told in logarithms of rates, where what opens a peak adds up; other values as they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.training.describe import Described
from cellforge_runtime.training.evidence import Steps, fitted_by_evidence
from cellforge_runtime.training.scale import Scale
from cellforge_runtime.training_set import Query, TrainingSet
from hypothesis import given
from hypothesis import strategies as st

from .test_evidence import HOW, batch_of, cell, model_of, pair_screen

N_PEAKS, CELLS, CONTROLS = 400, 150, 600
CONTEXTS = ("type A", "type B", "type C", "type D")


def peak_screen(seed: int = 0) -> tuple[TrainingSet, list[Query], np.ndarray]:
    """Six targets that multiply the rates of peaks, in four contexts of other rates; the last has controls alone."""
    rng = np.random.default_rng(seed)
    base = rng.normal(-3.0, 1.0, N_PEAKS) + rng.normal(0, 1.0, (len(CONTEXTS), N_PEAKS))
    moved = np.where(rng.random((6, N_PEAKS)) < 0.2, rng.normal(0, 1.5, (6, N_PEAKS)), 0.0)
    share = {(t, c): -np.expm1(-np.exp(base[c] + (moved[t] if t >= 0 else 0))) for c in range(4) for t in range(-1, 6)}
    controls = {name: rng.binomial(CONTROLS, share[-1, c]) / CONTROLS for c, name in enumerate(CONTEXTS)}
    own = [(t, c) for c in range(3) for t in range(6)]
    train = TrainingSet(
        features=[f"chr1:{1000 * i}-{1000 * i + 500}" for i in range(N_PEAKS)],
        conditions=[Query((f"T{t}",), context=CONTEXTS[c]) for t, c in own],
        means=np.stack([rng.binomial(CELLS, share[each]) / CELLS for each in own]),
        n_cells=np.full(len(own), CELLS),
        cells=np.zeros((4, N_PEAKS)),
        condition_of=np.full(4, -1),
        context_of=np.arange(4),
        contexts=list(CONTEXTS),
        controls=controls,
        scenario="unseen-context",
        modality="atac",
        control_variance={name: mean * (1 - mean) for name, mean in controls.items()},
        n_controls=dict.fromkeys(CONTEXTS, CONTROLS),
    )
    queries = [Query((f"T{t}",), context=CONTEXTS[3]) for t in range(6)]
    return train, queries, np.stack([share[t, 3] - share[-1, 3] for t in range(6)])


def change_of(train: TrainingSet, queries: list[Query]) -> np.ndarray:
    described = Described(train, how=HOW | {"context": "control-profile"})
    model = model_of(cell("evidence full ensemble interaction-residual control-profile"))(max_epochs=60)
    (network,) = fitted_by_evidence(lambda: model.build(described), described, Steps(60, starts=2), seed=1)
    base = train.matched_controls(queries)
    return described.scale.moved(base, network(batch_of(described, queries)).detach().numpy()) - base


def test_what_multiplies_a_rate_is_carried_to_a_context_of_other_rates(monkeypatch):
    train, queries, true = peak_screen()
    found = change_of(train, queries)
    monkeypatch.setattr(Scale, "of", classmethod(lambda cls, train: cls()))
    as_they_are = change_of(train, queries)
    assert row_correlation(found, true).mean() > row_correlation(as_they_are, true).mean() + 0.05
    assert ((found - true) ** 2).mean() < 0.8 * ((as_they_are - true) ** 2).mean()


def test_what_is_answered_is_a_share():
    train, queries, _ = peak_screen()
    scale = Scale.of(train)
    base = train.matched_controls(queries)
    for change in (-50.0, -1.0, 1.0, 50.0):
        moved = scale.moved(base, np.full_like(base, change))
        assert (moved >= -1e-12).all() and (moved <= 1 + 1e-12).all()


def test_genes_and_proteins_stay_as_they_are():
    train, _, _ = pair_screen()
    scale = Scale.of(train)
    values = np.array([0.0, 1.5, 3.0])
    assert scale == Scale() == Scale.of(replace(train, modality="protein"))
    assert (scale.told(values) == values).all() and (scale.moved(values, values) == 2 * values).all()
    assert (scale.slope(values) == 1).all()


shares = st.floats(0.0, 1.0)


@given(shares, st.floats(1e-3, 0.5))
def test_a_share_that_does_not_change_stays_the_same_to_the_bit(share, start):
    value = np.array([share])
    assert Scale(start).moved(value, np.zeros(1)) == value


@given(st.floats(0.0, 0.97), st.floats(0.0, 0.97), st.floats(1e-3, 0.5))
def test_a_change_that_is_told_leads_back_to_the_share_it_was_of(before, after, start):
    scale, one, other = Scale(start), np.array([before]), np.array([after])
    assert scale.moved(one, scale.told(other) - scale.told(one)) == pytest.approx(other, abs=1e-9)


@given(st.floats(0.001, 0.95), st.floats(1e-3, 0.5))
def test_the_slope_is_that_of_the_scale(share, start):
    scale, step = Scale(start), 1e-6
    rise = scale.told(np.array([share + step])) - scale.told(np.array([share - step]))
    assert scale.slope(np.array([share])) == pytest.approx(rise / (2 * step), rel=1e-3)
