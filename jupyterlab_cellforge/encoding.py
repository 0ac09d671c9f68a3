"""How an answer from outside may be compressed."""

from collections.abc import Mapping


def unbounded_encoding(headers: Mapping[str, str]) -> str | None:
    """The Content-Encoding of an answer of which one piece could unpack to more than memory holds; None of any other.

    A piece is unpacked before its size can be looked at. gzip makes at most a thousandfold of it, tens of megabytes; gzip
    inside gzip a millionfold, and so do brotli and zstd.
    """
    encoding = headers.get("content-encoding", "").strip().lower()
    return None if encoding in {"", "identity", "gzip", "deflate"} else encoding[:40]
