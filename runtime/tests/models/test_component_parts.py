"""Parts that generated cells are made of: each does what its name says on data where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from cellforge_runtime.components import fit_components
from cellforge_runtime.training import (
    attended,
    cells_loss,
    embedded,
    moved_counts,
    negative_binomial_loss,
    principal,
    rank_loss,
    squared_error,
)
from cellforge_runtime.training.counts import count_noise, mean_log1p, rate_of
from cellforge_runtime.training.sampled_cells import cell_axes, sampled_cells

from .generated import small_screen


def batch(**arrays: np.ndarray) -> dict[str, torch.Tensor]:
    return {name: torch.as_tensor(array, dtype=torch.float32) for name, array in arrays.items()}


def counted(rates: np.ndarray, *, dispersion: float, depth: float, n: int, seed: int) -> np.ndarray:
    """log1p(counts per 10,000) of cells with these mean counts, all of one depth, (n, features)."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(1 / dispersion, dispersion * rates, size=(n, len(rates))))
    return np.log1p(counts / depth * 10_000)


class TestCounts:
    rates = np.geomspace(0.05, 50, 40)

    @property
    def noise(self) -> torch.Tensor:
        return torch.tensor(np.stack([np.full(40, 10_000 / 3000), np.full(40, 0.2)]), dtype=torch.float32)

    def test_the_mean_of_log1p_is_that_of_drawn_cells(self):
        drawn = counted(self.rates, dispersion=0.2, depth=3000, n=20_000, seed=0).mean(axis=0)
        told = mean_log1p(torch.tensor(self.rates), self.noise.double()).numpy()
        assert np.abs(told - drawn).max() < 0.06
        # log1p of the mean, which takes no notice of zeros, is much further off
        assert np.abs(np.log1p(self.rates / 0.3) - drawn).max() > 0.3

    def test_a_rate_is_found_again_from_its_mean(self):
        rates = torch.tensor(self.rates, dtype=torch.float32)
        assert torch.allclose(rate_of(mean_log1p(rates, self.noise), self.noise), rates, rtol=1e-3)

    def test_noise_is_read_off_control_cells(self):
        screen = small_screen()
        cells = counted(np.tile(self.rates[10:], 1), dispersion=0.5, depth=2000, n=len(screen.cells), seed=1)
        screen.cells[:] = cells
        one, dispersion = count_noise(screen)
        assert one == pytest.approx(np.full(30, 5.0), rel=1e-3)  # 10,000 / 2,000
        assert np.median(dispersion) == pytest.approx(0.5, rel=0.4)

    def test_a_rate_moves_as_it_is_told_and_stays_where_nothing_changes(self):
        base = mean_log1p(torch.tensor(self.rates[None], dtype=torch.float32), self.noise)
        assert torch.equal(moved_counts(base, torch.zeros(1, 40), self.noise), torch.zeros(1, 40))
        twice = base + moved_counts(base, torch.full((1, 40), np.log(2)), self.noise)
        assert torch.allclose(rate_of(twice, self.noise)[0], 2 * torch.tensor(self.rates, dtype=torch.float32), rtol=5e-3)

    def test_the_loss_is_zero_at_what_was_seen_and_its_gradient_is_true(self):
        rng = np.random.default_rng(2)
        base = mean_log1p(torch.tensor(self.rates[None], dtype=torch.float64), self.noise.double()).expand(3, -1)
        aim = torch.tensor(0.2 * rng.normal(size=(3, 40))).clamp_min(-0.5 * base)
        rows = {"base": base, "aim": aim, "weight": torch.ones(3, dtype=torch.float64)}
        noise = self.noise.double()
        assert negative_binomial_loss(aim, rows, noise).item() == pytest.approx(0, abs=1e-7)
        answer = (0.4 * aim).requires_grad_()
        assert negative_binomial_loss(answer, rows, noise).item() > 0.001
        assert torch.autograd.gradcheck(
            lambda a: negative_binomial_loss(a, rows, noise), (answer,), eps=1e-5, atol=1e-5, rtol=1e-2
        )

    def test_a_fold_change_carries_over_to_cells_where_genes_are_louder(self):
        """Genes doubled in quiet cells: told as a change of log1p, loud cells would get the wrong change."""
        quiet, loud = 0.1 * self.rates, self.rates
        means = {
            name: counted(rates, dispersion=0.2, depth=3000, n=4000, seed=seed).mean(axis=0)
            for seed, (name, rates) in enumerate({"quiet": quiet, "moved": 2 * quiet, "loud": loud, "truth": 2 * loud}.items())
        }
        told = {name: torch.tensor(mean[None], dtype=torch.float32) for name, mean in means.items()}
        fold = torch.log(rate_of(told["moved"], self.noise) / rate_of(told["quiet"], self.noise))
        carried = told["loud"] + moved_counts(told["loud"], fold, self.noise)
        added = told["loud"] + told["moved"] - told["quiet"]
        assert (carried - told["truth"]).square().mean() < 0.1 * (added - told["truth"]).square().mean()


