"""Small AnnData files for the tests of the command line: made here, of no real cell."""

import sys

import anndata
import numpy as np
import pandas as pd

PERTURBATIONS = ["KLF1", "GATA1", "TP53", "STAT1", "MYC", "JUN", "FOS", "SPI1", "ETS1", "RELA"]


def main(path: str, kind: str) -> None:
    rng = np.random.default_rng(1 if kind == "other" else 0)
    labels = np.repeat(["control", "control", *PERTURBATIONS], 40)
    genes = [f"G{i}" for i in range(20)] + PERTURBATIONS
    rate = np.full((len(labels), len(genes)), 4.0)
    for index, name in enumerate(PERTURBATIONS):
        programme = slice(4 * (index // 2), 4 * (index // 2) + 6)
        rate[labels == name, programme] *= 2.5
        rate[labels == name, 20 + index] *= 0.2
    counts = rng.poisson(rate).astype("float32")
    if kind == "no-control":
        labels[labels == "control"] = "XIST"
    obs = pd.DataFrame({"perturbation": labels}, index=[f"c{i}" for i in range(len(labels))])
    adata = anndata.AnnData(counts, obs=obs.astype("category"), var=pd.DataFrame(index=genes))
    if kind == "nan":
        adata.X[3, 4] = np.nan
    adata.write_h5ad(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
