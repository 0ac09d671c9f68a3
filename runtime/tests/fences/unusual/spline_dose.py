"""A spline over dose for each target where doses are given, the mean change elsewhere."""

import math

import numpy as np
from scipy.interpolate import CubicSpline

log_of_one = math.log(1.0)


class Model:
    def __init__(self, **training):
        pass

    def fit(self, train, validation, *, seed, device, progress):
        self.train = train
        self.change = {}
        for target in sorted({t for q in train.conditions for t in q.targets}):
            rows = [i for i, q in enumerate(train.conditions) if target in q.targets]
            doses = np.array([1.0 if train.conditions[i].dose is None else train.conditions[i].dose for i in rows])
            logs, where = np.unique(np.log(doses), return_inverse=True)
            mean = np.stack([train.delta()[rows][where == k].mean(axis=0) for k in range(len(logs))])
            self.change[target] = CubicSpline(logs, mean, axis=0) if len(logs) > 3 else (lambda x, m=mean: m.mean(axis=0))
        progress(epoch=1, epochs=1, loss=0.0)

    def predict(self, queries):
        found = self.train.matched_controls(queries).copy()
        for row, query in zip(found, queries):
            at = log_of_one if query.dose is None else math.log(query.dose)
            for target in query.targets:
                if target in self.change:
                    row += self.change[target](at) / len(query.targets)
        return found
