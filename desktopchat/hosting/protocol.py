"""What a host and the program that started it say to each other: lines for machines, not people.

The host writes to its standard output, a line for each thing that happened: a `Word`, and what
belongs to it behind a space. Whoever started it with `ATTENDED` may write `STOP`, `HAND_OVER` and
the `DoorOrder`s to its standard input. Its standard error is for people and is never read for what
it means.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TextIO

ATTENDED = "--attended"
"""The option of `serve` with which its standard input and output are pipes of its parent's."""
STOP = "stop"
"""The parent's line that ends the chat for everyone, with a goodbye: no deputy carries it on. Or
that ends a deputy, for now."""
HAND_OVER = "hand-over"
"""The parent's line that ends the host where a deputy that is in sync answers, which carries on;
where none does within some seconds the host goes on, and says STAYS."""
_DOOR_ORDERS = {
    "open-door": (True, False),
    "close-door": (False, False),
    "open-encrypted-door": (True, True),
    "close-encrypted-door": (False, True),
}

PASSWORD_VARIABLE = "DESKTOPCHAT_PASSWORD"
"""Where `serve` finds a password that is not on its command line."""
OWNER_VARIABLE = "DESKTOPCHAT_OWNER_PASSWORD"
"""Where `serve` finds the password of OWNER."""
OWNER = "owner"
"""The operator that whoever started the host is on it."""

_NOWHERE = "*"


IN_SYNC, BEHIND, STUCK, GONE = "in-sync", "behind", "stuck", "gone"
"""How a deputy stands: behind DEPUTY and STANDING. Stuck: its disk takes nothing more just now, and
nothing is copied until it does."""
ENDED = "ended"
"""Of STANDING: its host has ended the chat for everyone, and nobody carries it on."""
REACHED, CUT_OFF = "reached", "cut-off"
"""Whether people could come to a deputy, should it carry on: behind DEPUTY_REACH and REACH."""
MAINS, BATTERY = "mains", "battery"
"""What a deputy's computer runs on, where it can tell."""


class Word(StrEnum):
    """What a line is about, and what stands behind it."""

    LISTENING = "listening"
    """URL: people can come there. One line a listener."""
    KEY = "key"
    """The key in words, of the host or of a deputy."""
    LINK = "link"
    """URL that others join by; empty when nobody else can come any more."""
    NAME = "name"
    """The name on this network by which other IRC programs find the place, whoever hosts it."""
    CODE = "code"
    """The same as a join code; empty where there is none."""
    DOOR = "door"
    """URL of the page for browsers, with the secret that lets them in; two with a space between
    where it is there unencrypted (http) and encrypted (https); empty once it is closed."""
    DOOR_FAILED = "door-failed"
    """A `Failure`: that page can't be opened; empty once that is tried again."""
    DEPUTY = "deputy"
    """How a deputy stands (`in-sync`, `behind`, `stuck`, `gone`), and its key's fingerprint."""
    DEPUTY_REACH = "deputy-reach"
    """Whether a deputy is reached where it waits (`reached`, `cut-off`), the fingerprint of its
    key, and, where that is known, what it runs on (`mains`, `battery`)."""
    COPY_OF = "copy-of"
    """Of a deputy: URL of the host of which it keeps a copy; again where that is another one."""
    COPYING = "copying"
    """Of a deputy: bytes of the copy that comes."""
    STANDING = "standing"
    """Of a deputy: `in-sync` once it has all and its host waits for it, else `behind`; `ended` once
    its host has ended the chat: it keeps its copy, and waits until that is hosted again."""
    REACH = "reach"
    """Of a deputy: whether its host reaches it where it waits (`reached`, `cut-off`)."""
    APART = "apart"
    """Of a deputy: why it has no connection to its host; it tries again."""
    STUCK = "stuck"
    """Of a deputy: why it can't write what comes; it tries again, and is not in sync until then."""
    YIELDED = "yielded"
    """URL: the same place is hosted there, and this host, which ends now, has gone over to it."""
    STAYS = "stays"
    """HAND_OVER was asked for, and nobody answers who is in sync: the host goes on."""
    FAILED = "failed"
    """A `Failure`: the host did not start."""


Tell = Callable[[Word, str], object]
"""Takes a word, and what belongs to it."""


class Reason(StrEnum):
    """Why a host did not start. Those before FILES name the address that is concerned."""

    PORT_TAKEN = "port-taken"
    PORT_REFUSED = "port-refused"
    """The system lets only others listen at such a port."""
    NOT_AN_ADDRESS = "not-an-address"
    """This computer does not have it."""
    NOT_LISTENING = "not-listening"
    """Anything else; words: the system's own."""
    FILES = "files"
    """What is kept can't be used; words: why."""
    REFUSED = "refused"
    """Of a deputy: the host gives it no copy; words: why."""
    TWIN = "twin"
    """Of a deputy: the same, as another program keeps the same copy already."""
    SETTINGS = "settings"
    """What was asked for makes no sense; words: why."""


@dataclass(frozen=True, slots=True)
class DoorOrder:
    """The parent's line that opens a page for browsers, or closes it; DOOR or DOOR_FAILED answers.
    tls: the encrypted one."""

    on: bool
    tls: bool = False

    def __str__(self) -> str:
        wanted = (self.on, self.tls)
        return next(words for words, order in _DOOR_ORDERS.items() if order == wanted)


def parse_door_order(text: str) -> DoorOrder | None:
    """What such a line says; None for any other."""
    order = _DOOR_ORDERS.get(text)
    return None if order is None else DoorOrder(*order)


@dataclass(frozen=True, slots=True)
class Failure:
    """address: "host:port" or ""; words: more to show to people, nothing to be compared."""

    reason: Reason
    address: str = ""
    words: str = ""

    def __str__(self) -> str:
        return f"{self.reason} {self.address or _NOWHERE} {self.words}".rstrip()


def line(word: Word, text: object = "") -> str:
    """A line of the host, without its end."""
    return " ".join(f"{word} {text}".splitlines()).rstrip()


def tell(word: Word, text: object = "", stdout: TextIO | None = None) -> None:
    """Print such a line."""
    # In one piece: several threads tell, and without a buffer `print` writes the end of a line by
    # itself, behind what another thread has said meanwhile.
    print(f"{line(word, text)}\n", end="", file=stdout, flush=True)


def parse(said: str) -> tuple[Word, str] | None:
    """What a line of the host is about, and what stands behind; None for any other line."""
    word, _, text = said.strip().partition(" ")
    try:
        return Word(word), text
    except ValueError:
        return None


def parse_failure(text: str) -> Failure | None:
    """What stands behind FAILED; None for a reason that is not known."""
    reason, _, rest = text.partition(" ")
    address, _, words = rest.partition(" ")
    try:
        return Failure(Reason(reason), "" if address == _NOWHERE else address, words)
    except ValueError:
        return None
