"""A channel: its members, its modes, and who may do what in it."""

from dataclasses import dataclass, field

from desktopchat.irc.modes import ModeTypes
from desktopchat.irc.names import mask_matches

from .people import Person

MODE_TYPES = ModeTypes(lists="b", always="k", when_set="l", never="imnt", prefix="ov", symbols="@+")
DEFAULT_FLAGS = "nt"
BANS_MAX = 100
_SYMBOLS = {"": "", "o": "@", "v": "+", "ov": "@+"}
"""The symbols of a member's statuses."""


@dataclass(slots=True)
class Ban:
    mask: str
    folded: str
    by: str
    moment: int


@dataclass(slots=True, eq=False)
class Channel:
    """Guarded by the host's lock. moments are milliseconds since 1970."""

    name: str
    folded: str
    created: int
    permanent: bool = False
    topic: str = ""
    topic_by: str = ""
    topic_moment: int = 0
    flags: set[str] = field(default_factory=lambda: set(DEFAULT_FLAGS))
    key: str = ""
    limit: int = 0
    bans: list[Ban] = field(default_factory=list)
    members: dict[Person, str] = field(default_factory=dict)
    """Person -> the letters of their statuses, highest first ("ov", "o", "v" or "")."""
    history: str = "all"
    """What those who come may read: "all", "joined" (since they first came), "none"."""
    joined: dict[str, int] = field(default_factory=dict)
    """Identity -> when they first came."""
    invited: set[Person] = field(default_factory=set)
    _everybody: tuple[Person, ...] | None = None

    def since(self, person: Person) -> int:
        """When they first came (an account: ever), milliseconds since 1970."""
        return self.joined.get(person.identity, 0)

    @property
    def keeps_history(self) -> bool:
        """Whether what is said is written down."""
        return self.history != "none"

    @property
    def everybody(self) -> tuple[Person, ...]:
        """The members as recipients: the same tuple until somebody comes or goes."""
        if self._everybody is None:
            self._everybody = tuple(self.members)
        return self._everybody

    def add(self, person: Person, statuses: str = "") -> None:
        self.members[person] = statuses
        self.invited.discard(person)
        self._everybody = None
        person.channels[self.folded] = self

    def remove(self, person: Person) -> None:
        self.members.pop(person, None)
        self._everybody = None
        person.channels.pop(self.folded, None)

    def forget_rules(self) -> None:
        """Everything is allowed again that is so in a new channel; the topic stays.

        Else the last to leave could lock a channel that never goes, with nobody left to open it.
        """
        self.flags = set(DEFAULT_FLAGS)
        self.key = ""
        self.limit = 0
        self.bans.clear()
        self.invited.clear()

    def set_status(self, person: Person, letter: str, on: bool) -> bool:
        """Give or take a status; whether that changed anything."""
        have = set(self.members[person])
        want = have | {letter} if on else have - {letter}
        self.members[person] = "".join(one for one in MODE_TYPES.prefix if one in want)
        return want != have

    def is_operator(self, person: Person) -> bool:
        return "o" in self.members.get(person, "")

    def prefixes(self, person: Person, every: bool) -> str:
        """The symbols before a member's name: all of them, else the highest."""
        symbols = _SYMBOLS[self.members.get(person, "")]
        return symbols if every else symbols[:1]

    def with_status(self, symbol: str) -> tuple[Person, ...]:
        """The members with at least the status of a STATUSMSG prefix."""
        letters = MODE_TYPES.prefix[: MODE_TYPES.symbols.index(symbol) + 1]
        return tuple(
            person for person, have in self.members.items() if any(c in letters for c in have)
        )

    def is_banned(self, person: Person) -> bool:
        return bool(self.bans) and any(
            mask_matches(ban.folded, person.folded_source) for ban in self.bans
        )

    def refusal(self, person: Person, moment: int) -> str:
        """Why they may not speak now, "" where they may."""
        statuses = self.members.get(person)
        if statuses:
            return ""
        if statuses is None and "n" in self.flags:
            return "Cannot send to channel: you are not in it"
        if "m" in self.flags:
            return "Cannot send to channel: only those with voice speak in it"
        if self.is_banned(person):
            return "Cannot send to channel: you are banned"
        return ""

    def mode_words(self, inside: bool) -> list[str]:
        """The modes as RPL_CHANNELMODEIS has them; the key only for those inside."""
        letters = "".join(sorted(self.flags))
        params = []
        if self.key:
            letters += "k"
            params.append(self.key if inside else "*")
        if self.limit:
            letters += "l"
            params.append(str(self.limit))
        return ["+" + letters, *params]
