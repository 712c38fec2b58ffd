"""What happens in conversations, as the log keeps it; and what is to be written there.

An event has a name for all time, its msgid, that sorts by time; the log is the set of them. What
touches several rooms (somebody quits) is in each of them, under one msgid.
"""

from dataclasses import dataclass

BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's digits, in the order of ASCII."""
_PAIRS = [high + low for high in BASE32 for low in BASE32]
_MOMENT_DIGITS = 10

KINDS = (
    "PRIVMSG",
    "NOTICE",
    "TAGMSG",
    "JOIN",
    "PART",
    "QUIT",
    "KICK",
    "NICK",
    "TOPIC",
    "MODE",
    "REDACT",
    "RENAME",
)
_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}

Write = tuple[str, tuple[object, ...]]
"""A statement and its parameters. The writer knows `EVENT` as one it can make quicker."""

EVENT = "event"

FARTHEST = 10**14
"""Milliseconds since 1970, in the year 5138: nobody's clock is later. A log that came from others
may say so all the same, and dates end with the year 9999. Such events are not looked at."""


@dataclass(slots=True)
class Event:
    """moment: milliseconds since 1970. target: a room's folded name, or `direct_target`.

    kind: one of KINDS. source: nick!user@host. account: "" for nobody known. params: what stands
    after the target in the line; the lines of a message of several with "\\n" between. tags: as on
    the wire, without msgid and time. label: the sender's name for it, where it is one for all time.
    """

    msgid: str
    moment: int
    target: str
    kind: str
    source: str
    account: str = ""
    params: str = ""
    tags: str = ""
    label: str = ""


def write_event(event: Event) -> Write:
    """The event into the log; one that is there already stays as it is."""
    return event_write(
        event.target,
        event.msgid,
        event.moment,
        event.kind,
        event.source,
        event.account,
        event.params,
        event.tags,
        event.label,
    )


def event_write(
    target: str,
    msgid: str,
    moment: int,
    kind: str,
    source: str,
    account: str,
    params: str,
    tags: str,
    label: str,
) -> Write:
    """The same of the fields of an event, without making one: for each thing that is said."""
    number = _NUMBERS[kind]
    return EVENT, (target, msgid, moment, number, source, account, params, tags, label)


def kind_number(kind: str) -> int:
    """How the database has a kind."""
    return _NUMBERS[kind]


def direct_target(one: str, other: str) -> str:
    """The conversation of two identities, the same from both sides."""
    return f"{one}\0{other}" if one <= other else f"{other}\0{one}"


def bare(account: str) -> str:
    """The identity of somebody who has only that name, which another may have later."""
    return f"~{account}"


def without_account(target: str, account: str) -> str:
    """A direct conversation of an account that is no more; any other target as it is."""
    if "\0" not in target:
        return target
    one, other = (bare(who) if who == account else who for who in target.split("\0", 1))
    return direct_target(one, other)


def bound(moment: int) -> str:
    """What sorts before every msgid of that moment and after every one before it."""
    return "".join(_PAIRS[moment >> shift & 1023] for shift in (40, 30, 20, 10, 0))


def moment_of(msgid: str) -> int:
    """The moment of a msgid made by a host of ours; 0 of any other text."""
    moment = 0
    for digit in msgid[:_MOMENT_DIGITS]:
        value = BASE32.find(digit)
        if value < 0:
            return 0
        moment = moment << 5 | value
    return moment
