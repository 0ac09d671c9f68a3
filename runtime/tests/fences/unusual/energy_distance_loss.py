"""Trained on whole cells by the energy distance between shifted controls and measured cells."""

import numpy as np
import torch


def energy_distance(x, y):
    within = torch.cdist(x, x).mean() + torch.cdist(y, y).mean()
    return 2 * torch.cdist(x, y).mean() - within


class Model:
    def __init__(self, steps=40, cells=16, **training):
        self.steps, self.cells = steps, cells

    def fit(self, train, validation, *, seed, device, progress):
        rng = np.random.default_rng(seed)
        torch.manual_seed(seed)
        self.train = train
        self.names = sorted({t for q in train.conditions for t in q.targets})
        self.shift = torch.zeros(len(self.names), len(train.features), requires_grad=True, device=device)
        sgd = torch.optim.Adam([self.shift], lr=0.05)
        controls = np.flatnonzero(np.asarray(train.condition_of) == -1)
        codes = torch.as_tensor(self._codes(train.conditions), device=device)
        for step in range(self.steps):
            i = int(rng.integers(len(train.conditions)))
            own = np.flatnonzero(np.asarray(train.condition_of) == i)
            x, y = (self._cells(rng.choice(rows, self.cells), device) for rows in (controls, own))
            loss = energy_distance(x + codes[i] @ self.shift, y)
            sgd.zero_grad()
            loss.backward()
            sgd.step()
            if step % 10 == 0:
                progress(epoch=step, epochs=self.steps, loss=float(loss.detach()))

    def _cells(self, rows, device):
        cells = self.train.cells[rows]
        cells = cells.toarray() if hasattr(cells, "toarray") else np.array(cells)
        return torch.as_tensor(cells, dtype=torch.float32, device=device)

    def _codes(self, queries):
        return np.array([[n in q.targets for n in self.names] for q in queries], dtype=np.float32)

    def predict(self, queries):
        change = self._codes(queries) @ self.shift.detach().cpu().numpy()
        return self.train.matched_controls(queries) + change
