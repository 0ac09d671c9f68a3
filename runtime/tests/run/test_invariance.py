"""Invariance through the worker: held-out cells do not move a fold's predictions by one byte."""

import cellforge_runtime as cf
import numpy as np
from cellforge_runtime.splits import Folds

from .conftest import run_cell, screen

TORCH_MODEL = """
import numpy as np
import torch
from torch import nn

class Model:
    def __init__(self, epochs):
        self.epochs = epochs

    def fit(self, train, validation, *, seed, device, progress):
        torch.manual_seed(seed)
        self.targets = sorted({t for q in train.conditions for t in q.targets})
        self.controls = {name: np.array(c) for name, c in train.controls.items()}
        self.net = nn.Sequential(nn.Linear(len(self.targets), 16), nn.ReLU(), nn.Linear(16, len(train.features)))
        aim = torch.tensor(np.asarray(train.delta()), dtype=torch.float32)
        optimiser = torch.optim.Adam(self.net.parameters(), lr=0.01)
        for epoch in range(self.epochs):
            loss = ((self.net(self.encoded(train.conditions)) - aim) ** 2).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            progress(epoch=epoch + 1, epochs=self.epochs, loss=loss.item())

    def encoded(self, queries):
        return torch.tensor([[float(t in q.targets) for t in self.targets] for q in queries])

    def predict(self, queries):
        with torch.no_grad():
            change = self.net(self.encoded(queries)).numpy()
        return np.stack([self.controls[q.context] for q in queries]) + change
"""


def test_invariance_of_a_torch_model_to_held_out_cells(run, folds):
    """Held-out cells become noise after the freeze; the folds stay the frozen ones."""
    model = run_cell(TORCH_MODEL)
    before = run.fit(model, Folds(folds.data, folds.folds[:1]), epochs=15)
    held_out = [folds.data.label(i) for i in folds[0].held_out]
    adata = screen()
    rows = adata.obs["perturbation"].isin(held_out).to_numpy()
    adata.X[rows] = np.random.default_rng(9).exponential(2.0, size=(rows.sum(), adata.n_vars))
    changed = cf.prepare(adata, folds.data.task)
    assert not np.allclose(changed.means[folds[0].held_out], folds.data.means[folds[0].held_out])
    after = run.fit(model, Folds(changed, folds.folds[:1]), epochs=15)
    assert before.items[0].model.tobytes() == after.items[0].model.tobytes()
