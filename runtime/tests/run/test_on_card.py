"""Training on a CUDA card: in a guarded worker as a notebook does it, in bfloat16, and where its memory really runs out.

Skipped where torch finds no card; docs/benchmarks.md says on which cards these passed.
"""

from __future__ import annotations

import json
from pathlib import Path

import cellforge_runtime as cf
import numpy as np
import pytest
from cellforge_runtime.describe.hardware import hardware
from cellforge_runtime.training import shrunk
from cellforge_runtime.training.fit_device import device_report
from cellforge_runtime.training_set import Query, TrainingSet

from .conftest import run_cell, small_folds

torch = pytest.importorskip("torch")
pytest.importorskip("lightning")
pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA card")

CELLS = Path(__file__).parents[3] / "tests" / "fixtures" / "cells"
SETTINGS = {"learning_rate": 0.02, "weight_decay": 0.001, "dropout": 0.0, "max_epochs": 20, "batch_size": 3}
MIB = 2**20


def model_cell(name: str) -> type:
    cells = json.loads((CELLS / f"{name}.json").read_text(encoding="utf-8"))
    return run_cell(next(cell["source"] for cell in cells if cell["name"] == "model"))


def fitted(tmp_path: Path, model: type, device: str, **settings: object) -> tuple[np.ndarray, list[str]]:
    """Held-out predictions of the networks of both folds, and what is said of the device."""
    run = cf.Run(tmp_path / f"{device}-cellforge" / "r-1", device=device)
    predictions = run.fit(model, small_folds(), **settings)
    notes = [note for item in predictions for note in item.report.get("device_notes", [])]
    return np.vstack([item.component for item in predictions]), notes


def test_the_card_is_reported() -> None:
    report = device_report("cuda")
    assert report.capability == torch.cuda.get_device_capability()[0]
    assert 0 < report.free_mb <= report.total_mb
    assert report.name in json.dumps(hardware())


def test_a_worker_trains_a_planned_cell_on_the_card_that_was_named(tmp_path: Path) -> None:
    model = model_cell("genes")
    on_card, notes = fitted(tmp_path, model, "cuda", **SETTINGS)
    on_cpu, _ = fitted(tmp_path, model, "cpu", **SETTINGS)
    assert notes == []
    assert not np.array_equal(on_card, on_cpu)
    # float32 on both: sums in another order, no other model
    np.testing.assert_allclose(on_card, on_cpu, atol=0.02)


def test_auto_leaves_a_small_network_to_the_cpu(tmp_path: Path) -> None:
    model = model_cell("genes")
    by_itself, notes = fitted(tmp_path, model, "auto", **SETTINGS)
    on_cpu, _ = fitted(tmp_path, model, "cpu", **SETTINGS)
    assert all("too small to gain from cuda" in note for note in notes)
    assert len(notes) == 2
    np.testing.assert_array_equal(by_itself, on_cpu)


class TestALargeNetwork:
    @pytest.fixture
    def train(self) -> TrainingSet:
        rng = np.random.default_rng(0)
        n, n_features = 400, 2000
        features = [f"G{i}" for i in range(n_features)]
        control = rng.uniform(1, 2, n_features)
        effects = rng.normal(0, 0.3, (40, n_features))
        conditions = [Query((features[i],), context="all") for i in range(n)]
        means = control + effects[np.arange(n) % 40] + rng.normal(0, 0.05, (n, n_features))
        return TrainingSet(
            features=features,
            conditions=conditions,
            means=means,
            n_cells=np.full(n, 50),
            cells=(control + rng.normal(0, 0.2, (60, n_features))).astype(np.float32),
            condition_of=np.full(60, -1),
            context_of=np.zeros(60, dtype=int),
            contexts=["all"],
            controls={"all": control},
            scenario="unseen-perturbation",
            n_controls={"all": 60},
            control_variance={"all": np.full(n_features, 0.04)},
        )

    def test_it_goes_to_the_card_in_bfloat16_and_answers_as_the_cpu_does(self, train: TrainingSet) -> None:
        settings = {"max_epochs": 3, "batch_size": 256}
        seen: list[tuple[str, bool]] = []
        model = wide(2048, seen)(**settings).fit(train, seed=0, device="cuda")
        assert set(seen) == {("cuda", True)}
        assert torch.cuda.max_memory_allocated() > 100 * MIB
        alone = wide(2048, [])(**settings).fit(train, seed=0, device="cpu")
        on_card, on_cpu = (each.predict_component(train.conditions) - train.controls["all"] for each in (model, alone))
        assert np.corrcoef(on_card.ravel(), on_cpu.ravel())[0, 1] > 0.95
        assert "device_notes" not in model.report()

    def test_half_the_batch_is_taken_when_memory_runs_out(self, train: TrainingSet) -> None:
        torch.cuda.empty_cache()
        total = torch.cuda.get_device_properties(0).total_memory
        need = 900 * MIB  # weights and their moments, and steps of some conditions
        torch.cuda.set_per_process_memory_fraction(need / total)
        try:
            seen: list[tuple[str, bool]] = []
            model = wide(2048, seen, copies=600)(max_epochs=1, batch_size=256).fit(train, seed=0, device="cuda")
        finally:
            torch.cuda.set_per_process_memory_fraction(1.0)
        notes = model.report()["device_notes"]
        assert any("The memory of cuda ran out with 256 conditions a step: 128 were taken." in note for note in notes), notes
        assert np.isfinite(model.predict(train.conditions[:5])).all()


def wide(hidden: int, seen: list[tuple[str, bool]], *, copies: int = 0) -> type:
    """A dense network; each step notes where it ran and in which format, and holds `copies` of its hidden layer."""
    import lightning as L

    class Wide(L.LightningModule):
        def __init__(self, described: shrunk.Described) -> None:
            super().__init__()
            self.layers = torch.nn.Sequential(
                torch.nn.Linear(described.n_target_codes, hidden), torch.nn.GELU(),
                torch.nn.Linear(hidden, hidden), torch.nn.GELU(), torch.nn.Linear(hidden, described.n_features),
            )  # fmt: skip

        def forward(self, batch: dict) -> torch.Tensor:
            return self.layers(batch["targets"].sum(dim=1))

        def training_step(self, batch: dict, _: int) -> torch.Tensor:
            change = self(batch)
            held = change[:, :1].expand(-1, hidden).repeat(copies, 1).tanh() if copies else change[:1] * 0
            seen.append((change.device.type, change.dtype == torch.bfloat16))
            loss = ((change - batch["aim"]) ** 2).mean() + 0 * held.mean()
            self.log("loss", loss)
            return loss

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return torch.optim.AdamW(self.parameters(), lr=1e-3)

    class Model(shrunk.ShrunkToBaseline):
        def build(self, described: shrunk.Described) -> Wide:
            return Wide(described)

    return Model
