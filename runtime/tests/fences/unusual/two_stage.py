"""Two stages: an autoencoder of profiles learned from cells, then a map from targets to its code."""

import numpy as np
import torch
from torch import nn

device_of_last_resort = "cpu"


class Model:
    def __init__(self, code=6, epochs=(10, 30), **training):
        self.code, self.epochs = code, tuple(epochs)

    def fit(self, train, validation, *, seed, device, progress):
        torch.manual_seed(seed)
        self.train, self.device = train, device
        cells = train.cells.toarray() if hasattr(train.cells, "toarray") else np.array(train.cells)
        x = torch.as_tensor(cells, dtype=torch.float32, device=device)
        n = x.shape[1]
        self.encode, self.decode = nn.Linear(n, self.code).to(device), nn.Linear(self.code, n).to(device)
        both = [*self.encode.parameters(), *self.decode.parameters()]
        self._loop(both, lambda: (self.decode(torch.tanh(self.encode(x))) - x).pow(2).mean(), 0, progress)
        self.names = sorted({t for q in train.conditions for t in q.targets})
        self.map = nn.Linear(len(self.names), self.code, bias=False).to(device)
        aim, codes = torch.as_tensor(train.delta(), dtype=torch.float32, device=device), self._codes(train.conditions)
        self._loop([*self.map.parameters()], lambda: (self.map(codes) @ self.decode.weight.T - aim).pow(2).mean(), 1, progress)

    def _loop(self, parameters, loss_of, stage, progress):
        optimiser = torch.optim.Adam(parameters, lr=0.02)
        for epoch in range(self.epochs[stage]):
            optimiser.zero_grad()
            loss = loss_of()
            loss.backward()
            optimiser.step()
            progress(epoch=epoch, epochs=self.epochs[stage], loss=float(loss), stage=stage, stages=2)

    def _codes(self, queries):
        return torch.tensor([[float(t in q.targets) for t in self.names] for q in queries], device=self.device)

    def predict(self, queries):
        with torch.no_grad():
            change = (self.map(self._codes(queries)) @ self.decode.weight.T).cpu().numpy()
        return self.train.matched_controls(queries) + change
