"""Sessions that follow each other on one logbook, as starts of the program do."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

from desktopchat.client.kept.logbook import Logbook
from desktopchat.client.model import Event
from tests.client.talking import Talk
from tests.waiting import wait_until

_STARTS = count(1)


class Kept(Talk):
    """A `Talk` whose session keeps what happens. `turn` is a turn of its owner."""

    def __init__(self, path: Path, name: str = "Ada", **options: object) -> None:
        super().__init__(name, session_name=secrets.token_hex(12), **options)  # type: ignore[arg-type]
        self.moment += timedelta(hours=next(_STARTS))
        self._heard: list[Event] = []
        self.book = Logbook(self.session, path)
        wait_until(lambda: self.book.ready, step=self.turn)

    def turn(self) -> None:
        self.book.take()
        events: list[Event] = [*self._pending(), *self.session.model.take_events()]
        self.events += events
        self.book.note(events)
        self.book.flush()

    def _pending(self) -> list[Event]:
        """What `hears` was given by the session, and the book has not seen."""
        fresh, self._heard = self._heard, []
        return fresh

    def hears(self, *lines: str) -> list[Event]:
        events = super().hears(*lines)
        self._heard = [*self._heard, *events]
        return events

    def on_disk(self) -> None:
        """Wait until all that was asked of the disk is done."""
        done: list[object] = []
        self.turn()
        self.book._store.write([], lambda: done.append(True))
        wait_until(lambda: done, step=self.turn)

    def says(self, text: str) -> list[str]:
        """Say it, and give the lines that are sent once it is kept."""
        conversation = next(iter(self.session.model.conversations.values()))
        self.session.delivery.say(conversation, text)
        self.on_disk()
        return self.sent()


@contextmanager
def run(path: Path, **options: object) -> Iterator[Kept]:
    """One start of the program, to its end."""
    talk = Kept(path, **options)
    try:
        yield talk
        talk.turn()
    finally:
        talk.book.close()
