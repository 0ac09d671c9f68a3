"""`About`: what a published method is, what it needs, and where it applies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class About:
    """Facts of one adapter, as docs/adapters.md tells them."""

    title: str
    package: str  # what pip installs, with the version that was tried
    licence: str
    reference: str
    scenarios: tuple[str, ...]  # where the method makes sense
    modalities: tuple[str, ...] = ("rna",)
    fewest_contexts: int = 1
    most_contexts: int | None = None
    uses_gene_sets: bool = False  # takes gene2go
