"""Who waits for whom to come and go (IRCv3 MONITOR). Guarded by the host's lock."""

from collections.abc import Iterator

from desktopchat.host.capabilities import EXTENDED_MONITOR

from .people import Person


class Monitors:
    """The nicks that people watch, found from either end. Names in the index are folded."""

    def __init__(self) -> None:
        self._lists: dict[Person, dict[str, str]] = {}
        """Who watches -> the folded nicks, each as they wrote it."""
        self._watchers: dict[str, dict[Person, None]] = {}

    def add(self, person: Person, folded: str, nick: str) -> None:
        self._lists.setdefault(person, {}).setdefault(folded, nick)
        self._watchers.setdefault(folded, {})[person] = None

    def remove(self, person: Person, folded: str) -> None:
        nicks = self._lists.get(person, {})
        if nicks.pop(folded, None) is None:
            return
        if not nicks:
            del self._lists[person]
        watchers = self._watchers[folded]
        del watchers[person]
        if not watchers:
            del self._watchers[folded]

    def clear(self, person: Person) -> None:
        """They watch nobody any more."""
        for folded in list(self._lists.get(person, ())):
            self.remove(person, folded)

    def watched_by(self, person: Person) -> dict[str, str]:
        """The folded nicks that they watch, each as they wrote it."""
        return self._lists.get(person, {})

    def watchers(self, folded: str) -> tuple[Person, ...]:
        """Who watches a nick."""
        return tuple(self._watchers.get(folded, ()))

    def close_watchers(self, folded: str) -> list[Person]:
        """Who watches a nick and is told more than its coming and going (extended-monitor)."""
        return [person for person in self._watchers.get(folded, ()) if person.has(EXTENDED_MONITOR)]

    def __iter__(self) -> Iterator[tuple[Person, str]]:
        """Each watcher with each nick, folded."""
        for folded, watchers in self._watchers.items():
            for person in watchers:
                yield person, folded
