"""What each message from a host means: one function a command, in a table.

Each file fills the table of `session.dispatch`: `registration` (being let in),
`identity` (my account), `presence` (who comes, goes and changes), `metadata` (what people say of
themselves), `rooms` (what rooms are like), `talk` (what is said), `changing` (what becomes of it),
`pinning` (what is pinned), `batching` (what belongs together), `administration` (lists, knocks,
the host's own panel), `refusals` (what was not done, in plain words), `whois`. A handler takes the
session and the message, changes the part of the session it is about and never raises: a parameter
that is missing is "".
"""

from desktopchat.client.handlers import (  # noqa: F401
    administration,
    batching,
    changing,
    filehost,
    identity,
    metadata,
    pinning,
    presence,
    refusals,
    registration,
    rooms,
    talk,
    whois,
)
