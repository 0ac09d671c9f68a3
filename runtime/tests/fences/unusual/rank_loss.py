"""A pairwise ranking loss on features beside the squared error."""

import numpy as np
import torch
from torch import Tensor, nn, optim


def rank_loss(predicted: Tensor, aim: Tensor, n_pairs: int, generator: torch.Generator) -> Tensor:
    a, b = torch.randint(aim.shape[1], (2, n_pairs), generator=generator).to(aim.device)
    order = torch.sign(aim[:, a] - aim[:, b])
    return nn.functional.softplus(-order * (predicted[:, a] - predicted[:, b])).mean()


class Model:
    def __init__(self, weight=0.1, epochs=30, **training):
        self.weight, self.epochs = weight, epochs

    def fit(self, train, validation, *, seed, device, progress):
        torch.manual_seed(seed)
        generator = torch.Generator().manual_seed(seed)
        self.train, self.device = train, device
        self.names = sorted({t for q in train.conditions for t in q.targets})
        x, y = self.codes(train.conditions), torch.tensor(np.array(train.delta()), dtype=torch.float32, device=device)
        self.linear = nn.Linear(x.shape[1], y.shape[1], device=device)
        optimiser = optim.SGD(self.linear.parameters(), lr=0.2, momentum=0.9)
        for epoch in range(self.epochs):
            predicted = self.linear(x)
            loss = (predicted - y).square().mean() + self.weight * rank_loss(predicted, y, 64, generator)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            progress(epoch=epoch + 1, epochs=self.epochs, loss=loss.item())

    def codes(self, queries):
        return torch.tensor([[float(n in q.targets) for n in self.names] for q in queries], device=self.device)

    def predict(self, queries):
        with torch.no_grad():
            return torch.as_tensor(self.train.matched_controls(queries)) + self.linear(self.codes(queries)).cpu().double()

    def report(self):
        return {"weight": self.weight, "targets": len(self.names)}
