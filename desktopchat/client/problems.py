"""Why there is no connection, or no host, as values with plain words and a next step."""

from dataclasses import dataclass
from enum import Enum, auto

from desktopchat.irc import fingerprint


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
        "Someone called {detail} is already there.",
        "Choose another name.",
    ),
    ProblemKind.BAD_NAME: (
        "The host does not allow the name {detail}.",
        "Choose another one; short, of plain letters and digits, works everywhere.",
    ),
    ProblemKind.WRONG_PASSWORD: (
        "The password is not right, or the chat needs one.",
        "Ask the person who hosts it for the password.",
    ),
    ProblemKind.NOBODY_ANSWERS: (
        "Nobody answers at {address}.",
        "Check the address, that the host is running, and that a firewall lets it through.",
    ),
    ProblemKind.UNKNOWN_HOST: (
        "No computer called {detail} was found.",
        "Check the spelling, or use its number, such as 192.168.1.20.",
    ),
    ProblemKind.NO_NETWORK: (
        "This computer can't reach {address}.",
        "Check that it is on the same network as the host.",
    ),
    ProblemKind.NOT_IRC: (
        "What answers at {address} is not a chat.",
        "Check the port: a chat usually has 6697 or 6667.",
    ),
    ProblemKind.SILENT: (
        "Something took the connection at {address}, but said nothing.",
        "Check the port: a chat usually has 6697 or 6667. If it is right, the host may be stuck.",
    ),
    ProblemKind.NOT_LET_IN: (
        "The host at {address} does not finish letting us in.",
        "Try again; if it happens again, ask the person who hosts it.",
    ),
    ProblemKind.NOT_ENCRYPTED: (
        "What answers at {address} does not encrypt.",
        "Check the port, usually 6697. If you trust the network, write irc:// before the address.",
    ),
    ProblemKind.ENCRYPTED_ONLY: (
        "{address} would not be encrypted, but the chat you know on that computer is at {detail}.",
        "Write that address. For another chat there, write ircs:// and its encrypted port.",
    ),
    ProblemKind.KEY_CHANGED: (
        "The host at {address} shows another key than before, in words {detail}.",
        "It was set up anew, or somebody is in between: compare the words with its owner's.",
    ),
    ProblemKind.WRONG_CODE: (
        "The chat at {address} is not the one that the code is for.",
        "The code is an old one, or somebody is in between: ask for the code that is shown now.",
    ),
    ProblemKind.OLD_CODE: (
        "The code is right, but nobody answers where it leads, at {address}.",
        "The host ended or moved, or a firewall is between: ask for the code that is shown now.",
    ),
    ProblemKind.BANNED: (
        "The host does not let you in.",
        "Ask the person who hosts it.",
    ),
    ProblemKind.FULL: (
        "The host takes no more people now.",
        "Try again in a little while.",
    ),
    ProblemKind.CLOSED_BY_HOST: (
        "The host closed the connection.",
        "Try again; if it happens again, ask the person who hosts it.",
    ),
    ProblemKind.REPLACED: (
        "You came in again from another window or computer.",
        "Go on there, or try again here: then the other one is left.",
    ),
    ProblemKind.LOST: (
        "The connection to {address} was lost.",
        "Check that this computer is on the network.",
    ),
    ProblemKind.PORT_TAKEN: (
        "Another program already uses {address}.",
        "Close it, or host on another port.",
    ),
    ProblemKind.PORT_REFUSED: (
        "This system does not let you listen on {address}.",
        "Host on a port over 1023.",
    ),
    ProblemKind.NOT_MY_ADDRESS: (
        "This computer can't be reached at {address}.",
        "Start the program with one of its own addresses behind --listen, or without --listen.",
    ),
    ProblemKind.HOST_FAILED: (
        "The chat could not be hosted.",
        "Try again; if it happens again, what it said may help.",
    ),
    ProblemKind.HOST_ENDED: (
        "The chat has ended: its host stopped working.",
        "Host it again; what was said is kept, and what waits is sent then.",
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


@dataclass(frozen=True, slots=True)
class Problem:
    """kind; detail: a name or the host's own words; address: "host:port" where it matters."""

    kind: ProblemKind
    detail: str = ""
    address: str = ""

    @property
    def what(self) -> str:
        """What happened, in plain words."""
        detail = self.detail or "that"
        if self.kind is ProblemKind.KEY_CHANGED:
            detail = fingerprint.words(self.detail)
        words = _WORDS[self.kind][0].format(detail=detail, address=self.address or "that address")
        if self.detail and self.kind in _QUOTED:
            words += f" It said: {self.detail.rstrip('.')}."
        return words

    @property
    def next_step(self) -> str:
        """What to do."""
        return _WORDS[self.kind][1]

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}"
