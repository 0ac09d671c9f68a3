"""Switches fitted by evidence: what they find, what they leave alone, and that their closed form is the one it says."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from cellforge_runtime.baselines import fitted
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.training.courses import Courses
from cellforge_runtime.training.describe import Described
from cellforge_runtime.training.evidence import Steps, fitted_by_evidence
from cellforge_runtime.training_set import Query, TrainingSet

from .generated import model_cells, model_of

HOW = {"perturbation": "multi-hot", "context": "none", "response": "delta", "fitted_by": "evidence"}
N_FEATURES, N_TARGETS, SPREAD, CELLS, CONTROLS = 80, 12, 0.6, 60, 600


def cell(words: str) -> str:
    return next(made["source"] for made in model_cells() if made["name"] == words)


def pair_screen(*, seed: int = 0, threshold: bool = True) -> tuple[TrainingSet, list[Query], np.ndarray]:
    """Singles and pairs of twelve targets, half of the pairs held out, with the true change of those."""
    rng = np.random.default_rng(seed)
    programmes = np.where(rng.random((2, N_FEATURES)) < 0.3, rng.normal(0, 1, (2, N_FEATURES)), 0.0)
    inputs = np.zeros((N_TARGETS, 2))
    inputs[:8, 0], inputs[4:, 1] = 0.5, 0.5  # two of them flip a programme, one does not
    names = [f"T{i}" for i in range(N_TARGETS)]

    def change(ids: tuple[int, ...]) -> np.ndarray:
        driven = inputs[list(ids)].sum(axis=0)
        return (driven > 0.75 if threshold else driven) @ programmes

    every = [(i,) for i in range(N_TARGETS)] + list(combinations(range(N_TARGETS), 2))
    held = set(rng.permutation(np.arange(N_TARGETS, len(every)))[:33].tolist())
    control = rng.normal(3, 1, N_FEATURES)
    own, other = ([ids for i, ids in enumerate(every) if (i in held) == wanted] for wanted in (False, True))
    means = np.stack([control + change(ids) + rng.normal(0, SPREAD / np.sqrt(CELLS), N_FEATURES) for ids in own])
    train = TrainingSet(
        features=[f"F{i}" for i in range(N_FEATURES)],
        conditions=[Query(tuple(names[i] for i in ids)) for ids in own],
        means=means,
        n_cells=np.full(len(own), CELLS),
        cells=control + rng.normal(0, SPREAD, (CONTROLS, N_FEATURES)),
        condition_of=np.full(CONTROLS, -1),
        context_of=np.zeros(CONTROLS, dtype=int),
        contexts=["all"],
        controls={"all": control},
        scenario="unseen-combination",
        part="seen-2",
        control_variance={"all": np.full(N_FEATURES, SPREAD**2)},
        n_controls={"all": CONTROLS},
    )
    return train, [Query(tuple(names[i] for i in ids)) for ids in other], np.stack([change(ids) for ids in other])


def context_screen(*, seed: int = 0, n_contexts: int = 7) -> tuple[TrainingSet, list[Query], np.ndarray]:
    """Eight targets in several contexts that hold two programmes off or on; the last context has controls alone."""
    rng = np.random.default_rng(seed)
    programmes = np.where(rng.random((2, N_FEATURES)) < 0.3, rng.normal(0, 1, (2, N_FEATURES)), 0.0)
    states = np.stack([rng.permutation(np.resize([0.0, 1.0], n_contexts)) for _ in range(2)], axis=1)
    states[-1] = 0.0, 1.0
    inputs = np.zeros((8, 2))
    inputs[:3, 0], inputs[3:6, 1] = 1.0, 1.0  # two do nothing
    names, contexts = [f"T{i}" for i in range(8)], [f"type {i}" for i in range(n_contexts)]
    controls = {name: 3 + (state > 0.75) @ programmes + rng.normal(0, 0.1, N_FEATURES) for name, state in zip(contexts, states)}

    def change(target: int, context: int) -> np.ndarray:
        return ((states[context] + inputs[target] > 0.75).astype(float) - (states[context] > 0.75)) @ programmes

    own = [(t, c) for c in range(n_contexts - 1) for t in range(8)]
    noise = rng.normal(0, SPREAD / np.sqrt(CELLS), (len(own), N_FEATURES))
    counted = dict.fromkeys(contexts, CONTROLS)
    train = TrainingSet(
        features=[f"F{i}" for i in range(N_FEATURES)],
        conditions=[Query((names[t],), context=contexts[c]) for t, c in own],
        means=np.stack([controls[contexts[c]] + change(t, c) for t, c in own]) + noise,
        n_cells=np.full(len(own), CELLS),
        cells=np.concatenate([controls[name] + rng.normal(0, SPREAD, (20, N_FEATURES)) for name in contexts]),
        condition_of=np.full(20 * n_contexts, -1),
        context_of=np.repeat(np.arange(n_contexts), 20),
        contexts=contexts,
        controls=controls,
        scenario="unseen-context",
        control_variance={name: np.full(N_FEATURES, SPREAD**2) for name in contexts},
        n_controls=counted,
    )
    asked = [(t, n_contexts - 1) for t in range(8)]
    queries = [Query((names[t],), context=contexts[c]) for t, c in asked]
    return train, queries, np.stack([change(t, c) for t, c in asked])


def networks_of(
    train: TrainingSet,
    *,
    how: dict = HOW,
    kept: int = 1,
    starts: int = 4,
    steps: int = 150,
    words: str = "evidence full ensemble interaction-residual",
):
    described = Described(train, how=how)
    model = model_of(cell(words))(max_epochs=steps)
    told: list[tuple[int, int]] = []
    found = fitted_by_evidence(
        lambda: model.build(described),
        described,
        Steps(steps, kept=kept, starts=starts),
        seed=1,
        progress=lambda epoch, epochs, **_: told.append((epoch, epochs)),
    )
    return found, described, told


def batch_of(described: Described, queries: list[Query]) -> dict:
    import torch

    return {name: torch.as_tensor(np.array(a), dtype=torch.float32) for name, a in described.inputs(queries).items()}


def answers(network, described: Described, queries: list[Query]) -> np.ndarray:
    return network(batch_of(described, queries)).detach().numpy()


def test_a_threshold_that_no_single_target_passes_is_found_from_other_pairs():
    train, queries, true = pair_screen()
    (network,), described, _ = networks_of(train)
    found = answers(network, described, queries)
    simple = fitted("multi-hot-ridge", train).change(queries)
    moves = np.abs(true).max(axis=1) > 0
    assert row_correlation(found[moves], true[moves]).mean() > 0.95 > row_correlation(simple[moves], true[moves]).mean()
    assert ((found - true) ** 2).mean() < 0.2 * ((simple - true) ** 2).mean()


def test_where_effects_add_up_it_adds_them_up():
    train, queries, true = pair_screen(threshold=False)
    (network,), described, _ = networks_of(train)
    assert row_correlation(answers(network, described, queries), true).mean() > 0.95


def test_noise_alone_is_answered_with_next_to_no_change():
    train, queries, _ = pair_screen()
    noise = np.random.default_rng(5).normal(0, SPREAD / np.sqrt(CELLS), train.means.shape)
    quiet = train.__class__(**{**vars(train), "means": train.controls["all"] + noise})
    (network,), described, _ = networks_of(quiet)
    assert (answers(network, described, queries) ** 2).mean() < 0.1 * (noise**2).mean()


def test_no_switch_answers_further_than_it_was_seen_to_flip():
    train, queries, _ = pair_screen()
    (network,), described, _ = networks_of(train)
    import torch

    with torch.no_grad():
        network.act.mul_(100)  # every switch is now driven far beyond anything in training
        own, flipped = network.parts(batch_of(described, queries))
        assert (flipped > network.reach[1] + 1e-6).any()
        expected = own @ network.own + torch.minimum(torch.maximum(flipped, network.reach[0]), network.reach[1]) @ network.write
    assert np.allclose(answers(network, described, queries), expected.numpy(), atol=1e-6)


def test_what_targets_and_switches_do_is_the_posterior_mean_of_a_linear_model(monkeypatch):
    # with one width for all features it is ridge regression under the covariance of the noise, which numpy solves as well
    for widths in ("OF_OWN", "OF_SWITCHES"):
        monkeypatch.setattr(f"cellforge_runtime.training.evidence.{widths}", (0.0,))
    seen = []
    write = _fit_class().write
    monkeypatch.setattr(_fit_class(), "write", lambda fit, rows: (seen.append((fit, rows)), write(fit, rows))[1])
    train, _, _ = pair_screen()
    (network,), _, _ = networks_of(train)
    ((fit, rows),) = seen
    own, flipped = (part.detach().numpy() for part in network.double().parts(rows.batch))
    width_own, width_switches, _ = np.exp(fit.common.detach().numpy())
    noise = fit.covariance(rows).detach().numpy()
    design = np.hstack([own, flipped])
    prior = np.diag(np.repeat([1 / width_own, 1 / width_switches], [own.shape[1], flipped.shape[1]]))
    changes = train.means - train.controls["all"]
    weights = np.linalg.solve(design.T @ np.linalg.solve(noise, design) + prior, design.T @ np.linalg.solve(noise, changes))
    assert np.allclose(np.vstack([network.own.numpy(), network.write.numpy()]), weights, atol=1e-4)


def test_a_few_noisy_features_are_answered_by_the_switches_that_others_beside_them_show():
    genes, queries, true = pair_screen()
    noise = np.random.default_rng(3).normal(0, 4 * SPREAD / np.sqrt(CELLS), (len(genes.conditions), 6))
    few = replace(
        genes,
        features=[f"P{i}" for i in range(6)],
        means=genes.means[:, :6] + noise,
        cells=genes.cells[:, :6],
        controls={"all": genes.controls["all"][:6]},
        control_variance={"all": np.full(6, 16 * SPREAD**2)},
    )

    def error(train: TrainingSet) -> float:
        (network,), described, _ = networks_of(train)
        return ((answers(network, described, queries) - true[:, :6]) ** 2).mean()

    assert error(replace(few, beside=genes)) < 0.5 * error(few)


STATES = {"how": HOW | {"context": "control-profile"}, "words": "evidence full ensemble interaction-residual control-profile"}


def test_a_context_without_perturbed_cells_is_answered_by_the_state_that_its_controls_show():
    train, queries, true = context_screen()
    (network,), described, _ = networks_of(train, **STATES)
    found = answers(network, described, queries)
    alike = fitted("context-delta-weighted", train).change(queries)
    moves = np.abs(true).max(axis=1) > 0
    assert 0 < moves.sum() < 6  # some targets find their programme on already
    assert ((found - true)[~moves] ** 2).mean() < 0.1 * (true[moves] ** 2).mean()
    assert row_correlation(found[moves], true[moves]).mean() > 0.9
    assert ((found - true) ** 2).mean() < 0.5 * ((alike - true) ** 2).mean()


def test_controls_of_contexts_are_read_once_and_what_they_add_by_chance_is_known():
    # the change of a condition has the noise of its controls against it: together they have none of that
    train, _, _ = context_screen()
    _, described, _ = networks_of(train, starts=1, steps=2, **STATES)
    rows = _rows(described)
    n, contexts = len(train.conditions), described.states
    assert rows.n_contexts == len(contexts) == 7
    assert (np.linalg.eigvalsh(rows.chance.numpy()) > 0).all()
    both = np.zeros(len(rows.aim))
    both[0], both[n + contexts.index(train.conditions[0].context)] = 1, 1  # change + control = the condition itself
    assert both @ rows.chance.numpy() @ both == pytest.approx(1 / CELLS)


def _rows(described):
    from cellforge_runtime.training.evidence import _Rows

    return _Rows.of(described)


def test_switches_start_from_programmes_that_targets_move_and_controls_show():
    train, _, _ = context_screen()
    described = Described(train, how=STATES["how"])
    drives, states = described.switches(5)
    assert drives.shape == (described.n_target_codes, 5) and states.shape == (7, 5)
    strongest = drives.abs().max(dim=0).values
    assert (strongest > 0.3).sum() >= 2
    assert np.allclose(states.mean(dim=0).numpy(), 0, atol=1e-6)
    assert (described.switches(0)[0].shape, described.switches(40)[0].shape[1]) == ((described.n_target_codes, 0), 40)


def _fit_class():
    from cellforge_runtime.training import evidence

    return evidence._Fit


def test_the_same_seed_gives_the_same_networks_and_the_best_comes_first():
    train, queries, _ = pair_screen()
    first, described, told = networks_of(train, kept=2, steps=40)
    second, _, _ = networks_of(train, kept=2, steps=40)
    assert len(first) == 2
    for one, other in zip(first, second):
        assert np.array_equal(answers(one, described, queries), answers(other, described, queries))
    assert told[-1][0] == told[-1][1] and [step for step, _ in told] == sorted(step for step, _ in told)


def test_unknown_targets_get_a_finite_answer_and_data_without_change_do_too():
    train, _, _ = pair_screen()
    flat = train.__class__(**{**vars(train), "means": np.tile(train.controls["all"], (len(train.conditions), 1))})
    for each in (train, flat):
        (network,), described, _ = networks_of(each, starts=2, steps=20)
        assert np.isfinite(answers(network, described, [Query(("new",)), Query(("T0", "new")), Query(())])).all()


@pytest.mark.parametrize(
    "doses, times", [((0.1, 1.0, 10.0), None), (None, (1.0, 4.0, 16.0)), ((1.0, 5.0), (2.0, 8.0)), (None, None)]
)
def test_courses_lie_between_nothing_and_one_and_follow_what_varies(doses, times):
    train, _, _ = pair_screen()
    grid = [(dose, time) for dose in doses or [None] for time in times or [None]]
    queries = [Query(("T0",), dose=grid[i % len(grid)][0], time=grid[i % len(grid)][1]) for i in range(len(train.conditions))]
    courses = Courses(train.__class__(**{**vars(train), "conditions": queries}))
    told = courses.of([Query(("T0",), dose=d, time=t) for d in (doses or [None]) for t in (times or [None])])
    assert told.shape[1] == courses.width == (2 if doses else 1) * (6 if times else 1)
    assert (told >= 0).all() and (told <= 1 + 1e-12).all()
    assert len(np.unique(np.round(told, 9), axis=0)) == len(grid)


@pytest.mark.parametrize("device, says", [("cuda", "fitted on the CPU, not on cuda"), ("cpu", "")])
def test_it_is_told_where_another_device_was_asked_for(device, says):
    from dataclasses import replace

    model = model_of(cell("evidence full ensemble interaction-residual"))(max_epochs=1)
    model.loop = replace(model.loop, device=device)
    assert says in " ".join(model._device_notes()) and bool(model._device_notes()) == bool(says)
