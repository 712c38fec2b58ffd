"""Who someone is (WHOIS): the answers, gathered to one line where it was asked."""

from __future__ import annotations

from desktopchat.client.model import Conversation, EntryKind
from desktopchat.client.model.model import Model
from desktopchat.client.session.gathering import RowCollector
from desktopchat.client.session.wire import Wire
from desktopchat.words import tr
from desktopchat.words.lists import comma_listed

_LINES_MOST = 50


class Whois:
    """Asks who people are; several may be asked about at once."""

    def __init__(self, model: Model, wire: Wire) -> None:
        self._model, self._wire = model, wire
        self._lines: dict[str, RowCollector[str]] = {}
        """What was told so far, by folded nick."""
        self._places: dict[str, Conversation | None] = {}
        """Where it was asked, by folded nick."""

    def ask(self, nick: str) -> None:
        """Ask who someone is; the answer comes where I am reading."""
        key = self._model.fold(nick)
        here = self._model.conversation(nick) or self._model.unread.active
        self._places[key] = here
        self._lines.pop(key, None)
        self._wire.ask("WHOIS", nick, about=here)

    def is_asked(self, nick: str) -> bool:
        return self._model.fold(nick) in self._places

    def told(self, nick: str, words: str) -> None:
        """Something about somebody, whether or not it was asked here."""
        self._lines.setdefault(self._model.fold(nick), RowCollector(_LINES_MOST)).add(words)

    def end(self, nick: str) -> None:
        """Nothing more comes about them: show it."""
        key = self._model.fold(nick)
        lines = self._lines.pop(key, RowCollector[str]()).take()
        if key not in self._places:
            return
        place = self._places.pop(key)
        if not lines:
            return
        words = tr("{name}: {words}", name=nick, words=comma_listed(lines))
        if place is not None and place in self._model.conversations.values():
            self._model.add(place, EntryKind.INFO, "", words)
        else:
            self._model.notice(words)

    def refused(self, nick: str) -> None:
        """The host does not know them."""
        self._places.pop(self._model.fold(nick), None)

    def broken(self) -> None:
        """The connection is gone, and with it what was asked on it."""
        self._lines.clear()
        self._places.clear()
