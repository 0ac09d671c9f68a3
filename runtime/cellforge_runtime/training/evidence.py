"""Networks of soft switches fitted by evidence: what drives the switches is learned, what they do is integrated out.

The change of a feature is linear in the parts that a network makes of a condition: its targets, and the switches they
flip. Given the parts, the weights of a feature have a Gaussian prior and the measured means Gaussian noise, so that they
integrate out in closed form; the parts themselves are chosen by what is left, the marginal likelihood (the *evidence*:
MacKay, "Bayesian interpolation", Neural Computation 1992), which charges for every freedom by itself. A latent sum that
passes through a sigmoid is the global epistasis of Otwinowski, McCandlish and Plotkin (PNAS 2018). Most features answer to
little and few answer strongly, so the widths of the prior are a mixture over features.

In several contexts a switch rests where each context holds it. The controls of a context show that: they are rows like
conditions are, of what its switches write at rest, so that a context without any perturbed cell has its state as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.training.changes import Changes, most_moving
from cellforge_runtime.training_set import TrainingSet

if TYPE_CHECKING:
    from cellforge_runtime.training.describe import Described

# log widths of a feature's prior, beside the common ones; the mixture has each of the first with each of the second
OF_OWN, OF_SWITCHES = (-3.0, 1.5), (-6.0, -1.5, 1.0)
FEW_STEPS = 100  # of each start, with one width for all features: enough to see which starts are worth going on with
STARTS = 6
STARTS_INSIDE = 2  # on inner folds, for each network kept
MOST_CONDITIONS = 400  # that the switches are learned from, by the features that move most; what they do is told of all
RATE = 0.05
UNKNOWN_MEAN = 10.0  # variance, in units of spread squared
LOOK_EVERY = 10


@dataclass(frozen=True)
class Steps:
    """How long networks are fitted and how many are kept: the best by evidence of `starts`."""

    steps: int
    kept: int = 1
    starts: int = STARTS
    rate: float = RATE


def fitted_by_evidence(
    build: Callable[[], Any], described: Described, how: Steps, *, seed: int, progress: Callable[..., None] | None = None
) -> list[Any]:
    """Networks with their switches at the greatest evidence, and `own` and `write` at their posterior mean.

    Parameters
    ----------
    build
        A new network: `parts(batch)` gives (conditions, own parts) and (conditions, switches), whose product with the
        buffers `own` and `write`, (parts, features) each, is the change; `reach`, (2, switches), is how far each switch
        flipped in training, down and up: a new pair that drives it further is answered as far as it was seen to flip.
        Where `described` has states, `at_rest()` gives how far on the switches are in every context, and its state, which
        moves features of its own (markers): (contexts, switches) each.
        `held_back()` is what holds its parameters back, in units of the log evidence of all features together.
    described
        The training set as networks are told of it.

    Returns
    -------
    At most `how.kept` networks, the best first, in 32 bits and on the CPU: closed forms of a few hundred conditions gain
    nothing from a GPU. Fewer where too few starts came to an end; at least one, which answers with no change if none did.
    """
    import torch

    torch.set_num_threads(1)
    rows = _Rows.of(described)
    learned = rows.learned()
    told = _Told(how, progress)
    begun = []
    for start in range(how.starts):
        torch.manual_seed(seed + start)
        fit = _Fit(build().double(), learned)
        if fit.improved(FEW_STEPS, how.rate, fit.plain, told):
            begun.append(fit)
    begun.sort(key=lambda fit: fit.loss)
    done = [fit for fit in begun[: how.kept] if fit.improved(how.steps, how.rate, fit.mixed, told)]
    done.sort(key=lambda fit: fit.loss)
    for fit in done:
        fit.write(rows.of_first(described.n_features))
    networks = [fit.network for fit in done] or [build()]
    return [network.float().eval() for network in networks]


class _Told:
    """Progress over all starts: steps done, of how many."""

    def __init__(self, how: Steps, progress: Callable[..., None] | None) -> None:
        self.progress, self.done = progress, 0
        self.all = how.starts * FEW_STEPS + min(how.kept, how.starts) * how.steps

    def step(self, loss: float) -> None:
        self.done += 1
        if self.progress is not None and (self.done % LOOK_EVERY == 0 or self.done == self.all):
            self.progress(epoch=self.done, epochs=self.all, loss=loss)


@dataclass(frozen=True)
class _Rows:
    """Measured changes, the controls of contexts after them where those have states, and how far chance moves them."""

    batch: dict[str, Any]
    aim: Any  # (rows, features)
    spread: Any  # (features,) standard deviation from cell to cell
    chance: Any  # (rows, rows) covariance of means, in units of spread squared: controls are shared
    n_contexts: int  # the last rows

    @classmethod
    def of(cls, described: Described) -> _Rows:
        import torch

        train, contexts = described.train, described.states
        inputs, aim = described.aimed()
        changes = Changes.of(described, aim)
        arrays = {name: torch.as_tensor(np.array(a), dtype=torch.float64) for name, a in inputs.items() if name not in _NOT_READ}
        shown = np.vstack([changes.aim, changes.controls])
        made = (torch.as_tensor(a) for a in (shown, changes.spread, _chance(train, contexts)))
        return cls(arrays, *made, len(contexts))

    @property
    def n_conditions(self) -> int:
        return len(self.aim) - self.n_contexts

    @property
    def is_control(self) -> Any:
        """(rows,) 1 for the controls of a context, else 0."""
        import torch

        return (torch.arange(len(self.aim)) >= self.n_conditions).double()

    def learned(self) -> _Rows:
        """What switches are learned from: a few hundred conditions, evenly, and the features that move most."""
        import torch

        n = self.n_conditions
        conditions = torch.linspace(0, n - 1, min(n, MOST_CONDITIONS)).long()
        rows = torch.cat([conditions, torch.arange(n, len(self.aim))])
        features = torch.as_tensor(most_moving((self.aim[:n] / self.spread).numpy()))
        batch = {name: a[conditions] for name, a in self.batch.items()}
        aim, chance = self.aim[rows][:, features], self.chance[rows][:, rows]
        return _Rows(batch, aim, self.spread[features], chance, self.n_contexts)

    def of_first(self, n_features: int) -> _Rows:
        """The model's own features alone."""
        return replace(self, aim=self.aim[:, :n_features], spread=self.spread[:n_features])


