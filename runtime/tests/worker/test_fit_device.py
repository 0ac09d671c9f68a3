"""Device, batch and precision follow from what a device reports; when its memory runs out, less is taken, then the CPU."""

from __future__ import annotations

import numpy as np
import pytest
from cellforge_runtime.training import fit_device, shrunk
from cellforge_runtime.training.fit_device import (
    DeviceReport,
    FitPlan,
    Need,
    after_out_of_memory,
    fit_plan,
    is_out_of_memory,
    within_memory,
)

GB = 1024.0
CARD_8 = DeviceReport("cuda", "RTX 2080", 8 * GB, 7.4 * GB, 7)
CARD_80 = DeviceReport("cuda", "H100", 80 * GB, 79 * GB, 9)
MPS = DeviceReport("mps", "MPS", 16 * GB, 11 * GB)
CPU = DeviceReport("cpu", "CPU")
DEFAULT = Need(parameters=200_000, row_values=20_000, rows=300, batch=64)  # as the built-in networks are
LARGE = Need(parameters=60_000_000, row_values=60_000, rows=5000, batch=512)
HUGE = Need(parameters=400_000_000, row_values=60_000, rows=5000, batch=4096)
ENDLESS = Need(parameters=30_000_000_000, row_values=60_000, rows=5000, batch=512)


@pytest.mark.parametrize(
    ("report", "need", "is_named", "device", "batch", "bfloat16"),
    [
        pytest.param(CARD_80, DEFAULT, False, "cpu", 64, False, id="a small network is left to the CPU"),
        pytest.param(MPS, DEFAULT, False, "cpu", 64, False, id="also beside MPS"),
        pytest.param(CARD_80, DEFAULT, True, "cuda", 64, False, id="unless the card is named"),
        pytest.param(CARD_80, LARGE, False, "cuda", 512, True, id="a large one goes to a new card in bfloat16"),
        pytest.param(CARD_8, LARGE, False, "cuda", 512, False, id="to an old one in 32 bits"),
        pytest.param(MPS, LARGE, False, "mps", 512, False, id="to MPS in 32 bits"),
        pytest.param(CPU, LARGE, False, "cpu", 512, False, id="and to the CPU where there is nothing else"),
        pytest.param(CARD_80, HUGE, False, "cuda", 4096, True, id="80 GB hold a huge one"),
        pytest.param(CARD_8, HUGE, False, "cpu", 4096, False, id="8 GB do not hold its weights"),
        pytest.param(CARD_80, ENDLESS, False, "cpu", 512, False, id="nor do 80 GB those of an endless one"),
        pytest.param(CPU, DEFAULT, True, "cpu", 64, False, id="the CPU by name"),
    ],
)
def test_the_plan_follows_from_the_report(report, need, is_named, device, batch, bfloat16) -> None:
    plan = fit_plan(report, need, is_named=is_named)
    assert (plan.device, plan.batch, plan.bfloat16) == (device, batch, bfloat16)
    assert bool(plan.notes) == (device != report.kind)  # what is otherwise than asked is said


def test_the_batch_is_what_free_memory_holds() -> None:
    need = Need(parameters=60_000_000, row_values=600_000, rows=1000, batch=512)
    small, large = (fit_plan(report, need) for report in (CARD_8, CARD_80))
    assert (large.batch, large.notes) == (512, ())
    assert 150 < small.batch < 250
    assert f"{small.batch} conditions a step were taken instead of 512" in small.notes[0]
    assert "7.4 GB" in small.notes[0]


def test_half_the_batch_is_tried_and_then_the_cpu() -> None:
    plan, tried = FitPlan("cuda", 20, True), []
    while plan is not None:
        tried.append((plan.device, plan.batch, plan.bfloat16))
        last, plan = plan, after_out_of_memory(plan)
    assert tried == [("cuda", 20, True), ("cuda", 10, True), ("cuda", 5, True), ("cpu", 5, False)]
    assert len(last.notes) == 3
    assert "the CPU trained the network" in last.notes[-1]


