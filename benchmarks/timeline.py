"""How long the timeline takes with 100,000 messages behind it: one table of medians and p95.

Run it on a screen (or `xvfb-run`): `python -m benchmarks.timeline [MESSAGES]`. Scroll, resize and
switch are the time until Tk has laid out and drawn everything, so nothing is left for later.
"insert" is the call; the window draws once for all that came in one turn of its loop, so the cost
of drawing stands beside it for one message a turn, and for a flood of 30 a turn.
"""

import random
import statistics
import sys
import time
import tkinter as tk
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from desktopchat.client.model import (
    Conversation,
    ConversationKind,
    Entry,
    EntryKind,
    Member,
    Person,
)
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.timeline import Timeline

PEOPLE = ("Ada_Lovelace", "Grace_Hopper", "王伟", "Mía_Núñez", "Linus", "Zoë")
TARGETS = {"insert": 1.0, "scroll": 16.0, "resize": 16.0, "switch": 50.0}  # ms, p95


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
    """The time of each of `steps` calls in ms, drawing included."""
    times = []
    for index in range(steps):
        begin = time.perf_counter()
        step(index)
        finish()
        times.append((time.perf_counter() - begin) * 1000)
    return times


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    root = tk.Tk(className="DesktopChat")
    theme = Theme(root)
    timeline = Timeline(root, theme, Avatars(theme))
    timeline.pack(fill="both", expand=True)
    root.geometry("900x720+0+0")
    rooms = [conversation("#one", count, 1), conversation("#two", count, 2)]
    timeline.show(rooms[0])
    root.update()
    chance = random.Random(3)

    def insert(_index: int) -> None:
        entries = timeline.conversation.entries if timeline.conversation else []
        entry = _entry(entries[-1].number + 1, entries[-1].time + timedelta(seconds=90), chance)
        entries.append(entry)
        timeline.added(entry)

    def resize(index: int) -> None:
        root.geometry(f"{800 + index * 7 % 200}x720")

    results = {"switch": measure(40, lambda i: timeline.show(rooms[i % 2]), root.update)}
    results["insert"] = []
    results["insert, drawn"] = []
    for _ in range(500):
        call = measure(1, insert, lambda: None)[0]
        results["insert"].append(call)
        results["insert, drawn"] += [call + measure(1, lambda _i: root.update(), lambda: None)[0]]
    results["scroll"] = measure(600, lambda _i: timeline.scroll_pixels(-120), root.update)
    results["resize"] = measure(60, resize, root.update)

    flood = 2000
    begin = time.perf_counter()
    timeline.scroll_to_end()
    for index in range(flood):
        insert(index)
        if index % 30 == 29:  # a tick of the window takes about so many
            root.update()
    root.update()
    took = (time.perf_counter() - begin) * 1000

    print(f"timeline with {count:,} messages behind, ms")
    print(f"{'':15}{'median':>9}{'p95':>9}{'most':>9}{'to reach (p95)':>18}")
    for name, times in results.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        print(
            f"{name:15}{statistics.median(times):9.2f}{p95:9.2f}{max(times):9.2f}"
            + (f"{TARGETS[name]:18.0f}" if name in TARGETS else "")
        )
    print(f"{'insert, flood':15}{took / flood:9.2f}")
    print(f"live rows at the end: {len(timeline.text.numbers)}")
    root.destroy()


if __name__ == "__main__":
    main()