class TestRankLoss:
    aim = torch.tensor(np.random.default_rng(3).normal(size=(12, 30)), dtype=torch.float32)

    def test_is_near_zero_for_the_truth_and_the_spread_of_the_aims_for_one_answer_to_all(self):
        rows, spread = {"aim": self.aim}, self.aim.var(dim=0, unbiased=False).mean()
        assert rank_loss(self.aim, rows) < 0.02 * spread
        # the mean answer can't tell conditions apart; near to it are those that change least
        assert rank_loss(self.aim.mean(dim=0).expand(12, -1), rows) == pytest.approx(float(spread), rel=0.3)

    def test_tells_small_true_differences_from_a_better_error_without_them(self):
        """Two answers of one squared error: the one that keeps conditions apart costs less."""
        common = 0.5 * self.aim  # half of each change
        noise = torch.tensor(np.random.default_rng(4).normal(size=(12, 30)), dtype=torch.float32)
        off = (self.aim - common).square().mean().sqrt()
        shifted = self.aim + off * noise / noise.square().mean().sqrt()
        collapsed = self.aim.mean(dim=0).expand(12, -1)
        rows = {"aim": self.aim, "weight": torch.ones(12)}
        assert squared_error(shifted, rows) == pytest.approx(float(squared_error(common, rows)), rel=1e-4)
        assert rank_loss(shifted, rows) < rank_loss(collapsed, rows)

    def test_a_single_condition_has_nothing_to_be_told_from(self):
        answer = torch.ones(1, 30, requires_grad=True)
        rank_loss(answer, {"aim": self.aim[:1]}).backward()
        assert torch.equal(answer.grad, torch.zeros(1, 30))


class TestCellsLoss:
    def rows(self) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
        screen = small_screen()
        axes = cell_axes(screen)
        sampled = sampled_cells(screen, 32)
        base = screen.matched_controls()
        rows = batch(base=base, aim=screen.means - base, weight=np.ones(len(base)), spread=sampled.spread, seen=sampled.seen)
        return rows, torch.tensor(axes)

    def test_has_the_components_that_the_evaluator_compares_cells_on(self):
        screen = small_screen()
        axes = fit_components(screen.cells, np.random.default_rng([screen.seed, 0xA7])).axes
        assert cell_axes(screen) == pytest.approx(axes, abs=1e-5)

    def test_is_least_near_the_measured_change_and_grows_like_a_squared_error(self):
        rows, axes = self.rows()
        direction = torch.tensor(np.random.default_rng(5).normal(size=rows["aim"].shape), dtype=torch.float32)
        at = {step: float(cells_loss(rows["aim"] + step * direction, rows, axes)) for step in (-1.0, -0.5, 0.0, 0.5, 1.0)}
        assert min(at, key=at.get) == 0.0
        squares = {step: float(squared_error(rows["aim"] + step * direction, rows)) for step in at}
        assert 0.5 < (at[0.5] - at[0.0]) / squares[0.5] < 2

    def test_ignores_a_tenth_of_cells_that_are_something_else(self):
        """Squared error follows doublets or dying cells among a condition's; the distance between cells follows the rest."""
        screen = small_screen()
        axes = torch.tensor(cell_axes(screen))
        rng = np.random.default_rng(6)
        spread = rng.normal(size=(1, 64, axes.shape[1]))
        seen = rng.normal(size=(1, 64, axes.shape[1]))
        seen[:, :6] += 30.0
        rows = batch(base=np.zeros((1, 30)), weight=np.ones(1), spread=spread, seen=seen)
        rows["aim"] = rows["seen"].mean(dim=1) @ axes.T  # the mean, drawn off by six cells
        answer = torch.zeros(1, 30, requires_grad=True)
        for _ in range(300):
            (2 * cells_loss(answer, rows, axes) - squared_error(answer, rows)).backward()
            answer = (answer - 2.0 * answer.grad).detach().requires_grad_()
        assert answer.norm() < 0.3 * rows["aim"].norm()

    def test_says_what_is_missing_without_cells(self):
        screen = small_screen()
        with pytest.raises(ValueError, match="has no cells to sample"):
            sampled_cells(screen.subset(np.arange(len(screen.conditions)), cells=False), 8)


class TestAttention:
    weights = torch.tensor(np.random.default_rng(7).normal(size=(3, 6, 6)), dtype=torch.float32)
    each = torch.tensor(np.random.default_rng(8).normal(size=(2, 3, 6)), dtype=torch.float32)

    def test_does_not_depend_on_the_order_of_targets(self):
        present = torch.ones(2, 3)
        turned = attended(self.each[:, [2, 0, 1]], present, self.weights)
        assert torch.allclose(turned, attended(self.each, present, self.weights)[:, [2, 0, 1]], atol=1e-5)

    def test_takes_nothing_from_a_target_that_is_not_there(self):
        present = torch.tensor([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0]])
        other = self.each.clone()
        other[:, 2] = 100.0
        found = attended(other, present, self.weights)
        assert torch.allclose(found, attended(self.each, present, self.weights), atol=1e-5)
        assert torch.equal(found[:, 2], torch.zeros(2, 6))

    def test_is_finite_where_there_is_no_target_at_all(self):
        assert torch.isfinite(attended(self.each, torch.zeros(2, 3), self.weights)).all()


class TestFactors:
    own = (np.random.default_rng(9).normal(size=(20, 3)) @ np.random.default_rng(10).normal(size=(3, 50))).astype(np.float32)

    @pytest.mark.parametrize("factors", [principal, embedded])
    def test_three_programmes_are_found_again_and_a_fourth_is_none(self, factors):
        scores, directions = factors(self.own, 4)
        assert scores.shape == (20, 4) and directions.shape == (4, 50)
        assert scores @ directions == pytest.approx(self.own, abs=1e-4)
        assert np.abs(directions[3]).max() < 1e-4

    def test_principal_directions_stand_at_right_angles(self):
        directions = principal(self.own, 3)[1]
        assert directions @ directions.T == pytest.approx(np.eye(3), abs=1e-5)

    def test_more_directions_than_targets_are_zero(self):
        scores, directions = embedded(self.own[:2], 5)
        assert np.isfinite(scores).all() and not directions[2:].any()
