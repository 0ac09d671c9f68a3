"""A conditional VAE on cells; predictions decode the prior's mean, so nothing is drawn when it predicts."""

import numpy as np
import torch
from torch import nn
from torch.distributions import Normal, kl_divergence


class VAE(nn.Module):
    def __init__(self, n_features, n_codes, latent=4):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(n_features, 24), nn.SiLU(), nn.Linear(24, 2 * latent))
        self.decoder = nn.Sequential(nn.Linear(latent + n_codes, 24), nn.SiLU(), nn.Linear(24, n_features), nn.Softplus())
        self.latent = latent

    def loss(self, x, codes):
        mean, log_spread = self.encoder(x).chunk(2, dim=1)
        posterior = Normal(mean, log_spread.clamp(-5, 2).exp())
        rebuilt = self.decoder(torch.cat([posterior.rsample(), codes], dim=1))
        prior = Normal(torch.zeros_like(mean), torch.ones_like(mean))
        return (rebuilt - x).pow(2).sum(1).mean() + 0.1 * kl_divergence(posterior, prior).sum(1).mean()


class Model:
    def __init__(self, epochs=8, batch=128, **training):
        self.epochs, self.batch = epochs, batch

    def fit(self, train, validation, *, seed, device, progress):
        torch.manual_seed(seed)
        rng = np.random.default_rng(seed)
        self.train, self.device = train, device
        self.names = sorted({t for q in train.conditions for t in q.targets})
        by_condition = np.vstack([self._codes(train.conditions), np.zeros((1, len(self.names)), dtype=np.float32)])
        self.net = VAE(len(train.features), len(self.names)).to(device)
        adam = torch.optim.Adam(self.net.parameters(), lr=5e-3)
        n = train.cells.shape[0]
        for epoch in range(self.epochs):
            total = 0.0
            for rows in np.array_split(rng.permutation(n), max(1, n // self.batch)):
                x = train.cells[rows]
                x = torch.as_tensor(x.todense() if hasattr(x, "todense") else np.array(x), dtype=torch.float32, device=device)
                codes = torch.as_tensor(by_condition[train.condition_of[rows]], device=device)  # -1: controls, all zeros
                adam.zero_grad()
                loss = self.net.loss(x, codes)
                loss.backward()
                adam.step()
                total += float(loss) * len(rows) / n
            progress(epoch=epoch + 1, epochs=self.epochs, loss=total)
        self.net.eval()

    def _codes(self, queries):
        return np.array([[n in q.targets for n in self.names] for q in queries], dtype=np.float32)

    @torch.no_grad()
    def predict(self, queries):
        codes = torch.as_tensor(self._codes(queries), device=self.device)
        z = torch.zeros(len(queries), self.net.latent, device=self.device)
        change = self.net.decoder(torch.cat([z, codes], 1)) - self.net.decoder(torch.cat([z, 0 * codes], 1))
        return self.train.matched_controls(queries) + change.cpu().numpy()
