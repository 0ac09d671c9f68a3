"""Pieces on more than one machine, through Dask: the same isolated worker process for each, started where there is room."""

from cellforge_runtime.run.cluster.cluster import Cluster, cluster_for

__all__ = ["Cluster", "cluster_for"]
