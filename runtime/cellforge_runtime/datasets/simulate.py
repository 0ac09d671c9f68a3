"""`simulate`: a perturbation screen whose expected response is known for every condition, measured or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cellforge_runtime.datasets.chromatin import PEAKS_PER_GENE, chromatin
from cellforge_runtime.datasets.compounds import compound_screen, smiles_of_conditions
from cellforge_runtime.datasets.drift import Drift, checked
from cellforge_runtime.datasets.ladder_screens import dose_screen, time_screen
from cellforge_runtime.datasets.measurement import Measurement
from cellforge_runtime.datasets.mechanism import Mechanism
from cellforge_runtime.datasets.screen import CONTROL, Screen, context_screen, pair_screen
from cellforge_runtime.datasets.surface import with_surface_protein
from cellforge_runtime.datasets.truth import write_truth
from cellforge_runtime.errors import CellForgeError

if TYPE_CHECKING:
    from anndata import AnnData

KINDS = ("additive", "interaction", "nonlinear-context", "dose", "compounds", "time", "chromatin", "protein", "null")
MIN_CELLS_PER_CONDITION = 30
N_BATCHES = 2


def simulate(
    kind: str = "interaction", seed: int = 0, *, n_cells: int = 6000, n_genes: int = 300, drift: Drift | None = None
) -> AnnData:
    """A simulated screen of single and paired perturbations, or of perturbations in several cell types.

    How it is made, fixed before any model was tried on it:

    - *Programmes*: sets of genes that move together. A target adds to the input of one or two programmes (strong 1,
      weak 0.5, repressing -1); a programme is on once its input passes 0.75 and can be no more than on. So two weak
      targets do together what neither does alone, two strong ones do no more than one, and a repressor is seen only
      where something is there to repress. Each active target also moves eight genes of its own and lowers its own gene.
    - `interaction`: pairs of targets under that rule. `additive`: the same targets and pairs, with effects that add
      up on the log scale (no threshold, no saturation). `null`: nothing changes anything.
    - `nonlinear-context`: eight cell types whose programmes are off, primed (input 0.5) or on before any
      perturbation; marker genes show that state in the control cells. The same rule then makes the response depend
      on the state: a weak target acts where its programme is primed, a strong one where it is not on yet.
    - `dose`: 16 drugs at five doses (0.1, 0.3, 1, 3, 10 micromolar); what a drug does grows with the dose by Hill's
      equation, half of it at a dose of the drug's own. `time`: 14 cytokines after 1, 2, 4, 8 and 16 h; two programmes come
      and go, two rise slowly and stay, each cytokine at a pace of its own. Programmes then switch on more gradually.
    - `compounds`: 40 compounds at three doses, with SMILES; a scaffold and a side chain each add to programmes, so that
      compounds which share them answer alike, and some scaffolds do nothing.
    - Ten of 24 targets (`nonlinear-context`: six of 14, `dose`: five of 16, `time`: four of 14) are silent: they change
      nothing, not even their own gene.
    - `chromatin`: ten peaks a gene, eight acting and two silent targets in four cell types whose programmes are closed,
      primed or open; a peak's rate grows with a cell's depth by a power of its own (0.4 to 1.4), and conditions differ in
      depth (s.d. 0.25 of its logarithm; controls do not), so that depth alone would look like a change. `known_truth` is
      the share of cells in which a peak is open, at the controls' depths.
    - `protein`: the screen of `interaction` with 39 antibodies in obsm["protein"], three of them isotype controls. Protein
      lags (half-lives of a median of 20 h, seen after 24 h) and follows RNA weakened; four targets also move proteins that
      their RNA does not show; ambient protein and unspecific binding are background. `known_truth(adata, "protein")`
      holds expected centred log ratios.
    - *Measurement*: depth per cell (log-normal, median 3,000 counts), two batches with gene factors of their own,
      negative-binomial counts (dispersion 0.2), and dropout that falls with expression.

    Parameters
    ----------
    kind
        `"additive"`, `"interaction"`, `"nonlinear-context"`, `"dose"`, `"compounds"`, `"time"`, `"chromatin"`, `"protein"`
        or `"null"`.
    seed
        The same seed gives the same object; the kinds with pairs share targets, programmes and pairs for a seed.
    n_cells, n_genes
        Size; at least 30 cells a condition and 200 genes.
    drift
        Of `time`: what time alone does to every cell, and when controls are taken. Without it nothing drifts, and controls
        are of one time. Everything else of a seed stays as it is.

    Returns
    -------
    AnnData with raw counts in X (csr), obs `perturbation` (`control`, `A`, `A+B`), `cell_type` and `batch`, and `dose`
    (micromolar; controls 0), `time_h` (controls 0, or when they were taken) or `SMILES` (controls none) where the kind has them;
    `uns["simulated"]` is True; `uns["simulation"]` holds the settings, `uns["truth"]` the expected profiles, read with
    `known_truth(adata)`.
    """
    _check(kind, n_cells, n_genes)
    drift = checked(drift, kind)
    if kind == "chromatin":
        return chromatin(seed, n_cells, PEAKS_PER_GENE * n_genes)
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(entropy=seed).spawn(5)]
    screen = _SCREENS.get(kind, pair_screen)(n_genes, streams[0])
    screen = drift.with_controls(screen) if drift else screen
    _check_room(screen, n_cells)
    mechanism = Mechanism.draw(kind, screen, n_genes, streams[1])
    measurement = Measurement.draw(n_genes, N_BATCHES, streams[2])
    log_rates = mechanism.log_rates(screen)  # (conditions, genes)
    if drift:
        log_rates = log_rates + drift.log_changes(screen, n_genes, streams[4])
    return _assemble(_Made(kind, seed, screen, log_rates, measurement), n_cells, streams[3])


_SCREENS = {"nonlinear-context": context_screen, "dose": dose_screen, "compounds": compound_screen, "time": time_screen}


class _Made:
    def __init__(self, kind: str, seed: int, screen: Screen, log_rates: np.ndarray, measurement: Measurement) -> None:
        self.kind = kind
        self.seed = seed
        self.screen = screen
        self.log_rates = log_rates  # (conditions, genes)
        self.measurement = measurement


def _assemble(made: _Made, n_cells: int, rng: np.random.Generator) -> AnnData:
    from anndata import AnnData

    screen = made.screen
    condition_of = _share_out(screen, n_cells, rng)  # (cells,) index into screen.conditions
    batch_of = rng.integers(0, N_BATCHES, size=n_cells)
    log_rates = made.log_rates
    counts = made.measurement.counts(log_rates, condition_of, batch_of, rng)
    labels = np.array([c.label for c in screen.conditions], dtype=object)
    contexts = np.array([screen.contexts[c.context] for c in screen.conditions], dtype=object)
    obs = pd.DataFrame(
        {
            "perturbation": pd.Categorical(labels[condition_of]),
            "cell_type": pd.Categorical(contexts[condition_of]),
            "batch": pd.Categorical(np.array([f"batch {i + 1}" for i in range(N_BATCHES)])[batch_of]),
        },
        index=[f"cell-{i + 1}" for i in range(n_cells)],
    )
    for name, of in (("dose", "dose"), ("time_h", "time")):
        if any(getattr(c, of) is not None for c in screen.conditions):
            obs[name] = np.array([getattr(c, of) or 0.0 for c in screen.conditions])[condition_of]
    if screen.smiles:
        obs["SMILES"] = pd.Categorical(np.array(smiles_of_conditions(screen), dtype=object)[condition_of])
    var = pd.DataFrame(index=[f"GENE{i + 1:03d}" for i in range(counts.shape[1])])
    adata = AnnData(X=counts, obs=obs, var=var)
    adata.uns["simulated"] = True
    adata.uns["simulation"] = {
        "kind": made.kind,
        "seed": int(made.seed),
        "note": "Simulated by cellforge_runtime.datasets.simulate; no cell was measured.",
    }
    write_truth(adata, screen, made.measurement.expected(log_rates, N_BATCHES))
    return with_surface_protein(adata, screen, log_rates, made.seed) if made.kind == "protein" else adata


def _share_out(screen: Screen, n_cells: int, rng: np.random.Generator) -> np.ndarray:
    """Which condition each cell belongs to: unequal numbers, none below the least, shuffled."""
    measured = np.flatnonzero([c.is_measured for c in screen.conditions])
    weight = np.array([screen.control_weight if screen.conditions[i].label == CONTROL else 1.0 for i in measured])
    weight = weight * rng.uniform(0.8, 1.2, size=len(measured))
    spare = n_cells - MIN_CELLS_PER_CONDITION * len(measured)
    numbers = MIN_CELLS_PER_CONDITION + np.floor(spare * weight / weight.sum()).astype(int)
    numbers[0] += n_cells - numbers.sum()
    return rng.permutation(np.repeat(measured, numbers))


def _check(kind: str, n_cells: int, n_genes: int) -> None:
    if kind not in KINDS:
        raise CellForgeError(
            "simulate/unknown-kind",
            message="No such kind of simulated data.",
            expected=f"one of {', '.join(KINDS)}.",
            found=f"{kind!r}.",
            remedy='For example simulate(kind="interaction").',
        )
    if n_genes < 200:
        raise CellForgeError(
            "simulate/too-few-genes",
            message="The programmes do not fit.",
            expected="at least 200 genes.",
            found=f"n_genes={n_genes}.",
            remedy="Leave n_genes out for 300.",
        )


def _check_room(screen: Screen, n_cells: int) -> None:
    needed = MIN_CELLS_PER_CONDITION * sum(c.is_measured for c in screen.conditions)
    if n_cells < needed:
        raise CellForgeError(
            "simulate/too-few-cells",
            message="Too few cells for the conditions of this kind.",
            expected=f"at least {needed:,} cells, {MIN_CELLS_PER_CONDITION} a condition.",
            found=f"n_cells={n_cells:,}.",
            remedy="Leave n_cells out for 6,000.",
        )
