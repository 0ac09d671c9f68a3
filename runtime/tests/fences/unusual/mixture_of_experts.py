"""A mixture of experts: a gate decides which of several linear maps answers."""

import numpy as np
import torch
from torch import nn


class Mixture(nn.Module):
    def __init__(self, n_in, n_out, n_experts=3):
        super().__init__()
        self.experts = nn.ModuleList(nn.Linear(n_in, n_out) for _ in range(n_experts))
        self.gate = nn.Linear(n_in, n_experts)

    def forward(self, x):
        answers = torch.stack([expert(x) for expert in self.experts], dim=1)  # (n, experts, features)
        return (torch.softmax(self.gate(x), dim=1)[..., None] * answers).sum(dim=1)


class Model:
    def __init__(self, **training):
        self.epochs = training.get("epochs", 30)

    def fit(self, train, validation, *, seed, device, progress):
        generator = torch.Generator().manual_seed(seed)
        torch.manual_seed(seed)
        self.names = sorted({t for q in train.conditions for t in q.targets})
        self.base = train.matched_controls
        self.device = torch.device(device)
        x, y = self.codes(train.conditions), torch.as_tensor(np.array(train.delta(), dtype=np.float32), device=self.device)
        self.network = Mixture(x.shape[1], y.shape[1]).to(self.device)
        optimiser = torch.optim.Adam(self.network.parameters(), lr=0.02)
        for epoch in range(self.epochs):
            for rows in torch.randperm(len(x), generator=generator).split(8):
                optimiser.zero_grad()
                loss = (self.network(x[rows]) - y[rows]).pow(2).mean()
                loss.backward()
                optimiser.step()
            progress(epoch=epoch + 1, epochs=self.epochs, loss=float(loss.detach()))
        for module in self.network.modules():
            module.eval()

    def codes(self, queries):
        rows = np.array([[n in q.targets for n in self.names] for q in queries], dtype=np.float32)
        return torch.as_tensor(rows, device=self.device)

    def predict(self, queries):
        with torch.inference_mode():
            return self.base(queries) + self.network(self.codes(queries)).cpu().numpy()
