"""What people are called and whom their names look like, by nick; kept when they leave."""

from collections.abc import Callable

from desktopchat.store.person.logbook import NAMES_KEPT


class Names:
    """As last told. fold: makes a nick a key."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        self._fold = fold
        self._names: dict[str, str] = {}
        self._alike: dict[str, str] = {}

    def of(self, nick: str) -> str:
        """The name of one who is called otherwise than by the nick; "" where none is known."""
        return self._names.get(self._fold(nick), "")

    def keep(self, nick: str, name: str) -> None:
        key = self._fold(nick)
        self._names.pop(key, None)
        self._names[key] = name
        if len(self._names) > NAMES_KEPT:
            del self._names[next(iter(self._names))]

    def like(self, nick: str) -> str:
        """Whose name that one looks like, "" for nobody's."""
        return self._alike.get(self._fold(nick), "") if self._alike else ""

    def keep_like(self, nick: str, whose: str) -> None:
        key = self._fold(nick)
        if whose:
            self._alike[key] = whose
        else:
            self._alike.pop(key, None)

    def fold_anew(self) -> None:
        """What makes a nick a key has changed."""
        self._names = {self._fold(key): name for key, name in self._names.items()}
        self._alike = {self._fold(key): whose for key, whose in self._alike.items()}
