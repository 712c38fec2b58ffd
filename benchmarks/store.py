"""How long a host's store takes with a million messages behind it: one table of medians and p95.

Run it with `python -m benchmarks.store [MESSAGES]`. The files are made anew in a temporary folder
of the system, with all there is: the index of words is complete before anything is measured.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from desktopchat.store.events import Event, bound, write_event
from desktopchat.store.place.host_store import HostStore

ROOMS = 20
PAGE = 100
ROUND = 100
"""Messages of one commit, as a busy host has them."""
WORDS = 20_000
"""Different words; like in a language, the first few are in most messages."""
TARGETS = {"page": 5.0, "around": 5.0, "rare word": 50.0, "common word": 50.0,
           "two words": 50.0, "Chinese": 50.0}  # ms, median  # fmt: skip
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


def fill(store: HostStore, count: int, chance: random.Random) -> None:
    for start in range(0, count, 5000):
        numbers = range(start, min(start + 5000, count))
        store.commit([write_event(message(number, chance)) for number in numbers])
    # A search takes in what is left of the index.
    begin = time.perf_counter()
    while True:
        before = store.search._index.execute("SELECT id FROM seen").fetchone()[0]
        if before >= count:
            break
        store.search.search(["#room0"], "nothing")
    print(f"the rest of the index took {time.perf_counter() - begin:.0f} s")


def measure(times: int, step: Callable[[int], object]) -> list[float]:
    """The time of each call in ms."""
    took = []
    for number in range(times):
        begin = time.perf_counter()
        step(number)
        took.append((time.perf_counter() - begin) * 1000)
    return took


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    chance = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="desktopchat-bench-") as name:
        folder = Path(name)
        store = HostStore(folder)
        try:
            begin = time.perf_counter()
            fill(store, count, chance)
            print(f"{count:,} messages in {time.perf_counter() - begin:.0f} s")
            results = _measure(store, count, chance)
        finally:
            store.close()
        sizes = ", ".join(
            f"{path.name} {path.stat().st_size / 1e6:.0f} MB"
            for path in sorted(folder.glob("*.db"))
        )
        begin = time.perf_counter()
        HostStore(folder).close()
        results["start and end"] = [(time.perf_counter() - begin) * 1000]
    print(sizes)
    print(f"{'ms':20}{'median':>9}{'p95':>9}{'most':>9}{'to reach':>10}")
    for name, times in results.items():
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        print(
            f"{name:20}{statistics.median(times):9.2f}{p95:9.2f}{max(times):9.2f}"
            + (f"{TARGETS[name]:10.0f}" if name in TARGETS else "")
        )


def _measure(store: HostStore, count: int, chance: random.Random) -> dict[str, list[float]]:
    def before(_number: int) -> None:
        at = bound(_BEGIN + chance.randrange(count) * 100)
        with store.reading() as reader:
            reader.log.before([f"#room{chance.randrange(ROOMS)}"], at, PAGE)

    def around(_number: int) -> None:
        at = bound(_BEGIN + chance.randrange(count) * 100)
        with store.reading() as reader:
            reader.log.around([f"#room{chance.randrange(ROOMS)}"], at, PAGE)

    rooms = [f"#room{number}" for number in range(ROOMS)]

    def look(text: Callable[[], str], targets: list[str] | None = None) -> list[float]:
        return measure(50, lambda _n: store.search.search(targets or rooms, text()))

    rounds = iter(range(count, count + 100_000, ROUND))

    def commit(_number: int) -> None:
        start = next(rounds)
        store.commit([write_event(message(start + n, chance)) for n in range(ROUND)])

    return {
        "page": measure(200, before),
        "around": measure(200, around),
        "rare word": look(lambda: f"word{chance.randrange(WORDS // 2, WORDS)}"),
        "common word": look(lambda: "word0"),
        "two words": look(lambda: f"word{chance.randrange(5)} word{chance.randrange(500, 900)}"),
        "beginning of words": look(lambda: "word1"),
        "in one room": look(lambda: f"word{chance.randrange(100)}", ["#room3"]),
        "Chinese": look(lambda: chance.choice(["天气", "吃饭", "早上好"])),
        "commit of a round": measure(200, commit),
    }


if __name__ == "__main__":
    main()
