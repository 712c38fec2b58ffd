"""How long the timeline takes with 100,000 messages behind it.

A program of its own (`python -m benchmarks.timeline`, on a screen), which prints its figures as
JSON: Tk and its garbage stay out of the process that measures the others. Scroll, resize and switch
are the time until Tk has laid out and drawn everything, so nothing is left for later. "insert" is
the call; the window draws once for all that came in one turn of its loop, so the cost of drawing
stands beside it for one message a turn, and for a flood of 30 a turn.
"""

import json
import random
import subprocess
import sys
import time
import tkinter as tk
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from benchmarks.chat import spread
from benchmarks.row import Effort
from desktopchat.client.model import (
    Conversation,
    ConversationKind,
    Entry,
    EntryKind,
    Member,
    Person,
)
from desktopchat.irc.seen import FEW_MOST
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.seen_marks import Reader
from desktopchat.ui.timeline.timeline import Timeline
from tests.display import started

PEOPLE = ("Ada_Lovelace", "Grace_Hopper", "王伟", "Mía_Núñez", "Linus", "Zoë")
MESSAGES = 100_000


def conversation(name: str, count: int, seed: int) -> Conversation:
    """A room with so many entries: words of all lengths, code, links, emoji, Chinese, comings."""
    chance = random.Random(seed)
    room = Conversation(name, name, ConversationKind.ROOM)
    room.members = {nick.casefold(): Member(Person(nick)) for nick in PEOPLE}
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(count):
        room.entries.append(_entry(number, begin + timedelta(minutes=2 * number), chance))
    return room


def _entry(number: int, when: datetime, chance: random.Random) -> Entry:
    who = PEOPLE[number // 3 % len(PEOPLE)]
    if chance.random() < 0.08:
        return Entry(number, EntryKind.JOIN, when, who, "")
    text = " ".join("word" * chance.randint(1, 3) for _ in range(chance.randint(1, 40)))
    text += chance.choice(["", "", "", " 早上好", " 🎉", " `code`", " https://example.test/a"])
    return Entry(number, EntryKind.MESSAGE, when, who, text)


def measure(steps: int, step: Callable[[int], object], finish: Callable[[], object]) -> list[float]:
    """The seconds of each of `steps` calls, drawing included."""
    times = []
    for index in range(steps):
        begin = time.perf_counter()
        step(index)
        finish()
        times.append(time.perf_counter() - begin)
    return times


def timeline(_effort: Effort) -> dict[str, float]:
    """insert, scroll, resize, switch (ms, p95), and flood (ms for a message, drawn)."""
    with started():
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.timeline"], stdout=subprocess.PIPE, check=True
        )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> None:
    root = tk.Tk(className="DesktopChat")
    theme = Theme(root)
    view = Timeline(root, theme, Avatars(theme))
    view.pack(fill="both", expand=True)
    root.geometry("900x720+0+0")
    rooms = [conversation("#one", MESSAGES, 1), conversation("#two", MESSAGES, 2)]
    last = rooms[0].entries[-4 * FEW_MOST :: 4]  # as many have read so far as are ever shown
    readers = [Reader(f"reader{number}", entry.time) for number, entry in enumerate(last)]
    view.seen.readers = lambda: readers
    view.show(rooms[0])
    root.update()
    chance = random.Random(3)

    def insert(_index: int) -> None:
        entries = view.conversation.entries if view.conversation else []
        entry = _entry(entries[-1].number + 1, entries[-1].time + timedelta(seconds=90), chance)
        entries.append(entry)
        view.added(entry)

    def resize(index: int) -> None:
        root.geometry(f"{800 + index * 7 % 200}x720")

    results = {"switch": measure(40, lambda i: view.show(rooms[i % 2]), root.update)}
    results["insert"] = []
    results["insert, drawn"] = []
    for _ in range(500):
        call = measure(1, insert, lambda: None)[0]
        results["insert"].append(call)
        results["insert, drawn"] += [call + measure(1, lambda _i: root.update(), lambda: None)[0]]
    results["scroll"] = measure(600, lambda _i: view.scroll_pixels(-120), root.update)
    results["resize"] = measure(60, resize, root.update)

    flood = 2000
    begin = time.perf_counter()
    view.scroll_to_end()
    for index in range(flood):
        insert(index)
        if index % 30 == 29:  # a tick of the window takes about so many
            root.update()
    root.update()
    took = time.perf_counter() - begin

    figures = {name: spread(times)["p95"] for name, times in results.items()}
    print(json.dumps(figures | {"flood": took / flood * 1000}))
    root.destroy()


if __name__ == "__main__":
    main()
