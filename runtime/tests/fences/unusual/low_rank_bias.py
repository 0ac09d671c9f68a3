"""Low-rank factors by alternating least squares, with a bias for each feature."""

import numpy as np


class Model:
    def __init__(self, rank=4, sweeps=10, penalty=0.1, **training):
        self.rank, self.sweeps, self.penalty = rank, sweeps, penalty

    def fit(self, train, validation, *, seed, device, progress):
        rng = np.random.default_rng(seed)
        self.controls, self.names = dict(train.controls), sorted({t for q in train.conditions for t in q.targets})
        x, y = self._codes(train.conditions), np.asarray(train.delta())
        self.bias = y.mean(axis=0)
        r = y - self.bias
        v = rng.normal(size=(self.rank, y.shape[1]))
        eye = lambda n: self.penalty * np.eye(n)  # noqa: E731
        for sweep in range(self.sweeps):
            codes = r @ v.T @ np.linalg.inv(v @ v.T + eye(self.rank))  # (conditions, rank)
            u = np.linalg.solve(x.T @ x + eye(x.shape[1]), x.T @ codes)  # (targets, rank)
            z = x @ u
            v = np.linalg.solve(z.T @ z + eye(self.rank), z.T @ r)
            progress(epoch=sweep + 1, epochs=self.sweeps, loss=float(np.mean((z @ v - r) ** 2)))
        self.u, self.v = u, v

    def _codes(self, queries):
        return np.array([[n in q.targets for n in self.names] for q in queries], dtype=np.float64)

    def predict(self, queries):
        base = np.stack([self.controls[q.context] for q in queries])
        return (base + self.bias + self._codes(queries) @ self.u @ self.v).astype(np.float32)
