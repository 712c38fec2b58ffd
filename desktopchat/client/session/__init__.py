"""One person on one host, and the parts that a `Session` holds.

`session` has the Session itself; each other file is one part: `wire` (what a part may send),
`gathering` (an answer of many rows),
`messages` (what I do to messages that are
there), `rooms` (which there are, which I am
in, what I do there), `admin` (looking after the host).
"""

from desktopchat.client.session.session import Session

__all__ = ["Session"]
