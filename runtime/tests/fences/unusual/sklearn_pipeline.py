"""A scikit-learn pipeline: polynomial features of targets, principal components, forests on the scores."""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler


class Model:
    def __init__(self, components=4, trees=20, **training):
        self.components, self.trees = components, trees

    def fit(self, train, validation, *, seed, device, progress):
        self.train = train
        self.names = sorted({t for q in train.conditions for t in q.targets})
        y = np.array(train.delta())
        self.pca = PCA(min(self.components, len(y) - 1), random_state=seed).fit(y)
        forest = RandomForestRegressor(self.trees, random_state=seed, n_jobs=1)
        self.pipeline = make_pipeline(PolynomialFeatures(2, interaction_only=True), StandardScaler(), forest)
        scores = self.pca.transform(y)
        self.pipeline.fit(self.codes(train.conditions), scores)
        progress(epoch=1, epochs=1, loss=float(np.mean((self.pipeline.predict(self.codes(train.conditions)) - scores) ** 2)))
        return self

    def codes(self, queries):
        return np.array([[float(n in q.targets) for n in self.names] for q in queries])

    def predict(self, queries):
        change = self.pca.inverse_transform(self.pipeline.predict(self.codes(queries)))
        return self.train.matched_controls(queries) + change
