"""`OneCycle`: the optimiser and the penalty that generated networks share, for those that have no room to write them out."""

from __future__ import annotations

from typing import Any

import lightning as L
import torch

OWN, SWITCHES = 0.5, 0.0025  # how heavily effects of single targets, and what flips switches, are held back


class OneCycle(L.LightningModule):
    """A LightningModule with AdamW and one cycle of the learning rate: up, then down to zero.

    Reads `learning_rate` and `weight_decay` of its saved hyper-parameters, and `self.own`, the effects of single targets.
    """

    def held_back(self, act: Any, along: Any) -> Any:
        """Few switches per target, small effects: noise is fitted last.

        Parameters
        ----------
        act
            What drives switches, (codes, hidden).
        along
            What switches write on, (features or directions, hidden).
        """
        sparse = act.abs().sum(dim=1).mean() + along.square().sum(dim=1).mean()
        return OWN * self.own.square().mean() + SWITCHES * sparse

    def configure_optimizers(self) -> tuple[list[Any], list[dict[str, Any]]]:
        """AdamW, and a schedule that is taken a step at each batch."""
        rate, decay = self.hparams.learning_rate, self.hparams.weight_decay
        adam = torch.optim.AdamW(self.parameters(), lr=rate, weight_decay=decay)
        steps = self.trainer.estimated_stepping_batches
        once = torch.optim.lr_scheduler.OneCycleLR(adam, rate, total_steps=steps)
        return [adam], [{"scheduler": once, "interval": "step"}]
