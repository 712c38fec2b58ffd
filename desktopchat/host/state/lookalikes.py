"""Who is here under a name that looks like somebody else's.

Such a name is not refused: in many scripts honest names look alike. But those who meet it are
told. Marked is who came later, and never the one to whom a name belongs. Guarded by the host's
lock.
"""

from desktopchat.irc.casemap import UNICODE, fold
from desktopchat.irc.message import escape_tag
from desktopchat.irc.tags import LOOKALIKE

from .names import Names, skeleton
from .people import Person


class LookAlikes:
    """The people who are here, by what their names look like (UTS 39, skeletons)."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._here: dict[str, dict[Person, None]] = {}
        """Skeleton -> those with such a name, in the order in which they took it."""

    def enter(self, person: Person) -> None:
        """They are here under their nick, or under a new one."""
        look = skeleton(person.nick)
        if look != person.look:
            self.leave(person)
            person.look = look
        self._here.setdefault(look, {}).setdefault(person)

    def leave(self, person: Person) -> None:
        """They are gone, or about to take another nick."""
        same = self._here.get(person.look)
        if same is not None and person in same:
            del same[person]
            if not same:
                del self._here[person.look]

    def of(self, person: Person, nick: str = "") -> str:
        """The name that theirs (or `nick`, which they could have) looks like; "" for nobody's."""
        nick = nick or person.nick
        look, own = skeleton(nick), person.folded_account
        if own and self._names.account_of(fold(nick, UNICODE)) == own:
            return ""
        for account in self._names.looking_like(look):
            if account.folded != own:
                return account.nick if skeleton(account.nick) == look else account.name
        for other in self._here.get(look, ()):
            if other is person:
                break
            if not own or other.folded_account != own:
                return other.nick
        return ""

    def tag(self, person: Person, nick: str = "") -> str:
        """The same as a tag of a line; "" for nobody's."""
        name = self.of(person, nick)
        return f"{LOOKALIKE}={escape_tag(name)}" if name else ""
