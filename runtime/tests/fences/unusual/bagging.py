"""Bagging: ridge regressions on conditions drawn with replacement, averaged."""

from functools import reduce
from itertools import repeat

import numpy as np


class Member:
    def __init__(self, x, y, penalty):
        self.w = np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ y)

    def __call__(self, x):
        return x @ self.w


class Model:
    def __init__(self, members=10, penalty=0.5, **training):
        self.n, self.penalty = members, penalty

    def fit(self, train, validation, *, seed, device, progress):
        rng = np.random.default_rng(seed)
        self.train = train
        self.names = sorted({t for q in train.conditions for t in q.targets})
        x, y = self.codes(train.conditions), np.array(train.delta())
        self.members = []
        for k, _ in enumerate(repeat(None, self.n)):
            rows = rng.integers(0, len(x), size=len(x))
            self.members.append(Member(x[rows], y[rows], self.penalty))
            progress(epoch=k + 1, epochs=self.n, loss=float(((self.members[-1](x) - y) ** 2).mean()))

    def codes(self, queries):
        return np.array([[float(t in q.targets) for t in self.names] for q in queries])

    def predict(self, queries):
        x = self.codes(queries)
        return self.train.matched_controls(queries) + reduce(np.add, (m(x) for m in self.members)) / self.n

    def predict_component(self, queries):
        return self.predict(queries)
