"""Why there is no connection, or no host, as values with plain words and a next step."""

from dataclasses import dataclass
from enum import Enum, auto

from desktopchat.irc import fingerprint
from desktopchat.words import tr, tr_noop
from desktopchat.words.lists import sentences


class ProblemKind(Enum):
    NAME_TAKEN = auto()
    BAD_NAME = auto()
    WRONG_PASSWORD = auto()
    NOBODY_ANSWERS = auto()
    """The connection was refused, or the time ran out."""
    UNKNOWN_HOST = auto()
    NO_NETWORK = auto()
    NOT_IRC = auto()
    SILENT = auto()
    """Something took the connection, but said nothing."""
    NOT_LET_IN = auto()
    """The host talks, but its registration never ends."""
    NOT_ENCRYPTED = auto()
    """What answers does not speak TLS."""
    ENCRYPTED_ONLY = auto()
    """Unencrypted, to a computer whose chat is met encrypted only. detail: where that is."""
    KEY_CHANGED = auto()
    """The host shows another key than it had, or than its link names. detail: its fingerprint."""
    WRONG_CODE = auto()
    """Where the join code leads is another host than the code's. detail: its fingerprint."""
    OLD_CODE = auto()
    """Where the join code leads is nobody."""
    BANNED = auto()
    FULL = auto()
    CLOSED_BY_HOST = auto()
    REPLACED = auto()
    """I came in again from elsewhere."""
    LOST = auto()
    MOVED = auto()
    """The host hands over: the chat goes on at another computer in a moment."""
    STANDS_BY = auto()
    """What answers would carry the chat on if its host died, and does not yet."""
    ENDED = auto()
    """Whoever hosted the chat has ended it for everyone, as they said or who keeps a copy of it."""
    PORT_TAKEN = auto()
    PORT_REFUSED = auto()
    """The system lets only others listen there."""
    NOT_MY_ADDRESS = auto()
    """The own host was to listen at an address that this computer does not have."""
    HOST_FAILED = auto()
    """The own host did not start."""
    HOST_ENDED = auto()
    """The own host ended by itself while it was hosting."""


_WORDS: dict[ProblemKind, tuple[str, str]] = {
    ProblemKind.NAME_TAKEN: (
        tr_noop("Someone called {detail} is already there."),
        tr_noop("Choose another name."),
    ),
    ProblemKind.BAD_NAME: (
        tr_noop("The host does not allow the name {detail}."),
        tr_noop("Choose another one; short, of plain letters and digits, works everywhere."),
    ),
    ProblemKind.WRONG_PASSWORD: (
        tr_noop("The password is not right, or the chat needs one."),
        tr_noop("Ask the person who hosts it for the password."),
    ),
    ProblemKind.NOBODY_ANSWERS: (
        tr_noop("Nobody answers at {address}."),
        tr_noop(
            "Check the address, that the host is running, and that a firewall lets it through."
        ),
    ),
    ProblemKind.MOVED: (
        tr_noop("This chat goes on at another computer."),
        tr_noop("Try again in a moment."),
    ),
    ProblemKind.STANDS_BY: (
        tr_noop("The host of this chat can't be reached."),
        tr_noop(
            "Another computer, which keeps a copy of it, carries it on soon, unless the host comes"
            " back."
        ),
    ),
    ProblemKind.ENDED: (
        tr_noop("Whoever hosted this chat has ended it."),
        tr_noop("Ask them when they host it again: you are back in it by yourself then."),
    ),
    ProblemKind.UNKNOWN_HOST: (
        tr_noop("No computer called {detail} was found."),
        tr_noop("Check the spelling, or use its number, such as 192.168.1.20."),
    ),
    ProblemKind.NO_NETWORK: (
        tr_noop("This computer can't reach {address}."),
        tr_noop("Check that it is on the same network as the host."),
    ),
    ProblemKind.NOT_IRC: (
        tr_noop("What answers at {address} is not a chat."),
        tr_noop("Check the port: a chat usually has 6697 or 6667."),
    ),
    ProblemKind.SILENT: (
        tr_noop("Something took the connection at {address}, but said nothing."),
        tr_noop(
            "Check the port: a chat usually has 6697 or 6667. If it is right, the host may be"
            " stuck."
        ),
    ),
    ProblemKind.NOT_LET_IN: (
        tr_noop("The host at {address} does not finish letting us in."),
        tr_noop("Try again; if it happens again, ask the person who hosts it."),
    ),
    ProblemKind.NOT_ENCRYPTED: (
        tr_noop("What answers at {address} does not encrypt."),
        tr_noop(
            "Check the port, usually 6697. If you trust the network, write irc:// before the"
            " address."
        ),
    ),
    ProblemKind.ENCRYPTED_ONLY: (
        tr_noop(
            "{address} would not be encrypted, but the chat you know on that computer is at"
            " {detail}."
        ),
        tr_noop(
            "Write that address. For another chat there, write ircs:// and its encrypted port."
        ),
    ),
    ProblemKind.KEY_CHANGED: (
        tr_noop("The host at {address} shows another key than before, in words {detail}."),
        tr_noop(
            "It was set up anew, or somebody is in between: compare the words with its owner's."
        ),
    ),
    ProblemKind.WRONG_CODE: (
        tr_noop("The chat at {address} is not the one that the code is for."),
        tr_noop(
            "The code is an old one, or somebody is in between: ask for the code that is shown now."
        ),
    ),
    ProblemKind.OLD_CODE: (
        tr_noop("The code is right, but nobody answers where it leads, at {address}."),
        tr_noop(
            "The host ended or moved, or a firewall is between: ask for the code that is shown now."
        ),
    ),
    ProblemKind.BANNED: (
        tr_noop("The host does not let you in."),
        tr_noop("Ask the person who hosts it."),
    ),
    ProblemKind.FULL: (
        tr_noop("The host takes no more people now."),
        tr_noop("Try again in a little while."),
    ),
    ProblemKind.CLOSED_BY_HOST: (
        tr_noop("The host closed the connection."),
        tr_noop("Try again; if it happens again, ask the person who hosts it."),
    ),
    ProblemKind.REPLACED: (
        tr_noop("You came in again from another window or computer."),
        tr_noop("Go on there, or try again here: then the other one is left."),
    ),
    ProblemKind.LOST: (
        tr_noop("The connection to {address} was lost."),
        tr_noop("Check that this computer is on the network."),
    ),
    ProblemKind.PORT_TAKEN: (
        tr_noop("Another program already uses {address}."),
        tr_noop("Close it, or host on another port."),
    ),
    ProblemKind.PORT_REFUSED: (
        tr_noop("This system does not let you listen on {address}."),
        tr_noop("Host on a port over 1023."),
    ),
    ProblemKind.NOT_MY_ADDRESS: (
        tr_noop("This computer can't be reached at {address}."),
        tr_noop(
            "Start the program with one of its own addresses behind --listen, or without --listen."
        ),
    ),
    ProblemKind.HOST_FAILED: (
        tr_noop("The chat could not be hosted."),
        tr_noop("Try again; if it happens again, what it said may help."),
    ),
    ProblemKind.HOST_ENDED: (
        tr_noop("The chat has ended: its host stopped working."),
        tr_noop("Host it again; what was said is kept, and what waits is sent then."),
    ),
}

