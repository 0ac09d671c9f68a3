"""A local server of files that can cut connections, know ranges or not, and tell tags."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """What is served, how, and what was asked."""

    files: dict[str, bytes] = field(default_factory=dict)  # path without the query -> content
    tags: dict[str, str] = field(default_factory=dict)
    cuts: list[int] = field(default_factory=list)  # bytes after which each of the next answers stops; then none is cut
    statuses: list[int] = field(default_factory=list)  # of the next answers, instead of the file
    asked: list[dict[str, str]] = field(default_factory=list)
    knows_ranges: bool = True
    ranges: list[tuple[int, int]] = field(default_factory=list)  # bytes sent as 206 by the next answers, whatever was asked
    address: str = ""


@contextmanager
def serving(served: Served) -> Iterator[Served]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            served.asked.append({name.lower(): value for name, value in self.headers.items()})
            path = self.path.partition("?")[0]
            status = served.statuses.pop(0) if served.statuses else 200
            if status != 200 or path not in served.files:
                self.send_response(status if status != 200 else 404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self._answer(served.files[path], served.tags.get(path, ""))

        def _answer(self, body: bytes, tag: str) -> None:
            asked = self.headers.get("Range")
            start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and served.knows_ranges else 0
            if start and self.headers.get("If-Range") not in (None, tag):
                start = 0
            if served.ranges:
                self._part(body, tag, *served.ranges.pop(0))
                return
            if start > len(body) or (asked and start == len(body)):
                self.send_response(416)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            rest = body[start:]
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            if tag:
                self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            cut = served.cuts.pop(0) if served.cuts else len(rest)
            self.wfile.write(rest[:cut])
            self.close_connection = cut < len(rest)

        def _part(self, body: bytes, tag: str, first: int, end: int) -> None:
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{end - 1}/{len(body)}")
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(end - first))
            self.end_headers()
            self.wfile.write(body[first:end])

        def log_message(self, *_args: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    served.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
