"""GEARS (cell-gears 0.1.2) as a model of ours. Runs in its own environment.

What was adapted:

- *Offline*: the package downloads GO annotations and a GO graph when it starts. The annotations are the table that was
  given as `gene2go`, the graph is made from it as the package makes its own (Jaccard index above 0.1, the 20 nearest).
- *Names*: targets are nodes of the graph under the names they have in the data. No alias is followed (in the package's
  files the enhancer label HS2 is the gene SPTB); a target without annotation keeps a node of its own and is named in the report.
- *Folds*: the package's own splits are left out; of the training conditions a tenth, at least one, picks the best epoch.
- *scipy*: 1.15 and newer refuse an index that the package uses; the environment has an older one.
- *Prediction*: means over 300 control cells, as the package does it.

References
----------
Roohani, Huang and Leskovec, Nature Biotechnology 42 (2024).
"""

from __future__ import annotations

import tempfile

import numpy as np

from cellforge_runtime.adapters.about import About

ABOUT = About(
    title="GEARS",
    package="cell-gears 0.1.2",
    licence="MIT",
    reference="Roohani et al. 2024, doi:10.1038/s41587-023-01905-6",
    scenarios=("unseen-perturbation", "unseen-combination"),
    most_contexts=1,
    uses_gene_sets=True,
)
LEAST_SIMILAR, NEIGHBOURS = 0.1, 20  # as the package makes its graph
CONTROL = "ctrl"


class Model:
    """fit and predict by GEARS.

    Parameters
    ----------
    targets
        All targets of the task, by name.
    gene_sets
        GO terms by gene; empty where none were given.
    epochs, hidden_size, batch_size
        20, 64 and 32, as the package has them.
    most_cells
        Cells of a condition, and ten times as many controls, that are trained on; all where left out.
    """

    def __init__(self, targets, *, gene_sets=None, epochs=20, hidden_size=64, batch_size=32, most_cells=None):
        self.targets = list(targets)
        self.gene_sets = dict(gene_sets or {})
        self.epochs = epochs
        self.hidden_size = hidden_size
        self.batch_size = batch_size
        self.most_cells = most_cells

    def fit(self, train, validation=None, *, seed, device, progress=None):
        import torch
        from gears import GEARS

        self.features = list(train.features)
        usable = [i for i, query in enumerate(train.conditions) if len(query.targets) <= 2]
        self.left_out = len(train.conditions) - len(usable)
        adata = self._adata(train, set(usable), np.random.default_rng(seed))
        # the package keeps every cell as a graph on the disk
        with tempfile.TemporaryDirectory() as folder:
            pert_data = self._pert_data(adata, folder, seed)
            torch.manual_seed(seed)
            np.random.seed(seed)  # noqa: NPY002 - what the package draws with
            self.gears = GEARS(pert_data, device=device)
            edges, weights = self._go_graph(pert_data)
            self.gears.model_initialize(hidden_size=self.hidden_size, G_go=edges, G_go_weight=weights)
            self.gears.train(epochs=self.epochs)
        return self

    def predict(self, queries):
        asked = [list(query.targets) for query in queries]
        np.random.seed(0)  # noqa: NPY002 - which control cells
        predicted = self.gears.predict(asked)
        return np.stack([predicted["_".join(targets)] for targets in asked])

    def report(self):
        bare = sorted(set(self.targets) - set(self.gene_sets))
        return {
            "published": ABOUT.package,
            "epochs": self.epochs,
            "targets_without_annotation": bare,
            "conditions_left_out": self.left_out,  # of three targets and more
        }

    def _adata(self, train, usable, rng):
        import pandas as pd
        from anndata import AnnData
        from scipy import sparse

        names = {-1: CONTROL}
        for i in usable:
            first, *second = train.conditions[i].targets
            names[i] = "+".join([first, *(second or [CONTROL])])
        condition_of = np.asarray(train.condition_of)
        rows = np.concatenate([self._some(np.flatnonzero(condition_of == i), i, rng) for i in sorted(names)])
        obs = pd.DataFrame(
            {"condition": [names[i] for i in condition_of[rows]], "cell_type": "cells"},
            index=[f"cell-{row}" for row in rows],
        )
        var = pd.DataFrame({"gene_name": self.features}, index=self.features)
        return AnnData(X=sparse.csr_matrix(train.cells[rows], dtype=np.float32), obs=obs, var=var)

    def _some(self, rows, condition, rng):
        most = len(rows) if self.most_cells is None else self.most_cells * (10 if condition == -1 else 1)
        return rows if len(rows) <= most else np.sort(rng.choice(rows, most, replace=False))

    def _pert_data(self, adata, folder, seed):
        import pickle

        from gears import PertData

        nodes = {gene: set(self.gene_sets.get(gene, ())) for gene in [*self.features, *self.targets]}
        known = {gene: terms for gene, terms in nodes.items() if terms or gene in self.targets}
        # found there, it is not downloaded
        with open(f"{folder}/gene2go_all.pkl", "wb") as file:
            pickle.dump(known, file)
        # else targets that are neither measured nor trained on would be no nodes
        with open(f"{folder}/nodes.pkl", "wb") as file:
            pickle.dump(sorted(known), file)
        pert_data = PertData(folder, gene_set_path=f"{folder}/nodes.pkl", default_pert_graph=False)
        pert_data.new_data_process(dataset_name="fold", adata=adata)
        conditions = [name for name in adata.obs["condition"].unique() if name != CONTROL]
        drawn = np.random.default_rng(seed).permutation(sorted(conditions))
        n = max(1, round(0.1 * len(drawn)))
        pert_data.split, pert_data.seed, pert_data.train_gene_set_size = "no_test", seed, 1.0
        pert_data.set2conditions = {
            "train": [CONTROL, *drawn[n:]] if len(drawn) > n else [CONTROL, *drawn],
            "val": list(drawn[:n]),
        }
        pert_data.get_dataloader(batch_size=self.batch_size)
        return pert_data

    def _go_graph(self, pert_data):
        import torch

        from cellforge_runtime.adapters.gene_sets import jaccard

        names = pert_data.pert_names.tolist()
        index = jaccard(self.gene_sets, names)  # (nodes, nodes)
        edges = []
        for target, similar in enumerate(index):
            nearest = np.argsort(-similar, kind="stable")[: NEIGHBOURS + 1]
            edges += [(source, target, similar[source]) for source in nearest if similar[source] > LEAST_SIMILAR]
        sources, targets, weights = zip(*edges)
        return torch.tensor([sources, targets], dtype=torch.long), torch.tensor(np.array(weights, dtype=np.float32))