# Where the host gave its own reason, it is worth telling.
_QUOTED = (
    ProblemKind.BANNED,
    ProblemKind.FULL,
    ProblemKind.CLOSED_BY_HOST,
    ProblemKind.HOST_FAILED,
    ProblemKind.HOST_ENDED,
)

LASTING = frozenset(
    (
        ProblemKind.NAME_TAKEN,
        ProblemKind.BAD_NAME,
        ProblemKind.WRONG_PASSWORD,
        ProblemKind.BANNED,
        ProblemKind.ENCRYPTED_ONLY,
        ProblemKind.KEY_CHANGED,
        ProblemKind.WRONG_CODE,
        ProblemKind.REPLACED,
    )
)
"""Those that trying again by itself does not mend."""

SAID_BY_HOST = frozenset(
    (
        ProblemKind.NAME_TAKEN,
        ProblemKind.BAD_NAME,
        ProblemKind.WRONG_PASSWORD,
        ProblemKind.BANNED,
        ProblemKind.FULL,
        ProblemKind.REPLACED,
    )
)
"""What only a host says that is there."""

NOBODY_THERE = frozenset(
    (
        ProblemKind.NOBODY_ANSWERS,
        ProblemKind.NO_NETWORK,
        ProblemKind.UNKNOWN_HOST,
    )
)
"""Those of a computer that is gone, or where nobody hosts any more."""

TOLD_BY_A_COPY = (ProblemKind.STANDS_BY, ProblemKind.ENDED)
"""What a computer says that keeps a copy: it is no host, and knows how the chat is."""


@dataclass(frozen=True, slots=True)
class Problem:
    """kind; detail: a name or the host's own words; address: "host:port" where it matters."""

    kind: ProblemKind
    detail: str = ""
    address: str = ""

    @property
    def what(self) -> str:
        """What happened, in plain words."""
        detail = self.detail or tr("that")
        if self.kind is ProblemKind.KEY_CHANGED:
            detail = fingerprint.words(self.detail)
        words = tr(_WORDS[self.kind][0], detail=detail, address=self.address or tr("that address"))
        if self.detail and self.kind in _QUOTED:
            return sentences(words, tr("It said: {words}.", words=self.detail.rstrip(".")))
        return words

    @property
    def next_step(self) -> str:
        """What to do."""
        return tr(_WORDS[self.kind][1])

    def __str__(self) -> str:
        return sentences(self.what, self.next_step)
