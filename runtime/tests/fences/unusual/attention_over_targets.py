"""Attention over the targets of a condition, trained on changes."""

import numpy as np
import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, n_targets, n_features, width=16):
        super().__init__()
        self.embed = nn.Embedding(n_targets + 1, width, padding_idx=0)
        self.attend = nn.MultiheadAttention(width, 2, batch_first=True)
        self.out = nn.Linear(width, n_features)

    def forward(self, ids):
        x = self.embed(ids)  # (conditions, targets, width)
        mask = ids == 0
        y, _ = self.attend(x, x, x, key_padding_mask=mask)
        return self.out((y * ~mask[..., None]).sum(dim=1))


class Model:
    def __init__(self, *, epochs=40, rate=0.01, **training):
        self.epochs, self.rate = epochs, rate

    def _ids(self, queries):
        most = max(len(q.targets) for q in queries)
        ids = np.zeros((len(queries), most), dtype=np.int64)
        for i, q in enumerate(queries):
            ids[i, : len(q.targets)] = [self.place.get(t, 0) for t in q.targets]
        return torch.as_tensor(ids, device=self.device)

    def fit(self, train, validation=None, *, seed, device, progress):
        torch.manual_seed(seed)
        self.device = device
        self.controls = {name: np.array(c) for name, c in train.controls.items()}
        self.place = {t: i + 1 for i, t in enumerate(sorted({t for q in train.conditions for t in q.targets}))}
        self.network = Attention(len(self.place), len(train.features)).to(device)
        aim = torch.as_tensor(np.array(train.delta()), dtype=torch.float32, device=device)
        ids = self._ids(train.conditions)
        adam = torch.optim.Adam(self.network.parameters(), lr=self.rate)
        for epoch in range(self.epochs):
            adam.zero_grad()
            loss = ((self.network(ids) - aim) ** 2).mean()
            loss.backward()
            adam.step()
            progress(epoch=epoch + 1, epochs=self.epochs, loss=float(loss))
        self.network.eval()
        return self

    def predict(self, queries):
        with torch.no_grad():
            change = self.network(self._ids(queries)).cpu().numpy()
        return np.stack([self.controls[q.context] for q in queries]) + change