# as wide as the features, and read by no network whose weights are integrated out
_NOT_READ = ("base", "carried", "control")


class _Fit:
    """One network, its widths and its noise, and the rows they are fitted to."""

    def __init__(self, network: Any, rows: _Rows) -> None:
        import torch

        self.network, self.rows, self.loss = network, rows, np.inf
        self.common = torch.tensor([-3.0, -1.0, -1.0], dtype=torch.float64, requires_grad=True)  # log widths: see `parts`
        self.noise = torch.tensor([0.0, -6.0, -1.0], dtype=torch.float64, requires_grad=True)  # log: chance, misfit, contexts'
        n_widths = len(OF_OWN) * len(OF_SWITCHES)
        self.shares = torch.zeros(n_widths, dtype=torch.float64, requires_grad=True)  # of features, log, not normalised
        self.widths = [torch.tensor(each, dtype=torch.float64).exp() for each in (OF_OWN, OF_SWITCHES)]
        self.scaled = rows.aim / rows.spread
        self.products = self.scaled @ self.scaled.T / self.scaled.shape[1]

    def parts(self, rows: _Rows) -> tuple[Any, Any, Any]:
        """What the rows are linear in: own parts, switches, and the states that controls show, (rows, parts) each."""
        import torch

        own, flipped = self.network.parts(rows.batch)
        if not rows.n_contexts:
            return own, flipped, own[:, :0]
        at_rest, states = self.network.at_rest()
        shown = torch.cat([torch.zeros_like(flipped), states])
        return torch.cat([own, own.new_zeros(rows.n_contexts, own.shape[1])]), torch.cat([flipped, at_rest]), shown

    def improved(self, steps: int, rate: float, loss: Callable[[], Any], told: _Told) -> bool:
        """Adam over one cycle of the learning rate; whether it came to an end with numbers."""
        import torch

        learned = [*self.network.parameters(), self.common, self.noise, self.shares]
        adam = torch.optim.Adam(learned, lr=rate)
        cycle = torch.optim.lr_scheduler.OneCycleLR(adam, rate, total_steps=steps)
        for _ in range(steps):
            adam.zero_grad()
            try:
                now = loss() + self.network.held_back() / self.scaled.shape[1]
            except torch.linalg.LinAlgError:
                return False
            now.backward()
            adam.step()
            cycle.step()
            told.step(float(now.detach()))
        self.loss = float(now.detach())
        return np.isfinite(self.loss)

    def plain(self) -> Any:
        """Minus the log evidence for each feature, with one width for all."""
        import torch

        own, flipped, shown = self.kernels(self.rows)
        root = torch.linalg.cholesky(own + flipped + shown + self.covariance(self.rows))
        return 0.5 * torch.trace(torch.cholesky_solve(self.products, root)) + torch.diagonal(root).log().sum()

    def mixed(self) -> Any:
        """Minus the log evidence for each feature, each under the mixture of widths."""
        import torch

        likelihoods = self.likelihoods(self.rows, self.scaled)
        return -torch.logsumexp(likelihoods + self.shares.log_softmax(0)[:, None], dim=0).mean()

    def kernels(self, rows: _Rows) -> list[Any]:
        """What each part adds to the covariance of rows, by the common widths."""
        return [_kernel(width, part) for width, part in zip(self.common.exp(), self.parts(rows))]

    def covariance(self, rows: _Rows) -> Any:
        """Of what no part explains: chance, what is a condition's alone, and what makes contexts differ at rest."""
        import torch

        chance, misfit, contexts = self.noise.exp()
        is_control = rows.is_control
        alone = (misfit + 1e-9) * (1 - is_control) + contexts * is_control
        # the mean of the contexts is not known
        return chance * rows.chance + torch.diag(alone) + UNKNOWN_MEAN * torch.outer(is_control, is_control)

    def likelihoods(self, rows: _Rows, scaled: Any) -> Any:
        """Log likelihood of each feature under each width of the mixture, (widths, features), up to a constant.

        Switches are few: a root is taken for each width of `own` alone, and theirs are added to it by the matrix
        inversion lemma.
        """
        import torch

        own, flipped, shown = self.parts(rows)
        of_own, of_switches, of_shown = self.common.exp()
        kernel_of_own, flipped = _kernel(of_own, own), of_switches.sqrt() * flipped
        rest = _kernel(of_shown, shown) + self.covariance(rows)
        told = []
        for width in self.widths[0]:
            root = torch.linalg.cholesky(width * kernel_of_own + rest)
            white = torch.linalg.solve_triangular(root, torch.cat([scaled, flipped], dim=1), upper=False)
            features, switches = white[:, : scaled.shape[1]], white[:, scaled.shape[1] :]
            alone = features.square().sum(dim=0)
            across, among = switches.T @ features, switches.T @ switches
            for more in self.widths[1]:
                inner = torch.linalg.cholesky(torch.eye(len(among), dtype=among.dtype) + more * among)
                taken = torch.linalg.solve_triangular(inner, across, upper=False).square().sum(dim=0)
                told.append(-0.5 * (alone - more * taken) - _log_diagonal(root) - _log_diagonal(inner))
        return torch.stack(told)

    def write(self, rows: _Rows) -> None:
        """Set `own` and `write` to their posterior means, for every feature, from every condition."""
        import torch

        with torch.no_grad():
            log_weights = self.likelihoods(rows, rows.aim / rows.spread) + self.shares.log_softmax(0)[:, None]
            weights = log_weights.softmax(dim=0)  # (widths, features)
            own, flipped, _ = self.parts(rows)
            kernel_of_own, kernel_of_switches, shown = self.kernels(rows)
            of_own, of_switches, _ = self.common.exp()
            rest = shown + self.covariance(rows)
            written = [torch.zeros_like(self.network.own), torch.zeros_like(self.network.write)]
            for weight, (width, more) in zip(weights, product(*self.widths)):
                root = torch.linalg.cholesky(width * kernel_of_own + more * kernel_of_switches + rest)
                pulled = weight * torch.cholesky_solve(rows.aim, root)  # (rows, features)
                written[0] += width * of_own * own.T @ pulled
                written[1] += more * of_switches * flipped.T @ pulled
            self.network.own.copy_(written[0])
            self.network.write.copy_(written[1])
            seen = flipped[: rows.n_conditions]
            self.network.reach.copy_(torch.stack([seen.amin(dim=0), seen.amax(dim=0)]))


