"""Keeps the endpoint's address out of the logs of the HTTP client, which names it in every line at level INFO."""

import logging

from .endpoint import HIDDEN, Endpoint

# a filter is not asked for the records of the loggers below its own, so each is named
LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy", "httpcore.socks")


class HideEndpoint(logging.Filter):
    """Scrubs a record, whoever made it; other clients in the server keep their lines."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__()
        self.endpoint = endpoint

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        scrubbed = self.endpoint.scrub(text)
        if scrubbed != text:
            record.msg, record.args = (scrubbed if HIDDEN in scrubbed else text), ()
        return True


def hide_in_logs(endpoint: Endpoint) -> None:
    """Scrub `endpoint` from the HTTP client's log from now on; an endpoint hidden before no longer is."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        for old in [one for one in logger.filters if isinstance(one, HideEndpoint)]:
            logger.removeFilter(old)
        logger.addFilter(HideEndpoint(endpoint))
