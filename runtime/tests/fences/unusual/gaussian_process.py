"""A Gaussian process over multi-hot targets, exact, with its noise chosen by the marginal likelihood."""

import numpy as np
from scipy.linalg import cho_factor, cho_solve

NOISES = np.logspace(-3, 1, 9)


class Model:
    def __init__(self, **training):
        pass

    def fit(self, train, validation, *, seed, device, progress):
        self.controls = {k: np.array(v) for k, v in train.controls.items()}
        self.names = sorted({t for q in train.conditions for t in q.targets})
        self.x, y = self.codes(train.conditions), np.array(train.delta())
        self.mean = y.mean(axis=0)
        k = self.kernel(self.x, self.x)
        best = None
        for i, noise in enumerate(NOISES):
            factor = cho_factor(k + noise * np.eye(len(k)), lower=True)
            weights = cho_solve(factor, y - self.mean)
            evidence = 0.5 * ((y - self.mean) * weights).sum() + y.shape[1] * np.log(np.diag(factor[0])).sum()
            progress(epoch=i + 1, epochs=len(NOISES), loss=min(evidence, best[0] if best else np.inf))
            if best is None or evidence < best[0]:
                best = (evidence, weights)
        self.weights = best[1]

    def codes(self, queries):
        return np.array([[float(n in q.targets) for n in self.names] for q in queries])

    @staticmethod
    def kernel(a, b):
        return np.exp(-0.5 * ((a[:, None] - b[None]) ** 2).sum(axis=2))

    def predict(self, queries):
        change = self.mean + self.kernel(self.codes(queries), self.x) @ self.weights
        return np.array([self.controls[q.context] for q in queries]) + change
