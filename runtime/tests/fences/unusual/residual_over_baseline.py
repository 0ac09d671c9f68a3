"""The best baseline, and a small network on what it leaves over, as much of it as inner folds bear out."""

import numpy as np
import torch
from cellforge_runtime.baselines import best_by_inner_folds, fitted
from cellforge_runtime.shrinkage import choose_shrinkage
from cellforge_runtime.splits import inner_folds
from torch import nn


class Residual:
    def __init__(self, train, baseline, seed, device, epochs):
        torch.manual_seed(seed)
        self.names, self.device = sorted({t for q in train.conditions for t in q.targets}), device
        x = self.codes(train.conditions)
        left = train.delta() - baseline.change(train.conditions)
        y = torch.as_tensor(np.array(left), dtype=torch.float32, device=device)
        self.net = nn.Sequential(nn.Linear(x.shape[1], 8), nn.Tanh(), nn.Linear(8, y.shape[1])).to(device)
        adam = torch.optim.Adam(self.net.parameters(), lr=0.01, weight_decay=1e-3)
        for _ in range(epochs):
            adam.zero_grad()
            loss = (self.net(x) - y).square().mean()
            loss.backward()
            adam.step()
        self.loss = float(loss)

    def codes(self, queries):
        return torch.tensor([[float(n in q.targets) for n in self.names] for q in queries], device=self.device)

    def change(self, queries):
        with torch.no_grad():
            return self.net(self.codes(queries)).cpu().numpy()


class Model:
    def __init__(self, epochs=20, **training):
        self.epochs = epochs

    def fit(self, train, validation, *, seed, device, progress):
        self.name = best_by_inner_folds(train)
        folds = inner_folds(train)
        rows = {"baseline": [], "component": [], "measured": []}
        for stage, fold in enumerate(folds):
            simple = fitted(self.name, fold.train)
            residual = Residual(fold.train, simple, seed, device, self.epochs)
            change = simple.change(fold.queries)
            rows["baseline"].append(change)
            rows["component"].append(change + residual.change(fold.queries))
            rows["measured"].append(fold.held_out.delta())
            progress(epoch=1, epochs=1, loss=residual.loss, stage=stage, stages=len(folds) + 1)
        self.shrinkage = choose_shrinkage(*(np.concatenate(found) for found in rows.values()))
        self.baseline = fitted(self.name, train)
        self.residual = Residual(train, self.baseline, seed, device, self.epochs)

    def predict(self, queries):
        return self.baseline.predict(queries) + self.shrinkage.factor * self.residual.change(queries)

    def predict_component(self, queries):
        return self.baseline.predict(queries) + self.residual.change(queries)

    def report(self):
        return {"baseline": self.name, "shrinkage": self.shrinkage.factor}
