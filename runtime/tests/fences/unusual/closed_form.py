"""Ridge regression in closed form, saved as arrays."""

import json

import numpy as np


class Model:
    penalty: float = 1.0

    def __init__(self, **settings):
        self.penalty = float(settings.get("penalty", self.penalty))

    def fit(self, train, validation=None, *, seed=42, device="cpu", progress=None):
        self.names = sorted({t for q in train.conditions for t in q.targets})
        self.contexts = list(train.controls)
        self.controls = np.stack([train.controls[c] for c in self.contexts])
        x = self._codes(train.conditions)
        gram = x.T @ x + self.penalty * np.eye(x.shape[1])
        self.weights = np.linalg.solve(gram, x.T @ train.delta())
        if progress is not None:
            progress(loss=float(np.square(x @ self.weights - train.delta()).mean()))
        return self

    def _codes(self, queries):
        return np.array([[name in q.targets for name in self.names] for q in queries], dtype=float)

    def predict(self, queries):
        rows = [self.contexts.index(q.context) for q in queries]
        return self.controls[rows] + self._codes(queries) @ self.weights

    def save(self, folder):
        np.savez(folder / "weights.npz", weights=self.weights, controls=self.controls)
        (folder / "names.json").write_text(json.dumps([self.names, self.contexts]), encoding="utf-8")

    def load(self, folder):
        with np.load(folder / "weights.npz", allow_pickle=False) as found:
            self.weights, self.controls = found["weights"], found["controls"]
        self.names, self.contexts = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        return self
