"""scikit-learn's kernel ridge, with the penalty chosen on inner folds of the training conditions."""

import numpy as np
from cellforge_runtime import inner_folds
from sklearn.kernel_ridge import KernelRidge

PENALTIES = (0.1, 1.0, 10.0)


def codes(names, queries):
    return np.array([[1.0 if name in q.targets else 0.0 for name in names] for q in queries])


class Model:
    def __init__(self, kernel="poly", degree=2, **training):
        self.kernel, self.degree = kernel, degree

    def regression(self, penalty):
        return KernelRidge(alpha=penalty, kernel=self.kernel, degree=self.degree)

    def fit(self, train, validation, *, seed, device, progress):
        self.names = sorted({t for q in train.conditions for t in q.targets})
        self.train = train
        errors = dict.fromkeys(PENALTIES, 0.0)
        for fold in inner_folds(train):
            for penalty in PENALTIES:
                model = self.regression(penalty).fit(codes(self.names, fold.train.conditions), fold.train.delta())
                predicted = model.predict(codes(self.names, fold.queries))
                errors[penalty] += ((predicted - fold.held_out.delta()) ** 2).sum()
        self.penalty = min(errors, key=errors.get)
        self.model = self.regression(self.penalty).fit(codes(self.names, train.conditions), train.delta())
        progress(epoch=1, epochs=1, loss=errors[self.penalty], message="closed form")

    def predict(self, queries):
        return self.train.matched_controls(queries) + self.model.predict(codes(self.names, queries))

    def report(self):
        return {"penalty": float(self.penalty)}
