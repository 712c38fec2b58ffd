"""A few people in one process: `python -m benchmarks.outliving.members FOLDER LINK NAME…`.

Reads an order a line: `event MOMENT` (something happens now), `talk`, `hush`, `short` and `tell`
(answered by a line: how they are, without and with all that stands in their windows); ends with its
input.
"""

import random
import sys
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue

from desktopchat.client.client import Client
from desktopchat.client.model import (
    ON_ITS_WAY,
    Conversation,
    Delivery,
    EntryAdded,
    EntryKind,
    Phase,
)
from desktopchat.irc.address import Address, parse_address
from desktopchat.store.person.secrets import Secrets
from desktopchat.store.person.trust import Trust

from .talk import (
    EVERY,
    LIKE,
    ROOM,
    Changed,
    Told,
    line,
    parse,
    read_orders,
    times_changed,
    words,
)

_LOOK = 0.01  # seconds
_RECENT = 500
"""Entries, the latest, that are looked through each time: among them is all that is on its way."""
_CHANGES = 0.2
"""Of what they say, after so much they change what they said before."""


class Member:
    """Somebody with a window's client, who talks unless told to be silent."""

    def __init__(self, folder: Path, there: Address, name: str) -> None:
        folder.mkdir(parents=True)
        self._name = name
        self._random = random.Random(name)
        self._said = 0
        self._changed: dict[int, int] = {}
        """How often, by the number of a message."""
        self._next = 0.0
        self._talks = False
        self._event = 0.0
        self._back: dict[str, float] = {}
        self.client = Client(
            there,
            name,
            rooms=[ROOM],
            trust=Trust(folder / "trust.json"),
            secrets=Secrets(folder / "accounts.json"),
            logbooks=folder / "logbooks",
        )
        self.client.connect()

    def live(self, now: float) -> None:
        """A moment of theirs."""
        for event in self.client.poll():
            if isinstance(event, EntryAdded):
                self._read(event.entry.text, event.entry.sender)
        room = self.client.session.model.conversation(ROOM)
        if self._talks and now >= self._next and room is not None:
            self._next = now + self._random.uniform(0.5, 1.5) * EVERY
            self._said += 1
            self.client.session.delivery.say(room, words(self._name, self._said, now))
            if self._random.random() < _CHANGES:
                self._change(room, now)

    def _change(self, room: Conversation, now: float) -> None:
        """New words for what they said last of what has arrived, which they like, or no more."""
        messages = self.client.session.messages
        recent = reversed(room.entries[-_RECENT:])
        last = next((one for one in recent if one.msgid and messages.may_edit(room, one)), None)
        said = parse(last.text) if last is not None else None
        if last is None or said is None:
            return
        number = said[0].number
        times = self._changed[number] = self._changed.get(number, 0) + 1
        messages.edit(room, last, words(self._name, number, now, times))
        messages.react(room, last, LIKE, on=times % 2 == 1)

    def _read(self, text: str, sender: str) -> None:
        said = parse(text)
        if said is not None and sender != self._name and said[1] >= self._event:
            self._back.setdefault(self.client.fingerprint, time.monotonic())

    def take(self, order: str) -> None:
        if order.startswith("event "):
            self._event = float(order.partition(" ")[2])
            self._back = {}
        elif order in ("talk", "hush"):
            self._talks = order == "talk"
            self._next = 0.0

    def tell(self, *, whole: bool) -> Told:
        """whole: with what stands in their window."""
        client = self.client
        room = client.session.model.conversation(ROOM)
        told = Told(self._name, self._said, back=self._back)
        if room is None:
            return told
        recent = room.entries[-_RECENT:]
        mine = [said[0] for one in recent if one.own and (said := parse(one.text))]
        told.waiting = sum(one.delivery in ON_ITS_WAY for one in recent)
        told.waiting += client.session.deeds.on_their_way
        told.waiting += self._said - (mine[-1].number if mine else 0)  # on the way to the disk
        told.trouble = f"{client.phase.name} {client.problem or ''}"
        if client.phase is Phase.ONLINE and room.joined:
            told.at = client.fingerprint
        for number, times in self._changed.items() if whole else ():
            told.did.append(Changed(self._name, number, times, times % 2 == 1))
        for entry in room.entries if whole else ():
            said = parse(entry.text) if entry.kind is EntryKind.MESSAGE else None
            if said is not None:
                told.view.append(said[0])
                times, liked = times_changed(entry.text), LIKE in entry.reactions
                if times or liked:
                    told.changed.append(Changed(*said[0], times, liked))
                if entry.own and entry.delivery in (Delivery.SENT, Delivery.RECEIVED):
                    told.confirmed.append(said[0].number)
        return told


def main() -> None:
    folder, link, *names = sys.argv[1:]
    people = [Member(Path(folder) / name, parse_address(link), name) for name in names]
    orders: SimpleQueue[str | None] = SimpleQueue()
    threading.Thread(target=read_orders, args=(orders,), daemon=True).start()
    while True:
        now = time.monotonic()
        for one in people:
            one.live(now)
        try:
            order = orders.get(timeout=_LOOK)
        except Empty:
            continue
        if order is None:
            break
        for one in people:
            one.take(order)
        if order in ("short", "tell"):
            print(line(people=[one.tell(whole=order == "tell").json() for one in people]))
            sys.stdout.flush()
    for one in people:
        one.client.quit(wait=0.2)


if __name__ == "__main__":
    main()
