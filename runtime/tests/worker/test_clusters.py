"""A worker on a cluster: MPI is there, packages lie in folders of their own."""

import numpy as np
import pytest
from cellforge_runtime.training.loop import Batches, Loop, train_network
from cellforge_runtime.worker.package_folders import package_folders


@pytest.fixture
def net():
    import lightning as L
    import torch

    class Net(L.LightningModule):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(2, 1)

        def training_step(self, batch, _):
            return self.layer(batch["x"]).square().mean()

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=0.01)

    return Net()


def test_a_fit_does_not_start_mpi(net, monkeypatch):
    # importing mpi4py.MPI, as Lightning does to look, starts MPI, which ends a process that may start no daemon
    from lightning.fabric.plugins.environments import MPIEnvironment

    monkeypatch.setattr(MPIEnvironment, "detect", staticmethod(lambda: pytest.fail("MPI was looked for")))
    batches = Batches({"x": np.ones((8, 2))}, 4, 0)
    assert train_network(net, batches, Loop(max_epochs=2, patience=1, batch_size=4, stops_early=False)) == 2


def test_packages_are_found_where_a_cluster_keeps_them(tmp_path, monkeypatch):
    installed, plain = tmp_path / "modules", tmp_path / "notebooks"
    (installed / "numpy-2.0.dist-info").mkdir(parents=True)
    plain.mkdir()
    monkeypatch.syspath_prepend(str(installed))
    monkeypatch.syspath_prepend(str(plain))
    assert str(installed) in package_folders() and str(plain) not in package_folders()
