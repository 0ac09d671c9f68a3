"""`Cluster`: where pieces go when not to this machine's own pool, and who decides it."""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run.room import n_cores

if TYPE_CHECKING:
    from distributed import Client

    from cellforge_runtime.run.cluster.dask_workers import DaskWorkers

SECONDS_TO_CONNECT = 30
SECONDS_BETWEEN = 1.0  # questions how large the cluster is now


class Cluster:
    """A connection to a Dask scheduler."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._threads: list[int] = []  # of each worker
        self._asked = -SECONDS_BETWEEN

    def n_places(self, device: str) -> int:
        """Pieces that it does side by side: one a thread, or one a worker where an accelerator is used; 1 at the least."""
        if time.monotonic() - self._asked >= SECONDS_BETWEEN and self.client.status == "running":
            self._threads = list(self.client.ncores().values())
            self._asked = time.monotonic()
        return max(len(self._threads) if device != "cpu" else sum(self._threads), 1)

    def workers(self, *, threads: int) -> DaskWorkers:
        """The pool's workers there."""
        from cellforge_runtime.run.cluster.dask_workers import DaskWorkers

        return DaskWorkers(self.client, threads=threads)


@contextmanager
def cluster_for(scheduler: Any, n_pieces: int) -> Iterator[Cluster | None]:
    """The cluster to use, closed afterwards if it was opened here; None for the pool of processes on this machine.

    Parameters
    ----------
    scheduler
        "local": the pool. "dask": what the hub is configured for, else Dask workers on this machine. An address, or a
        `distributed.Client`: that cluster. "auto": what the hub is configured for where pieces outnumber this machine's
        cores, else the pool. On one machine the pool is faster: its workers are forked from one warm process, while each
        job on a Dask worker starts a Python of its own (`npm run benchmark -- --only scheduler`).
    """
    configured = _configured() if scheduler in ("auto", "dask") else {}
    if scheduler == "local" or (scheduler == "auto" and not is_worth_it(n_pieces, n_cores(), configured)):
        yield None
        return
    _check_installed()
    from distributed import Client

    if isinstance(scheduler, Client):
        yield Cluster(scheduler)
        return
    is_named = scheduler in ("auto", "dask")
    asked = configured or {"scheduler": "local"} if is_named else {"scheduler": str(scheduler)}
    with _opened(asked, n_pieces) as where, _connected(where) as client:
        yield Cluster(client)


def is_worth_it(n_pieces: int, n_here: int, configured: dict[str, Any]) -> bool:
    """Whether `auto` leaves this machine: a cluster is offered, on other machines, and there is more than fits here."""
    return configured.get("scheduler") not in (None, "local") and n_pieces > n_here


def _configured() -> dict[str, Any]:
    """`cellforge` in Dask's own configuration: YAML files of the hub, or DASK_CELLFORGE__SCHEDULER and so on."""
    if importlib.util.find_spec("distributed") is None:
        return {}
    from dask import config

    found = config.get("cellforge", {}) or {}
    if not isinstance(found, dict) or set(found) - {"scheduler", "workers", "options"} or not _is_offered(found):
        raise CellForgeError(
            "cluster/configuration",
            message="The cluster that this hub offers can't be read.",
            expected="cellforge: {scheduler: slurm, gateway, local or an address; workers: a number; options: {...}}.",
            found=f"{found!r}"[:200] + ".",
            remedy="Ask the hub's administrator (docs/administrators.md), or use scheduler='local'.",
        )
    return found


def _is_offered(found: dict[str, Any]) -> bool:
    """Whether a configuration is empty or names a scheduler that is known; a word misspelt there is the hub's to mend."""
    kind = str(found.get("scheduler", ""))
    return not found or kind in ("slurm", "gateway", "local") or "://" in kind


@contextmanager
def _opened(asked: dict[str, Any], n_pieces: int) -> Iterator[Any]:
    """Something a client connects to; a cluster started here ends here."""
    most = int(asked.get("workers") or min(n_cores(), n_pieces))
    options = dict(asked.get("options") or {})
    kind = str(asked["scheduler"])
    if kind == "local":
        from distributed import LocalCluster

        usual = {"threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": 50}
        cluster = LocalCluster(n_workers=most, **usual | options)
    elif kind == "slurm":
        jobqueue = _needed("dask_jobqueue", "dask-jobqueue")
        cluster = jobqueue.SLURMCluster(**options)
        cluster.scale(most)
    elif kind == "gateway":
        gateway = _needed("dask_gateway", "dask-gateway")
        cluster = gateway.GatewayCluster(**options)
        cluster.scale(most)
    elif "://" in kind:
        yield kind
        return
    else:
        raise CellForgeError(
            "cluster/unknown",
            message="This scheduler is not known.",
            expected='"auto", "local", "dask", an address such as "tcp://10.0.0.1:8786", or a distributed.Client.',
            found=f"{kind!r}.",
            remedy='Use scheduler="auto".',
        )
    with cluster:
        yield cluster


@contextmanager
def _connected(where: Any) -> Iterator[Client]:
    from distributed import Client

    try:
        client = Client(where, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise CellForgeError(
            "cluster/not-reached",
            message="The cluster's scheduler does not answer.",
            expected=f"an answer from {where} within {SECONDS_TO_CONNECT} s.",
            found=f"{type(error).__name__}: {error}.",
            remedy="Check the address and that the scheduler runs, or use scheduler='local'.",
        ) from None
    with client:
        yield client


def _needed(module: str, package: str) -> Any:
    if importlib.util.find_spec(module) is None:
        raise _not_installed(package, f'%pip install "{package}"')
    return importlib.import_module(module)


def _check_installed() -> None:
    if importlib.util.find_spec("distributed") is None:
        raise _not_installed("distributed", '%pip install "cellforge-runtime[distributed]"')


def _not_installed(package: str, install: str) -> CellForgeError:
    return CellForgeError(
        "cluster/not-installed",
        message="The fits can't be sent to a cluster.",
        expected=f"the package {package} in this kernel.",
        found="no such package.",
        remedy=f"Install it, {install}, or use scheduler='local'.",
    )
