"""A person who sends without a pause, as a process that can be killed at any moment.

    python -m tests.client.sender ADDRESS FOLDER RUN

Each message that is shown as on its way is told on standard output before anything else happens;
that is what must never be lost. Without RUN nothing is said: only what was left goes out.
"""

import sys
from pathlib import Path

from desktopchat.client.client import Client
from desktopchat.client.model import ON_ITS_WAY, EntryAdded
from desktopchat.irc.address import parse_address

ROOM = "#lab"
_AT_ONCE = 8  # messages that wait for their end at a time


def main(address: str, folder: str, run: str = "") -> None:
    client = Client(parse_address(address), "Ada", rooms=[ROOM], logbooks=Path(folder))
    client.connect()
    number = 0
    while True:
        for event in client.poll():
            if isinstance(event, EntryAdded) and event.entry.label:
                print(event.entry.text, flush=True)  # noqa: T201 - what it is for
        room = client.session.model.conversation(ROOM)
        entries = room.entries if room is not None else []
        mine = sum(e.own and e.delivery in ON_ITS_WAY for e in entries)
        if not run and room is not None and room.joined and not mine:
            client.quit()
            return
        while run and room is not None and mine < _AT_ONCE:
            number, mine = number + 1, mine + 1
            client.session.delivery.say(room, f"{run} {number}")
        client.wait(0.002)


if __name__ == "__main__":
    main(*sys.argv[1:])
