"""Files to and from a host (docs/protocol.md, "Files"): blocking work, for a thread of its own.

`web` talks HTTP with the host whose key is known, `upload` and `download` go on where they were
broken off, as often as it takes.
"""
