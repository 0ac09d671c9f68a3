"""Identifiers as part of an address."""

from urllib.parse import quote


def in_path(identifier: str) -> str:
    """`identifier` for a path, its slashes kept as DOIs are written; ? and # can't end the path."""
    return quote(identifier, safe="/:")
