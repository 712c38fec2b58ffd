"""How far people have read (IRCv3 draft/read-marker): of an account for good, else while here."""

from collections.abc import Iterable

from desktopchat.store.events import Write, bare
from desktopchat.store.place.host_store import Reader
from desktopchat.store.place.markers import rename_markers, write_marker

from .people import Person

CONVERSATIONS_MAX = 1000
"""Markers of one person."""


class ReadMarkers:
    """Guarded by the host's lock. Moments are milliseconds since 1970; 0 for nothing read.

    Conversations are named by a room's folded name, or the other person's identity.
    """

    def __init__(self) -> None:
        self._of: dict[str, dict[str, int]] = {}
        """Account -> conversation -> moment."""

    def restore(self, reader: Reader) -> None:
        for account, conversation, moment in reader.markers.all():
            self._of.setdefault(account, {})[conversation] = moment

    def get(self, person: Person, conversation: str) -> int:
        return self._all(person).get(conversation, 0)

    def has_room(self, person: Person, conversation: str) -> bool:
        """Whether there may be one more."""
        known = self._all(person)
        return conversation in known or len(known) < CONVERSATIONS_MAX

    def put(self, person: Person, conversation: str, moment: int) -> Write | None:
        """Set a marker; what is to be written down of it."""
        if not person.account:
            if person.markers is None:
                person.markers = {}
            person.markers[conversation] = moment
            return None
        self._of.setdefault(person.folded_account, {})[conversation] = moment
        return write_marker(person.folded_account, conversation, moment)

    def rename(self, conversation: str, new: str, people: Iterable[Person]) -> list[Write]:
        """A room, by its folded name, has another; people: those who may have markers there."""
        every = [*self._of.values(), *(one.markers for one in people if one.markers)]
        for known in every:
            known.pop(new, None)
            if conversation in known:
                known[new] = known.pop(conversation)
        return rename_markers(conversation, new)

    def forget(self, account: str, people: Iterable[Person]) -> None:
        """An account is no more; what others read of it is a bare name's (`forget_person`)."""
        self._of.pop(account, None)
        self.rename(account, bare(account), people)

    def _all(self, person: Person) -> dict[str, int]:
        if person.account:
            return self._of.get(person.folded_account, {})
        return person.markers or {}
