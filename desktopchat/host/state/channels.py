"""A channel: its members, its modes, and who may do what in it."""

from dataclasses import dataclass, field

from desktopchat.irc import seen
from desktopchat.irc.modes import HOST_MODES

from .masks import Mask
from .people import Person, Seen

DEFAULT_FLAGS = "nt"
LIST_MAX = 100
"""Masks a list."""
READERS = ("all", "joined", "none")
SLOW_MAX = 24 * 3600
_OPERATORS = frozenset("qo")
_SPOKE_MAX = 1000
_NEVER = 1 << 45
"""Later than anything: who is not known to have come has nothing to read."""


def _symbols(letters: str) -> str:
    return "".join(HOST_MODES.symbols[HOST_MODES.prefix.index(one)] for one in letters)


_SYMBOLS = {letters: _symbols(letters) for letters in ("", "q", "o", "v", "qo", "qv", "ov", "qov")}
"""The symbols of a member's statuses."""


@dataclass(slots=True, frozen=True)
class Listed:
    """A mask on one of the lists. by: the nick of who put it there."""

    mask: Mask
    by: str
    moment: int


@dataclass(slots=True, frozen=True)
class Pin:
    """That a message is pinned. by: nick!user@host of who did it. moment: when."""

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
    slow: int = 0
    lists: dict[str, list[Listed]] = field(default_factory=lambda: {c: [] for c in "beI"})
    members: dict[Person, str] = field(default_factory=dict)
    """Person -> the letters of their statuses, highest first ("qo", "v" or "")."""
    grants: dict[str, str] = field(default_factory=dict)
    """Account (folded) -> the statuses it gets on coming in. A room with an owner's is kept."""
    pins: dict[str, Pin] = field(default_factory=dict)
    """The messages that are pinned, by msgid, in the order in which that was done."""
    history: str = "all"
    """What those who come may read: one of READERS, "joined" being since they first came."""
    joined: dict[str, int] = field(default_factory=dict)
    """Identity -> when they first came. Of those without an account only while they are here."""
    seen_rule: str = seen.FEW
    """Whether they see how far the others have read: one of `seen.RULES`."""
    read_until: dict[Person, Seen] = field(default_factory=dict)
    """How far members have read, of those who let others see it."""
    invited: set[Person] = field(default_factory=set)
    let_in: set[str] = field(default_factory=set)
    """Accounts (folded) that are in while it is for invited people only: if their connection or the
    host breaks off, they come back without another invitation. Not after leaving or a kick."""
    spoken: dict[Person, int] = field(default_factory=dict)
    """When members last said something, in a slow room; in ticks."""
    spoke: dict[str, int] = field(default_factory=dict)
    """The same of those who have left, by their identity: going out and in makes nobody faster."""
    knocked: dict[str | Person, int] = field(default_factory=dict)
    """Account, else the person themselves -> when they last asked to be let in, in ticks: under
    another nick they are still the one who has knocked."""
    founder: Person | None = None
    """Who has made it without an account: its owner once they have one."""
    has_past: bool = False
    """Whether something was said under its name before it was made, which is nobody's."""
    closed_since: int = 0
    """Since when not everybody may read what is said in it; 0 for an open one."""
    used: bool = False
    """Whether anything was said here that somebody may want to find again."""
    silent: bool = False
    """Whether a look into the log has found nothing that was said here, before it was `used`."""
    kept: bool = False
    """Whether it is in the database."""
    _everybody: tuple[Person, ...] | None = None

    @property
    def owned(self) -> bool:
        return any("q" in letters for letters in self.grants.values())

    @property
    def stays(self) -> bool:
        """Whether it is there also without anybody in it."""
        return self.permanent or (self.owned and self.used)

    @property
    def locked(self) -> bool:
        """Whether not everybody can come in, or know of it."""
        return bool(self.key or self.flags & {"i", "s"})

    @property
    def closed(self) -> bool:
        """Whether its rules keep somebody from reading what is said in it."""
        return (
            self.locked
            or self.history == "joined"
            or any(not one.mask.mutes for one in self.lists["b"])
        )

    def since(self, person: Person) -> int:
        """When they first came (an account: ever), milliseconds since 1970."""
        return self.joined.get(person.identity, _NEVER)

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

    def add(self, person: Person, statuses: str, moment: int) -> None:
        self.members[person] = statuses
        self.joined.setdefault(person.identity, moment)
        if person.identity in self.spoke:
            self.spoken[person] = self.spoke.pop(person.identity)
        self.invited.discard(person)
        self._everybody = None
        person.channels[self.folded] = self

    def remove(self, person: Person) -> None:
        self.members.pop(person, None)
        self.read_until.pop(person, None)
        last = self.spoken.pop(person, None)
        if last is not None and self.slow:
            self.spoke[person.identity] = last
            while len(self.spoke) > _SPOKE_MAX:
                del self.spoke[next(iter(self.spoke))]
        if self.founder is person:
            self.founder = None
        self._everybody = None
        person.channels.pop(self.folded, None)

    def forget_rules(self) -> None:
        """Everything is allowed again that is so in a new channel; the topic stays.

        Else the last to leave could lock a channel that never goes, with nobody left to open it.
        """
        self.flags = set(DEFAULT_FLAGS)
        self.key = ""
        self.limit = self.slow = 0
        self.seen_rule = seen.FEW
        self.grants.clear()
        # Who may read and who is banned stays: that locks nobody else out.
        for letter, masks in self.lists.items():
            masks[:] = [one for one in masks if letter == "b" and one.mask.folded != "*!*@*"]
        self.invited.clear()
        self.let_in.clear()

    def set_invite_only(self, on: bool) -> None:
        """It is for invited people only from now on, and those who are in it are; or for all."""
        self.let_in = {one.folded_account for one in self.members if on and one.account}

    def set_status(self, person: Person, letter: str, on: bool) -> bool:
        """Give or take a status; whether that changed anything."""
        have = set(self.members[person])
        want = have | {letter} if on else have - {letter}
        statuses = "".join(one for one in HOST_MODES.prefix if one in want)
        self.members[person] = statuses
        self.grant(person)
        return want != have

    def grant(self, person: Person) -> None:
        """What they are here they will be again, if they have an account and it has an owner."""
        account, statuses = person.folded_account, self.members.get(person, "")
        if not account or not (self.owned or "q" in statuses):
            return
        if statuses:
            self.grants[account] = statuses
        else:
            self.grants.pop(account, None)

    def forget_account(self, account: str) -> bool:
        """Take away what lets an account in or up; whether there was anything."""
        changed = self.grants.pop(account, None) is not None or account in self.let_in
        self.let_in.discard(account)
        for letter in "eI":
            masks = self.lists[letter]
            left = [one for one in masks if one.mask.account != account]
            changed = changed or len(left) < len(masks)
            masks[:] = left
        return changed

    def is_operator(self, person: Person) -> bool:
        """Whether they run the channel; those who run the host run every one."""
        return person.oper or not _OPERATORS.isdisjoint(self.members.get(person, ""))

    def is_owner(self, person: Person) -> bool:
        return person.oper or "q" in self.members.get(person, "")

    def prefixes(self, person: Person, every: bool) -> str:
        """The symbols before a member's name: all of them, else the highest."""
        symbols = _SYMBOLS[self.members.get(person, "")]
        return symbols if every else symbols[:1]

    def with_status(self, symbol: str) -> tuple[Person, ...]:
        """The members with at least the status of a STATUSMSG prefix."""
        letters = HOST_MODES.prefix[: HOST_MODES.symbols.index(symbol) + 1]
        return tuple(
            person for person, have in self.members.items() if any(c in letters for c in have)
        )

    def _listed(self, person: Person, *, mutes: bool) -> bool:
        bans = self.lists["b"]
        return (
            bool(bans)
            and any(one.mask.mutes == mutes and one.mask.matches(person) for one in bans)
            and not any(one.mask.matches(person) for one in self.lists["e"])
        )

    def is_banned(self, person: Person) -> bool:
        return self._listed(person, mutes=False)

    def silences(self, person: Person) -> bool:
        """Whether a ban or a mute keeps a member from speaking."""
        return not self.members.get(person) and (
            self.is_banned(person) or self._listed(person, mutes=True)
        )

    def is_expected(self, person: Person) -> bool:
        """Whether they need no invitation."""
        if person.account and person.folded_account in self.let_in:
            return True
        return any(one.mask.matches(person) for one in self.lists["I"])

    def refusal(self, person: Person) -> str:
        """Why they may not speak, "" where they may."""
        statuses = self.members.get(person)
        if statuses or person.oper:
            return ""
        if statuses is None and "n" in self.flags:
            return "Cannot send to channel: you are not in it"
        if "m" in self.flags:
            return "Cannot send to channel: only those with voice speak in it"
        if self.lists["b"]:
            if self.is_banned(person):
                return "Cannot send to channel: you are banned"
            if self._listed(person, mutes=True):
                return "Cannot send to channel: you are muted"
        return ""

    def must_wait(self, person: Person, now: int) -> int:
        """Seconds until they may say something again, in a slow channel; 0 for now, which is
        remembered."""
        if not self.slow or self.members.get(person) or person.oper:
            return 0
        last = self.spoken.get(person)
        if last is not None and now < last + self.slow * 1000:
            return -((now - last - self.slow * 1000) // 1000)
        self.spoken[person] = now
        return 0

    def mode_words(self, inside: bool) -> list[str]:
        """The modes as RPL_CHANNELMODEIS has them; the key only for those `inside`."""
        letters = "".join(sorted(self.flags))
        params = []
        if self.history != READERS[0]:
            letters += "H"
            params.append(self.history)
        if self.seen_rule != seen.FEW:
            letters += "S"
            params.append(self.seen_rule)
        if self.slow:
            letters += "f"
            params.append(str(self.slow))
        if self.key:
            letters += "k"
            params.append(self.key if inside else "*")
        if self.limit:
            letters += "l"
            params.append(str(self.limit))
        return ["+" + letters, *params]
