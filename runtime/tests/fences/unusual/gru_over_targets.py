"""A GRU that reads the targets one after the other, in both orders, so that their order plays no part."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class Reader(nn.Module):
    def __init__(self, n_targets: int, n_features: int, hidden: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(n_targets + 1, hidden)
        self.gru = nn.GRU(hidden, hidden, batch_first=True)
        self.head = nn.Sequential(nn.ReLU(), nn.Linear(hidden, n_features))

    def forward(self, input):
        _, last = self.gru(self.embed(input))
        _, back = self.gru(self.embed(input.flip(1)))
        return self.head(last[0] + back[0])


class Model:
    def __init__(self, hidden=12, steps=40, **training):
        self.hidden, self.steps = hidden, steps

    def fit(self, train, validation, *, seed, device, progress):
        torch.manual_seed(seed)
        self.train, self.device = train, device
        self.index = {t: i + 1 for i, t in enumerate(sorted({t for q in train.conditions for t in q.targets}))}
        self.most = max(len(q.targets) for q in train.conditions)
        self.net = Reader(len(self.index), len(train.features), self.hidden).to(device)
        optimiser = torch.optim.AdamW(self.net.parameters(), lr=0.01)
        x = self.encode(train.conditions)
        y = torch.tensor(train.delta(), dtype=torch.float32).to(device)
        for step in range(self.steps):
            loss = F.smooth_l1_loss(self.net(x), y)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
            optimiser.step()
            if step % 10 == 9:
                progress(epoch=step + 1, epochs=self.steps, loss=loss.item())

    def encode(self, queries):
        rows = [[self.index.get(t, 0) for t in q.targets] + [0] * (self.most - len(q.targets)) for q in queries]
        return torch.tensor(rows, dtype=torch.long, device=self.device)

    @torch.no_grad()
    def predict(self, queries):
        self.net.eval()
        base = torch.tensor(self.train.matched_controls(queries), dtype=torch.float32)
        return base + self.net(self.encode(queries)).cpu()
