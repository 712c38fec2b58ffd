"""One person on one host, and the parts that a `Session` holds.

`session` has the Session itself. Each other file is one part, with its own few attributes and
tests: `wire` (what goes out), `delivery` (what I say, until the host has it), `messages` (what I
do to messages that are there), `rooms` (which there are, which I am in, what I do there),
`profile` (what people say of themselves), `typing` (who is writing), `whois` (who someone is),
`me` (my nick, name and absence), `filehost` (where files go), `admin` (looking after the host).
`gathering` is an answer of many rows. A handler reaches the part that it changes through the
session it is given, and imports none of them.
"""

from desktopchat.client.session.session import Session

__all__ = ["Session"]
