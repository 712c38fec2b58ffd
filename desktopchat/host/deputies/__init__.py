"""Copies of a host on other computers, each a little behind, or in step.

A *deputy* is a program on another person's computer that keeps a copy of all that a host keeps. It
connects to the host's encrypted port, says who it is (`identity`), gets the database as it is at
one moment, and from then on each round's writes as one frame (`frames`), in order, as they were
committed. It confirms a frame once it has committed it too. While a deputy confirms in time it is
*in sync*, and the host waits for it before anybody sees what was said (`Deputies.settle`): what
somebody has seen is then on two computers. One that does not is left out of that until it has
caught up.

`deputies` and `feed` are the host's side, `copy` and `follower` the deputy's; how it stands in for
a host that is gone, `stand_in`, and where it waits until then, `standby`. Threads: a feed is
its connection's own handler thread; the pump, and whoever else writes, only hands frames to it.
"""

REQUEST = b"GET /deputy HTTP/1.1"
"""The first line of what a deputy says to a host's encrypted port."""
COPY_ITSELF = b"HTTP/1.1 421"
"""How a deputy that waits answers that: it is no host (RFC 9110, 15.5.20)."""
LOCATION = b"Location: "
"""In that answer, where the host is, as a link, as long as it is heard."""
UPGRADE = b"desktopchat-deputy/1"
"""What it wants to speak from then on; see `frames`."""


class RefusedError(Exception):
    """The host gives no copy; why, in words."""


class TwinError(RefusedError):
    """Another program keeps the same copy already, in a folder of which one was copied."""
