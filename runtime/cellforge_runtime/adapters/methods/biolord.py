"""biolord 0.0.3 as a model of ours. Runs in its own environment.

What was adapted:

- *Prediction*: the package's own helper asks anndata for an argument that newer ones have not (`dtype`). The same is done
  here: codes of control cells with the attributes exchanged, decoded, averaged; at most 300 cells of those matched.
- *Attributes*: what was done to a cell is one number a target of the task: 1 for each target it has. With gene sets a target
  also counts in part for those that it shares GO terms with (Jaccard index), so that an unmeasured target is near measured ones.
- *Rates*: the package fails without a learning rate for its attributes' networks; all rates are those of its tutorial.
- *Checkpoints* are left out.

References
----------
Piran, Cohen, Hoshen and Nitzan, Nature Biotechnology 42 (2024).
"""

from __future__ import annotations

import numpy as np

from cellforge_runtime.adapters.about import About

ABOUT = About(
    title="biolord",
    package="biolord 0.0.3",
    licence="BSD-3-Clause",
    reference="Piran et al. 2024, doi:10.1038/s41587-023-02079-x",
    scenarios=("unseen-perturbation", "unseen-combination", "unseen-context"),
    uses_gene_sets=True,
)
MOST_CELLS = 300
RATES = {
    "latent_lr": 1e-4,
    "latent_wd": 1e-4,
    "decoder_lr": 1e-4,
    "decoder_wd": 1e-4,
    "attribute_nn_lr": 1e-2,
    "attribute_nn_wd": 4e-8,
    "step_size_lr": 45,
    "cosine_scheduler": True,
    "scheduler_final_lr": 1e-5,
}


class Model:
    """fit and predict by biolord.

    Parameters
    ----------
    targets
        All targets of the task, by name.
    gene_sets
        GO terms by gene; empty where none were given.
    epochs, latent, width, batch_size, patience
        At most 200 passes, codes of 32, decoder of 512, 256 cells a step, 20 passes without gain.
    """

    def __init__(self, targets, *, gene_sets=None, epochs=200, latent=32, width=512, batch_size=256, patience=20):
        self.targets = list(targets)
        self.gene_sets = dict(gene_sets or {})
        self.epochs = epochs
        self.latent = latent
        self.width = width
        self.batch_size = batch_size
        self.patience = patience

    def fit(self, train, validation=None, *, seed, device, progress=None):
        import pandas as pd
        from anndata import AnnData
        from biolord import Biolord

        from cellforge_runtime.adapters.gene_sets import jaccard

        self.seed, self.train = seed, train
        self.similar = jaccard(self.gene_sets, self.targets)  # (targets, targets)
        coded = np.stack([np.zeros(len(self.targets)), *(self._code(query.targets) for query in train.conditions)])
        obs = pd.DataFrame(
            {"context": pd.Categorical([train.contexts[i] for i in train.context_of])},
            index=[f"cell-{i}" for i in range(len(train.condition_of))],
        )
        cells = train.cells.toarray() if hasattr(train.cells, "toarray") else np.array(train.cells)
        self.condition_of = np.asarray(train.condition_of)
        self.adata = AnnData(X=cells.astype(np.float32), obs=obs, var=pd.DataFrame(index=list(train.features)))
        self.adata.obsm["perturbation"] = coded[self.condition_of + 1].astype(np.float32)  # (cells, targets)
        Biolord.setup_anndata(self.adata, ordered_attributes_keys=["perturbation"], categorical_attributes_keys=["context"])
        params = {"decoder_width": self.width, "seed": seed, "use_batch_norm": False, "use_layer_norm": False}
        self.biolord = Biolord(self.adata, n_latent=self.latent, model_name="fold", module_params=params)
        self.biolord.train(
            max_epochs=self.epochs,
            plan_kwargs=RATES,
            batch_size=self.batch_size,
            early_stopping=True,
            early_stopping_patience=self.patience,
            check_val_every_n_epoch=5,
            enable_checkpointing=False,
            enable_progress_bar=False,
            accelerator="gpu" if device == "cuda" else "cpu",
        )
        return self

    def predict(self, queries):
        rng = np.random.default_rng(self.seed)
        return np.stack([self._one(query, rng) for query in queries])

    def report(self):
        bare = sorted(set(self.targets) - set(self.gene_sets))
        return {"published": ABOUT.package, "most_epochs": self.epochs, "targets_without_annotation": bare}

    def _code(self, targets):
        return self.similar[[self.targets.index(target) for target in targets]].sum(axis=0)  # (targets,)

    def _one(self, query, rng):
        import torch

        controls = self.train.control_rows(query)
        if len(controls) > MOST_CELLS:
            controls = np.sort(rng.choice(controls, MOST_CELLS, replace=False))
        tensors = self.biolord.get_dataset(self.adata, indices=controls)
        code = torch.as_tensor(self._code(query.targets), dtype=torch.float32)
        tensors["perturbation"] = code.repeat(len(controls), 1)  # (cells, targets)
        self.biolord.module.eval()
        with torch.no_grad():
            means, _ = self.biolord.module.get_expression(tensors)
        return means.cpu().numpy().mean(axis=0)
