"""A LightningModule with a DataLoader of its own, without the component library."""

import lightning as L
import torch
from torch.utils.data import DataLoader, TensorDataset


class Net(L.LightningModule):
    def __init__(self, n_in, n_out, rate=0.02):
        super().__init__()
        self.save_hyperparameters()
        self.layers = torch.nn.Sequential(torch.nn.Linear(n_in, 16), torch.nn.GELU(), torch.nn.Linear(16, n_out))
        self.told = []

    def forward(self, x):
        return self.layers(x)

    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = torch.nn.functional.mse_loss(self(x), y)
        self.told.append(loss.item())
        return loss

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams.rate)


class Model:
    def __init__(self, max_epochs=10, **training):
        self.max_epochs = max_epochs

    def fit(self, train, validation, *, seed, device, progress):
        L.seed_everything(seed, verbose=False)
        self.train = train
        self.names = sorted({t for q in train.conditions for t in q.targets})
        x, y = self.codes(train.conditions), torch.tensor(train.delta(), dtype=torch.float32)
        loader = DataLoader(TensorDataset(x, y), batch_size=8, shuffle=True, num_workers=0)
        self.net = Net(x.shape[1], y.shape[1])
        trainer = L.Trainer(
            max_epochs=self.max_epochs,
            accelerator={"cuda": "gpu"}.get(device, device),
            devices=1,
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
        )
        trainer.fit(self.net, loader)
        self.net.eval()
        progress(epoch=self.max_epochs, epochs=self.max_epochs, loss=self.net.told[-1])

    def codes(self, queries):
        return torch.tensor([[float(n in q.targets) for n in self.names] for q in queries])

    def predict(self, queries):
        with torch.no_grad():
            change = self.net.cpu()(self.codes(queries)).numpy()
        return self.train.matched_controls(queries) + change
