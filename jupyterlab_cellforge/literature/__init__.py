"""The literature gateway: six public services asked from the server, politely, with fixed hosts and plain-text answers."""
