"""Networks of soft switches fitted by evidence: what drives the switches is learned, what they do is integrated out.

The change of a feature is linear in the parts that a network makes of a condition: its targets, and the switches they
flip. Given the parts, the weights of a feature have a Gaussian prior and the measured means Gaussian noise, so that they
integrate out in closed form; the parts themselves are chosen by what is left, the marginal likelihood (the *evidence*:
MacKay, "Bayesian interpolation", Neural Computation 1992), which charges for every freedom by itself. A latent sum that
passes through a sigmoid is the global epistasis of Otwinowski, McCandlish and Plotkin (PNAS 2018). Most features answer to
little and few answer strongly, so the widths of the prior are a mixture over features.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.training_set import TrainingSet

if TYPE_CHECKING:
    from cellforge_runtime.training.describe import Described

# log widths of a feature's prior, beside the common ones: of what targets do, of what switches do
WIDTHS = ((-3.0, -6.0), (-3.0, -1.5), (-3.0, 1.0), (1.5, -6.0), (1.5, -1.5), (1.5, 1.0))
LEAST_NOISE = 0.05  # of the median variance from cell to cell
FEW_STEPS = 150  # of each start, with one width for all features: enough to see which starts are worth going on with
STARTS = 8
STARTS_INSIDE = 4  # on inner folds, for each network kept
MOST_CONDITIONS, MOST_FEATURES = 400, 600  # that the switches are learned from; what they do is told of all
RATE = 0.05
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
        fit.write(rows)
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
    """Measured changes, and how far chance moves them."""

    batch: dict[str, Any]
    aim: Any  # (conditions, features)
    spread: Any  # (features,) standard deviation from cell to cell
    chance: Any  # (conditions, conditions) covariance of means, in units of spread squared: controls are shared

    @classmethod
    def of(cls, described: Described) -> _Rows:
        import torch

        train = described.train
        inputs = described.inputs(train.conditions)
        aim = train.means - inputs["base"] - inputs["carried"]
        arrays = {name: torch.as_tensor(np.array(a), dtype=torch.float64) for name, a in inputs.items() if name not in _NOT_READ}
        return cls(arrays, torch.as_tensor(aim), torch.as_tensor(_spread(train)), torch.as_tensor(_chance(train)))

    def learned(self) -> _Rows:
        """What switches are learned from: a few hundred conditions, evenly, and the features that move most."""
        import torch

        n, n_features = self.aim.shape
        rows = torch.linspace(0, n - 1, min(n, MOST_CONDITIONS)).long()
        moves = ((self.aim / self.spread) ** 2).mean(dim=0)
        features = torch.sort(torch.argsort(moves, descending=True)[: min(n_features, MOST_FEATURES)]).values
        batch = {name: a[rows] for name, a in self.batch.items()}
        return _Rows(batch, self.aim[rows][:, features], self.spread[features], self.chance[rows][:, rows])


# as wide as the features, and read by no network whose weights are integrated out
_NOT_READ = ("base", "carried", "control")


class _Fit:
    """One network, its widths and its noise, and the rows they are fitted to."""

    def __init__(self, network: Any, rows: _Rows) -> None:
        import torch

        self.network, self.rows, self.loss = network, rows, np.inf
        self.common = torch.tensor([-3.0, -1.0], dtype=torch.float64, requires_grad=True)  # log widths: own, switches
        self.noise = torch.tensor([0.0, -6.0], dtype=torch.float64, requires_grad=True)  # log: chance, misfit
        self.shares = torch.zeros(len(WIDTHS), dtype=torch.float64, requires_grad=True)  # of features, log, not normalised
        self.widths = torch.tensor(WIDTHS, dtype=torch.float64)
        self.scaled = rows.aim / rows.spread
        self.products = self.scaled @ self.scaled.T / self.scaled.shape[1]

    def parts(self, rows: _Rows) -> tuple[Any, Any]:
        return self.network.parts(rows.batch)

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

        own, flipped = self.kernels(*self.parts(self.rows))
        root = torch.linalg.cholesky(own + flipped + self.covariance(self.rows))
        return 0.5 * torch.trace(torch.cholesky_solve(self.products, root)) + torch.diagonal(root).log().sum()

    def mixed(self) -> Any:
        """Minus the log evidence for each feature, each under the mixture of widths."""
        import torch

        roots = self.roots(self.rows)
        return -torch.logsumexp(self.likelihoods(roots, self.scaled) + self.shares.log_softmax(0)[:, None], dim=0).mean()

    def kernels(self, own: Any, flipped: Any) -> tuple[Any, Any]:
        """What targets and switches add to the covariance of conditions, by the common widths."""
        widths = self.common.exp()
        return widths[0] * own @ own.T, widths[1] * flipped @ flipped.T

    def covariance(self, rows: _Rows) -> Any:
        import torch

        chance, misfit = self.noise.exp()
        return chance * rows.chance + (misfit + 1e-9) * torch.eye(len(rows.chance), dtype=torch.float64)

    def roots(self, rows: _Rows) -> Any:
        """Cholesky roots of the covariance of conditions under each width of the mixture, (widths, conditions, conditions)."""
        import torch

        own, flipped = self.kernels(*self.parts(rows))
        of_own, of_switches = self.widths.exp().T[:, :, None, None]
        return torch.linalg.cholesky(of_own * own + of_switches * flipped + self.covariance(rows))

    def likelihoods(self, roots: Any, scaled: Any) -> Any:
        """Log likelihood of each feature under each width, (widths, features), up to a constant."""
        import torch

        white = torch.linalg.solve_triangular(roots, scaled.expand(len(roots), -1, -1), upper=False)
        return -0.5 * white.square().sum(dim=1) - torch.diagonal(roots, dim1=1, dim2=2).log().sum(dim=1)[:, None]

    def write(self, rows: _Rows) -> None:
        """Set `own` and `write` to their posterior means, for every feature, from every condition."""
        import torch

        with torch.no_grad():
            roots = self.roots(rows)
            log_weights = self.likelihoods(roots, rows.aim / rows.spread) + self.shares.log_softmax(0)[:, None]
            weights = log_weights.softmax(dim=0)  # (widths, features)
            own, flipped = self.parts(rows)
            of_own, of_switches = self.common.exp()
            written = [torch.zeros_like(self.network.own), torch.zeros_like(self.network.write)]
            for root, weight, width in zip(roots, weights, self.widths.exp()):
                pulled = weight * torch.cholesky_solve(rows.aim, root)  # (conditions, features)
                written[0] += width[0] * of_own * own.T @ pulled
                written[1] += width[1] * of_switches * flipped.T @ pulled
            self.network.own.copy_(written[0])
            self.network.write.copy_(written[1])
            self.network.reach.copy_(torch.stack([flipped.amin(dim=0), flipped.amax(dim=0)]))


def _spread(train: TrainingSet) -> np.ndarray:
    """Standard deviation of each feature from cell to cell in the controls, (features,); a floor for the quietest."""
    if not train.control_variance:
        return np.ones(len(train.features))
    variance = np.mean(list(train.control_variance.values()), axis=0)
    return np.sqrt(np.maximum(variance, LEAST_NOISE * np.median(variance) + 1e-9))


def _chance(train: TrainingSet) -> np.ndarray:
    """How chance moves the changes of conditions together, (conditions, conditions): their own cells, and controls they share."""
    groups = [(query.context, train.controls.time_of(query)) for query in train.conditions]
    cells = np.maximum(np.asarray(train.n_cells, dtype=float), 1.0)
    n_controls = np.array([train.n_controls.of(query) if train.n_controls else 1e6 for query in train.conditions], dtype=float)
    is_shared = np.array([[mine == other for other in groups] for mine in groups])
    return np.diag(1 / cells) + is_shared / np.maximum(n_controls, 1.0)[:, None]
