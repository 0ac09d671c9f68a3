"""Keeps keys and the words of queries out of the HTTP client's log, which writes whole addresses at level INFO."""

import logging

import httpx


class HideQueries(logging.Filter):
    """Cuts addresses of known hosts before their query; lines of other clients in the server stay as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.hosts: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(self._cut(part) for part in record.args)
        return True

    def _cut(self, part: object) -> object:
        return part.copy_with(query=None) if isinstance(part, httpx.URL) and part.host in self.hosts else part


_filter = HideQueries()


def hide_queries(host: str) -> None:
    """From now on, addresses at `host` are logged without their query."""
    _filter.hosts.add(host)
    logging.getLogger("httpx").addFilter(_filter)  # adding it again changes nothing
