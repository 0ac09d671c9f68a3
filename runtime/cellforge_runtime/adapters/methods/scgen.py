"""scGen as pertpy 1.0.3 has it, as a model of ours. Runs in its own environment.

What was adapted:

- *Several perturbations*: one network for all; each perturbation is moved by its own difference in the latent space.
- *Chance*: the package draws cells with a generator that nobody can seed; it is given a seeded one while it predicts.
- *Locks*: a package that pertpy imports asks for a lock between processes, which a worker without shared memory has not;
  it is given one between threads.
- *statsmodels* 0.15 is refused by pertpy 1.0.3; the environment has an older one.
- *Prediction*: the mean over the model's control cells that the query is matched with, at most 500.

References
----------
Lotfollahi, Wolf and Theis, Nature Methods 16 (2019).
"""

from __future__ import annotations

import numpy as np

from cellforge_runtime.adapters.about import About

ABOUT = About(
    title="scGen",
    package="pertpy 1.0.3",
    licence="MIT (pertpy)",
    reference="Lotfollahi et al. 2019, doi:10.1038/s41592-019-0494-8",
    scenarios=("unseen-context",),
    fewest_contexts=2,
)
CONTROL = "ctrl"
MOST_CELLS = 500


class Model:
    """fit and predict by scGen.

    Parameters
    ----------
    targets
        All targets of the task; not used.
    epochs, batch_size, patience
        At most 100 passes, 32 cells a step, 25 passes without gain, as the package's tutorial has them.
    """

    def __init__(self, targets, *, epochs=100, batch_size=32, patience=25):
        self.epochs = epochs
        self.batch_size = batch_size
        self.patience = patience

    def fit(self, train, validation=None, *, seed, device, progress=None):
        import multiprocessing
        import threading

        import pandas as pd
        import scvi
        from anndata import AnnData

        multiprocessing.Lock = threading.Lock
        from pertpy.tools import Scgen

        scvi.settings.seed = seed
        self.seed, self.train = seed, train
        names = {-1: CONTROL, **{i: "+".join(query.targets) for i, query in enumerate(train.conditions)}}
        obs = pd.DataFrame(
            {
                "condition": pd.Categorical([names[i] for i in train.condition_of]),
                "context": pd.Categorical([train.contexts[i] for i in train.context_of]),
            },
            index=[f"cell-{i}" for i in range(len(train.condition_of))],
        )
        cells = train.cells.toarray() if hasattr(train.cells, "toarray") else np.array(train.cells)
        self.adata = AnnData(X=cells.astype(np.float32), obs=obs, var=pd.DataFrame(index=list(train.features)))
        Scgen.setup_anndata(self.adata, batch_key="condition", labels_key="context")
        self.scgen = Scgen(self.adata)
        self.scgen.train(
            max_epochs=self.epochs,
            batch_size=self.batch_size,
            early_stopping=True,
            early_stopping_patience=self.patience,
            enable_progress_bar=False,
            accelerator="gpu" if device == "cuda" else "cpu",
        )
        return self

    def predict(self, queries):
        rng = np.random.default_rng(self.seed)
        return np.stack([self._one(query, rng) for query in queries])

    def report(self):
        history = self.scgen.history or {}
        return {"published": ABOUT.package, "epochs": max((len(curve) for curve in history.values()), default=0)}

    def _one(self, query, rng):
        controls = self.train.control_rows(query)
        if len(controls) > MOST_CELLS:
            controls = np.sort(rng.choice(controls, MOST_CELLS, replace=False))
        asked = self.adata[controls].copy()
        unseeded = np.random.default_rng
        np.random.default_rng = lambda seed=None: rng if seed is None else unseeded(seed)
        try:
            predicted, _ = self.scgen.predict(ctrl_key=CONTROL, stim_key="+".join(query.targets), adata_to_predict=asked)
        finally:
            np.random.default_rng = unseeded
        return np.asarray(predicted.X).mean(axis=0)
