"""What structures of compounds are worth for compounds nobody gave, where structure is known to tell.

`python benchmarks/compounds.py` prints it for five simulated screens of 40 compounds at three doses, with each compound's
own SMILES and with the SMILES dealt out at random. Needs RDKit: pip install "cellforge-runtime[chem]".
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from anndata import AnnData
from cellforge_runtime.data import prepare
from cellforge_runtime.datasets import simulate
from cellforge_runtime.knowledge import read_knowledge
from cellforge_runtime.knowledge.worth import outer_worth
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task

TABLES = ("own", "shuffled")
FIRST_SEED = 10  # none that was looked at while this was written


def dealt_out(adata: AnnData, seed: int) -> AnnData:
    """The same screen, the structures dealt out anew between the compounds."""
    labels = adata.obs["perturbation"].astype(str)
    own = adata.obs.assign(label=labels).dropna(subset=["SMILES"]).groupby("label")["SMILES"].first().astype(str)
    moved = dict(zip(own.index, np.random.default_rng([seed, 7]).permutation(own.to_numpy())))
    adata.obs["SMILES"] = pd.Categorical(labels.map(moved))
    return adata


def worth_of(kind: str, seed: int) -> dict:
    adata = simulate("compounds", seed=seed)
    if kind == "shuffled":
        adata = dealt_out(adata, seed)
    dose = {"from": "column", "column": "dose"}
    task = Task(perturbation="perturbation", control="control", value_state="counts", dose=dose, perturbation_type="drug",
                scenarios=("unseen-perturbation",))  # fmt: skip
    folds = split(prepare(adata, task))
    return outer_worth(read_knowledge("obs:SMILES", folds.data), folds)[0]


def main(seeds: int = 5) -> None:
    print("structures  none  table  gain (95 %, mean of the screens' own)  kept of fits")
    for kind in TABLES:
        found = [worth_of(kind, FIRST_SEED + seed) for seed in range(seeds)]
        none, table = (np.mean([each[key] for each in found]) for key in ("none", "table"))
        middle = np.mean([each["gain"]["difference"] for each in found])
        low, high = np.mean([each["gain"]["ci"] for each in found], axis=0)
        kept, fits = (sum(each[key] for each in found) for key in ("kept", "fits"))
        print(f"{kind:10s} {none:5.3f}  {table:5.3f}  {middle:+.3f} ({low:+.3f} to {high:+.3f})  {kept} of {fits}")


if __name__ == "__main__":
    main()
