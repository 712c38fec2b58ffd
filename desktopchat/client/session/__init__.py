"""One person on one host, and the parts that a `Session` holds.

`session` has the Session itself, `wire` what goes out, with what was agreed on (`negotiation`).
Each part is given the model and the wire, and has its own few attributes and tests:

- what is said: `delivery` (what I say, until the host has it; `outbox`), `lines` (how it is
  written), `messages` (what I do to messages that are there), `deeds` (that, a pin or a topic,
  until the host has it), `history` (what was said before and meanwhile), `searches`, `typing`;
- where: `rooms` (which there are, which I am in), `room_settings` (what each is like),
  `moderation` (who may what in it), `filehost` (where files go);
- who: `me` (my nick, name and absence), `registration` (being let in), `login` (my account),
  `profile` (what people say of themselves), `whois`, `admin` (looking after the host).

`gathering` is an answer of many rows, `batches` messages that belong together. What a message means
is looked up in the table of `dispatch`, which `client.handlers` fills: a handler reaches the part
that it changes through the session it is given.
"""

from desktopchat.client.session.session import Session  # isort: split

from desktopchat.client import handlers

__all__ = ["Session", "handlers"]
