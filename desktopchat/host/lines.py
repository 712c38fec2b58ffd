"""Lines on their way out, and the names messages get."""

import secrets

from desktopchat.irc import timestamps
from desktopchat.irc.framing import MAX_LINE
from desktopchat.irc.message import escape_tag
from desktopchat.store.events import BASE32, bound

from .capabilities import ACCOUNT_TAG, EXTENDED_JOIN, MESSAGE_TAGS, SERVER_TIME

_RESENT_MAX = 10_000
_PAIRS = [high + low for high in BASE32 for low in BASE32]


class Line:
    """One line to any number of people, written once for each set of capabilities.

    body: the line without tags and CR LF. extended: the same for those with extended-join.
    needs: capabilities without which a person does not get the line at all. lacks: capabilities
    with all of which they do not get it, since something better says the same. moment:
    milliseconds since 1970, for server-time (0: none of its own). tags: written for those with
    message-tags ("msgid=…;+reply=…"). account: whose it is, for those with account-tag. own_tags:
    written for everybody who gets this line (its label or batch).
    """

    __slots__ = (
        "_written",
        "account",
        "body",
        "extended",
        "lacks",
        "moment",
        "needs",
        "own_tags",
        "tags",
    )

    def __init__(
        self,
        body: str,
        moment: int,
        *,
        tags: str = "",
        own_tags: str = "",
        account: str = "",
        needs: int = 0,
        lacks: int = 0,
        extended: str = "",
    ) -> None:
        self.body = body
        self.moment = moment
        self.tags = tags
        self.own_tags = own_tags
        self.account = account
        self.needs = needs
        self.lacks = lacks
        self.extended = extended
        self._written: dict[int, bytes] = {}

    def bytes_for(self, caps: int) -> bytes:
        """The line as sent to people with `caps`; b"" where they are not to get it."""
        written = self._written.get(caps)
        if written is None:
            written = self._written[caps] = self._write(caps)
        return written

    def reaches(self, caps: int) -> bool:
        """Whether people with `caps` get the line."""
        return not self.needs & ~caps and not (self.lacks and caps & self.lacks == self.lacks)

    def _write(self, caps: int) -> bytes:
        if not self.reaches(caps):
            return b""
        body = self.extended if self.extended and caps & EXTENDED_JOIN else self.body
        if len(body) * 4 > MAX_LINE:
            # A topic or a reason that fitted its sender's line may not fit behind a long name.
            body = body.encode()[:MAX_LINE].decode(errors="ignore")
        if not caps and not self.own_tags:
            return f"{body}\r\n".encode()
        tags = []
        if self.own_tags:
            tags.append(self.own_tags)
        if self.moment and caps & SERVER_TIME:
            tags.append("time=" + timestamps.write(self.moment))
        if self.account and caps & ACCOUNT_TAG:
            tags.append("account=" + escape_tag(self.account))
        if self.tags and caps & MESSAGE_TAGS:
            tags.append(self.tags)
        return f"@{';'.join(tags)} {body}\r\n".encode() if tags else f"{body}\r\n".encode()

    def tagged(self, own_tags: str) -> "Line":
        """The same line with tags for the one person it answers (a label, a batch)."""
        joined = f"{own_tags};{self.own_tags}" if self.own_tags else own_tags
        return Line(
            self.body,
            self.moment,
            tags=self.tags,
            own_tags=joined,
            account=self.account,
            needs=self.needs,
            lacks=self.lacks,
            extended=self.extended,
        )


class MessageIds:
    """Makes msgids: unique for all time, and sorting as text in the order of their making.

    26 characters of Crockford's base 32: 10 for the millisecond, 4 for a counter, 12 at random
    for this run of the host. A clock that goes back does not make ids go back.
    """

    __slots__ = ("_count", "_millisecond", "_prefix", "_run")

    def __init__(self) -> None:
        self._run = "".join(secrets.choice(BASE32) for _ in range(12))
        self._millisecond = -1
        self._count = 0
        self._prefix = ""

    def next(self, moment: int) -> str:
        """The id of a message of this `moment`, milliseconds since 1970."""
        self._count += 1
        if moment > self._millisecond:
            self._begin(moment)
        elif self._count >> 20:
            self._begin(self._millisecond + 1)
        count = self._count
        return self._prefix + _PAIRS[count >> 10] + _PAIRS[count & 1023] + self._run

    def _begin(self, moment: int) -> None:
        self._millisecond = moment
        self._count = 0
        self._prefix = bound(moment)


class RecentLabels:
    """The labels of messages that came again, as many as could still come late."""

    __slots__ = ("_labels",)

    def __init__(self) -> None:
        self._labels: dict[str, None] = {}

    def add(self, label: str) -> None:
        self._labels[label] = None
        if len(self._labels) > _RESENT_MAX:
            del self._labels[next(iter(self._labels))]

    def __contains__(self, label: str) -> bool:
        return label in self._labels
