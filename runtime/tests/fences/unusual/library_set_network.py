"""The component library with a network of its own: pairs gated by the product of their codes."""

import lightning as L
import torch
from cellforge_runtime.training import ShrunkToBaseline
from torch import nn

hidden = 8


class Response(L.LightningModule):
    def __init__(self, described, *, learning_rate, weight_decay, dropout):
        super().__init__()
        self.save_hyperparameters(ignore=["described"])
        self.own = nn.Parameter(torch.tensor(described.own))
        self.code = nn.Linear(described.n_target_codes, hidden, bias=False)
        self.gate = nn.Linear(hidden, described.n_features)
        nn.init.zeros_(self.gate.weight)
        nn.init.zeros_(self.gate.bias)

    def forward(self, batch):
        each = torch.tanh(self.code(batch["targets"])) * batch["present"][..., None]
        pairs = (each.sum(dim=1).square() - each.square().sum(dim=1)) / 2  # sum of products of different targets
        return batch["targets"].sum(dim=1) @ self.own + self.gate(pairs)

    def training_step(self, batch, _):
        loss = (batch["weight"] * (self(batch) - batch["aim"]).square().mean(dim=1)).mean()
        self.log("loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=self.hparams.learning_rate, weight_decay=self.hparams.weight_decay)


class Model(ShrunkToBaseline):
    plan_name = "Products of target codes"
    perturbation = "multi-hot"

    def build(self, described):
        return Response(described, **self.settings)
