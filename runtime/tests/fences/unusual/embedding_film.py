"""Embeddings of targets modulate (FiLM) an encoding of the context's control profile."""

import copy

import numpy as np
import torch
from torch import nn


class Film(nn.Module):
    def __init__(self, n_targets, n_features, width=16):
        super().__init__()
        self.targets = nn.EmbeddingBag(n_targets, 2 * width, mode="sum")
        self.body = nn.Sequential(nn.Linear(n_features, width), nn.LayerNorm(width))
        self.head = nn.Linear(width, n_features)
        nn.init.zeros_(self.head.weight)

    def forward(self, ids, offsets, control):
        scale, shift = self.targets(ids, offsets).chunk(2, dim=1)
        return self.head(torch.relu(self.body(control) * (1 + scale) + shift))


class Model:
    def __init__(self, epochs=30, **training):
        self.epochs = epochs

    def fit(self, train, validation, *, seed, device, progress):
        torch.manual_seed(seed)
        self.train, self.device = train, device
        self.index = {t: i for i, t in enumerate(sorted({t for q in train.conditions for t in q.targets}))}
        net = Film(len(self.index) + 1, len(train.features)).to(device)
        aim = torch.tensor(train.delta(), dtype=torch.float32, device=device)
        adam = torch.optim.Adam(net.parameters(), lr=0.01)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(adam, self.epochs)
        best, kept = np.inf, None
        for epoch in range(self.epochs):
            adam.zero_grad()
            loss = nn.functional.mse_loss(net(*self.inputs(train.conditions)), aim)
            loss.backward()
            adam.step()
            schedule.step()
            if loss.item() < best:
                best, kept = loss.item(), copy.deepcopy(net.state_dict())
            progress(epoch=epoch + 1, epochs=self.epochs, loss=loss.item(), validation_loss=None)
        net.load_state_dict(kept)
        self.net = net.eval()

    def inputs(self, queries):
        ids = [self.index.get(t, len(self.index)) for q in queries for t in q.targets]
        offsets = np.concatenate([[0], np.cumsum([len(q.targets) for q in queries])[:-1]])
        control = torch.as_tensor(self.train.matched_controls(queries), dtype=torch.float32, device=self.device)
        return torch.tensor(ids, device=self.device), torch.as_tensor(offsets, device=self.device), control

    def predict(self, queries):
        with torch.no_grad():
            return self.train.matched_controls(queries) + self.net(*self.inputs(queries)).cpu().numpy()

    def save(self, folder):
        arrays = {name: tensor.cpu().numpy() for name, tensor in self.net.state_dict().items()}
        np.savez(folder / "network.npz", **arrays)
        np.savez(folder / "names.npz", names=list(self.index), features=self.train.features)
        self.train.write(folder / "training")

    def load(self, folder):
        from cellforge_runtime import TrainingSet

        self.train, self.device = TrainingSet.read(folder / "training"), "cpu"
        with np.load(folder / "names.npz") as found:
            self.index = {name: i for i, name in enumerate(found["names"].tolist())}
        self.net = Film(len(self.index) + 1, len(self.train.features))
        with np.load(folder / "network.npz") as found:
            self.net.load_state_dict({name: torch.as_tensor(found[name]) for name in found})
        self.net.eval()
