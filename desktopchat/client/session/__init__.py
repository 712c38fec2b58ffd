"""One person on one host, and the parts that a `Session` holds.

`session` has the Session itself, `model` all there is to read, `wire` what goes out. Each other
file is a part that is given these two, with its own few attributes and tests: `delivery` (what I
say, until the host has it), `messages` (what I do to messages that are there), `rooms` (which
there are, which I am in, what I do there), `profile` (what people say of themselves), `typing`
(who is writing), `whois` (who someone is), `me` (my nick, name and absence), `registration` (being
let in), `login` (my account), `filehost` (where files go), `admin` (looking after the host).
`gathering` is an answer of many rows. A handler reaches the part that it changes through the
session it is given, and imports none of them.
"""

from desktopchat.client.session.session import Session

__all__ = ["Session"]