def _kernel(width: Any, part: Any) -> Any:
    return width * part @ part.T


def _log_diagonal(root: Any) -> Any:
    """Half the log determinant, by a Cholesky root."""
    import torch

    return torch.diagonal(root).log().sum()


def _chance(train: TrainingSet, contexts: Sequence[str]) -> np.ndarray:
    """How chance moves the changes of conditions together, and the controls of contexts after them, (rows, rows).

    Conditions have cells of their own, and share their controls with each other and with the rows of those contexts.
    """
    groups = [(query.context, train.controls.time_of(query)) for query in train.conditions]
    cells = np.maximum(np.asarray(train.n_cells, dtype=float), 1.0)
    of_group = _one_each(train.n_controls.of(query) if train.n_controls else None for query in train.conditions)
    of_context = _one_each(train.n_controls.get(context) for context in contexts)
    is_shared = np.array([[mine == other for other in groups] for mine in groups])
    is_of = np.array([[float(query.context == context) for context in contexts] for query in train.conditions])
    with_controls = -is_of.reshape(len(groups), len(contexts)) * of_context
    among = np.diag(1 / cells) + is_shared * of_group[:, None]
    return np.block([[among, with_controls], [with_controls.T, np.diag(of_context)]])


def _one_each(counts: Iterable[int | None]) -> np.ndarray:
    """The variance of a mean over so many cells, for cells of variance 1; next to none where they were not counted."""
    return np.array([1 / max(count, 1) if count is not None else 1e-6 for count in counts], dtype=float)
