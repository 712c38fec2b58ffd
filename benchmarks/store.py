"""How long a host's store takes with many messages behind it.

The files are made anew in a temporary folder of the system, with all there is: the index of words
is complete before anything is measured. The store grows, and is measured at each tenth power.
"""

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.chat import spread
from benchmarks.row import Effort
from desktopchat.store.events import Event, bound, write_event
from desktopchat.store.place.host_store import HostStore

ROOMS = 20
SIZES = (10_000, 100_000, 1_000_000)
PAGE = 50
WORDS = 20_000
"""Different words; like in a language, the first few are in most messages."""
_BEGIN = 1_700_000_000_000
_CHINESE = ("早上好", "今天天气很好", "我们去吃饭吧", "明天见")


def message(number: int, chance: random.Random) -> Event:
    words = [f"word{int(WORDS * chance.random() ** 4)}" for _ in range(chance.randint(2, 18))]
    if chance.random() < 0.05:
        words.append(chance.choice(_CHINESE))
    moment = _BEGIN + number * 100
    msgid = f"{bound(moment)}{number % 10_000:04d}0123456789ab"
    room = f"#room{chance.randrange(ROOMS)}"
    source = f"nick{chance.randrange(200)}!user@127.0.0.1"
    return Event(msgid, moment, room, "PRIVMSG", source, "", " ".join(words))


def archive(effort: Effort) -> dict[str, float]:
    """ "{figure} of {messages}" -> ms, p95: a page, and searches."""
    chance = random.Random(1)
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="desktopchat-bench-") as name:
        store = HostStore(Path(name))
        try:
            count = 0
            for size in (size for size in SIZES if size <= effort.messages):
                _fill(store, range(count, size), chance)
                count = size
                for figure, times in _measure(store, count, chance).items():
                    found[f"{figure} of {count}"] = spread(times)["p95"]
        finally:
            store.close()
    return found


def _fill(store: HostStore, numbers: range, chance: random.Random) -> None:
    for start in range(numbers.start, numbers.stop, 5000):
        some = range(start, min(start + 5000, numbers.stop))
        store.commit([write_event(message(number, chance)) for number in some])
    # A search takes in what is left of the index.
    while store.search._index.execute("SELECT id FROM seen").fetchone()[0] < numbers.stop:
        store.search.search(["#room0"], "nothing")


def _times(count: int, step: Callable[[], object]) -> list[float]:
    """The seconds of each call."""
    took = []
    for _ in range(count):
        begin = time.perf_counter()
        step()
        took.append(time.perf_counter() - begin)
    return took


def _measure(store: HostStore, count: int, chance: random.Random) -> dict[str, list[float]]:
    def before() -> None:
        at = bound(_BEGIN + chance.randrange(count) * 100)
        with store.reading() as reader:
            reader.log.before([f"#room{chance.randrange(ROOMS)}"], at, PAGE)

    rooms = [f"#room{number}" for number in range(ROOMS)]

    def look(text: Callable[[], str]) -> list[float]:
        return _times(50, lambda: store.search.search(rooms, text()))

    return {
        "page": _times(200, before),
        "rare word": look(lambda: f"word{chance.randrange(WORDS // 2, WORDS)}"),
        "common word": look(lambda: "word0"),
        "two words": look(lambda: f"word{chance.randrange(5)} word{chance.randrange(500, 900)}"),
        "Chinese": look(lambda: chance.choice(["天气", "吃饭", "早上好"])),
    }
