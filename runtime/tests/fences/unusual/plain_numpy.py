"""No package but numpy: the nearest measured conditions by shared targets."""

import numpy as np


class Model:
    def __init__(self, **training):
        pass

    def fit(self, train, validation, seed, device, progress):
        self.sets = [frozenset(q.targets) for q in train.conditions]
        self.delta = np.array(train.delta())
        self.controls = {name: np.array(profile) for name, profile in train.controls.items()}

    def predict(self, queries):
        return np.vstack([self.controls[q.context] + self.weights(q) @ self.delta for q in queries])

    def weights(self, query):
        wanted = frozenset(query.targets)
        shared = np.array([len(wanted & s) / len(wanted | s) for s in self.sets]) + 1e-3
        return shared / shared.sum()