def test_only_lack_of_memory_is_tried_again() -> None:
    assert is_out_of_memory(type("OutOfMemoryError", (RuntimeError,), {})("CUDA"))
    assert is_out_of_memory(RuntimeError("MPS backend out of memory (MPS allocated: 9.0 GB)"))
    assert not is_out_of_memory(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))

    def fails(plan: FitPlan) -> None:
        raise RuntimeError("shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="shapes"):
        within_memory(FitPlan("cuda", 64, False), fails)


def test_the_cpu_out_of_memory_is_an_error() -> None:
    def fails(plan: FitPlan) -> None:
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        within_memory(FitPlan("cpu", 64, False), fails)


class TestInTraining:
    """A real training loop on the CPU that stands in for a card whose memory holds only so many conditions a step."""

    @pytest.fixture
    def fitted(self, monkeypatch: pytest.MonkeyPatch):
        torch = pytest.importorskip("torch")
        from cellforge_runtime.training_set import Query, TrainingSet

        rng = np.random.default_rng(0)
        names = [f"G{i}" for i in range(24)]
        control = rng.uniform(1, 2, 30)
        means = control + rng.normal(0, 0.3, (24, 30))
        train = TrainingSet(
            features=[f"G{i}" for i in range(30)],
            conditions=[Query((name,)) for name in names],
            means=means,
            n_cells=np.full(24, 50),
            cells=(control + rng.normal(0, 0.2, (60, 30))).astype(np.float32),
            condition_of=np.full(60, -1),
            context_of=np.zeros(60, dtype=int),
            contexts=["all"],
            controls={"all": control},
            scenario="unseen-perturbation",
            n_controls={"all": 60},
            control_variance={"all": np.full(30, 0.04)},
        )
        tried: list[tuple[str, int]] = []
        real = shrunk.train_network

        def fit(most: int):
            """`most` conditions a step fit into the card."""

            def trained(network, batches, loop, **how):
                tried.append((loop.device, batches.batch_size))
                if loop.device == "cuda" and batches.batch_size > most:
                    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")
                return real(network, batches, shrunk.replace(loop, device="cpu"), **how)

            real_batches = shrunk.Batches
            monkeypatch.setattr(shrunk, "train_network", trained)
            monkeypatch.setattr(shrunk, "Batches", lambda *a, **how: real_batches(*a, **{**how, "device": "cpu"}))
            monkeypatch.setattr(shrunk, "device_report", lambda kind: CARD_80)
            monkeypatch.setattr(shrunk, "is_named", lambda: True)
            for name in ("_answer", "_error_on"):
                on_cpu = getattr(shrunk, name)
                monkeypatch.setattr(shrunk, name, lambda *a, on_cpu=on_cpu: on_cpu(*a[:-1], "cpu"))
            monkeypatch.setattr(fit_device, "free_memory_of", lambda kind: None)
            model = _model()(max_epochs=3, batch_size=16)
            return model.fit(train, seed=0, device="cuda"), tried

        return fit

    def test_half_the_batch_is_taken_for_all_that_follow(self, fitted) -> None:
        model, tried = fitted(most=8)
        assert tried[:2] == [("cuda", 16), ("cuda", 8)]
        assert set(tried[2:]) == {("cuda", 8)}
        assert "8 were taken" in model.report()["device_notes"][0]
        assert np.isfinite(model.predict(model.train.conditions)).all()

    def test_the_cpu_ends_it(self, fitted) -> None:
        model, tried = fitted(most=0)
        assert tried[:4] == [("cuda", 16), ("cuda", 8), ("cuda", 4), ("cpu", 4)]
        assert set(tried[4:]) == {("cpu", 4)}
        assert "the CPU trained the network" in model.report()["device_notes"][-1]
        assert np.isfinite(model.predict(model.train.conditions)).all()

    def test_nothing_is_said_where_memory_holds(self, fitted) -> None:
        model, tried = fitted(most=16)
        assert set(tried) == {("cuda", 16)}
        assert "device_notes" not in model.report()


def _model() -> type:
    import lightning as L
    import torch

    class Linear(L.LightningModule):
        def __init__(self, described) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(described.n_target_codes, described.n_features)

        def forward(self, batch):
            return self.layer(batch["targets"].sum(dim=1))

        def training_step(self, batch, _):
            loss = ((self(batch) - batch["aim"]) ** 2).mean()
            self.log("loss", loss)
            return loss

        def configure_optimizers(self):
            return torch.optim.AdamW(self.parameters(), lr=0.01)

    class Model(shrunk.ShrunkToBaseline):
        def build(self, described):
            return Linear(described)

    return Model
