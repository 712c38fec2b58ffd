"""Every measurement, declared once: who takes turns, what is looked at, and what is to be reached.

A target beside peers is a ratio to the best of them; one without peers is an amount.
"""

from collections.abc import Callable
from functools import partial

from benchmarks import chat, copies, files, pictures, store, timeline, window
from benchmarks.peers import C_RELAY, DESKTOPCHAT, INSPIRCD_3, NGIRCD_26, Peer
from benchmarks.row import OURS, Effort, Figures, Measurement, Row, Side, When

SIZES = (10, 50, 200, 1000, 4000)
PACED = 100
_SERVERS = (INSPIRCD_3.name, NGIRCD_26.name)
_FLOOD = {50: 2.0, 200: 2.0, 1000: 3.0}
_OF_RELAY = {200: 0.6, 1000: 0.6}
_NGIRCD_AT_MOST = 200
"""It takes ten seconds to let 200 in, and has given up by 1,000."""


def _sides(measure: Callable[[Peer, Effort], Figures], *peers: Peer) -> tuple[Side, ...]:
    return tuple(Side(peer.name, partial(measure, peer), peer.missing) for peer in peers)


def _crowd(clients: int) -> Measurement:
    small = clients <= _NGIRCD_AT_MOST
    peers = (DESKTOPCHAT, INSPIRCD_3, *((NGIRCD_26,) if small else ()), C_RELAY)
    of = f"{clients:,} clients"
    servers = _SERVERS if small else (INSPIRCD_3.name,)
    flood = partial(Row, "flood", f"flood, {of}", "M lines/s", more=True)
    rows = [
        flood(limit=_FLOOD.get(clients), peers=servers),
        flood(limit=_OF_RELAY.get(clients), peers=(C_RELAY.name,)),
        Row("p99", f"a word in a quiet room of {of}, p99", "ms", None, (INSPIRCD_3.name,)),
    ]
    if clients >= 1000:
        known = clients == 1000
        joining = Row("joining", f"joining, {of}", "s", 1.0 if known else None, (INSPIRCD_3.name,))
        rows += [
            joining,
            Row("memory", f"memory of an idle client of {of}", "KB", 30 if known else None),
        ]
    return Measurement(
        f"crowd-{clients}",
        f"{of} come in; few words; then a flood: 8 senders, 64 messages of 80 bytes under way each",
        _sides(lambda peer, effort: chat.crowd(peer, clients, effort), *peers),
        tuple(rows),
        When.QUICK if clients == 50 else When.FULL,
    )


def _crowd_tls(clients: int) -> Measurement:
    of = f"{clients:,} clients"
    rows = [Row("flood", f"flood over TLS, {of}", "M lines/s", 1.5, (INSPIRCD_3.name,), more=True)]
    if clients >= 1000:
        rows += [Row("joining", f"joining over TLS, {of}", "s", 1.0, (INSPIRCD_3.name,))]
    return Measurement(
        f"tls-{clients}",
        "the same, encrypted",
        _sides(
            lambda peer, effort: chat.crowd(peer, clients, effort, tls=True),
            DESKTOPCHAT,
            INSPIRCD_3,
        ),
        tuple(rows),
        When.QUICK if clients == 50 else When.FULL,
    )


def _window(measure: Callable[[Effort], Figures]) -> tuple[Side, ...]:
    return (Side(OURS, measure, window.missing),)


def _archive_rows() -> list[Row]:
    rows = []
    for size in store.SIZES:
        last = size == store.SIZES[-1]
        page, search = (5.0, 50.0) if last else (None, None)
        of = f"of {size:,} messages, p95"
        rows += [
            Row(f"page of {size}", f"a page of 50 {of}", "ms", page),
            Row(f"rare word of {size}", f"search for a rare word {of}", "ms", search),
            Row(f"common word of {size}", f"search for a common word {of}", "ms", search),
            Row(f"Chinese of {size}", f"search for two Chinese characters {of}", "ms", search),
        ]
    return rows


def _start(name: str, program: Side, limit: float) -> Measurement:
    return Measurement(
        f"start-{name}",
        "from the start of the process to a window that takes keys",
        (program, Side("bare Tk", window.start_bare, window.missing)),
        (
            Row("start", f"start, {name}", "ms", limit, ("bare Tk",)),
            Row("memory", f"memory of a first page, {name}", "MB", 60),
        ),
        When.QUICK if name == "source" else When.FULL,
    )


MEASUREMENTS = (
    *map(_crowd, SIZES),
    *map(_crowd_tls, (50, 200, 1000)),
    Measurement(
        "stuck",
        f"few words to {PACED} clients, and again while one more reads nothing",
        _sides(lambda peer, effort: chat.stuck(peer, PACED, effort), DESKTOPCHAT, INSPIRCD_3),
        (
            Row("p99", f"200 words/s to {PACED} clients, p99", "ms", 1.2, (INSPIRCD_3.name,)),
            Row("stuck p99", "the same beside a stuck reader, p99", "ms", 1.2, (INSPIRCD_3.name,)),
            Row("stuck memory", "memory for a stuck reader", "MB", None, (INSPIRCD_3.name,)),
        ),
    ),
    Measurement(
        "idle-host",
        f"what a host with {PACED} clients takes of one processor while nothing happens",
        _sides(lambda peer, _effort: chat.idle(peer, PACED), DESKTOPCHAT, INSPIRCD_3),
        (
            Row("idle", f"idle host of {PACED} clients", "%", 0.1),
            Row("idle", f"idle host of {PACED} clients", "%", None, (INSPIRCD_3.name,)),
        ),
    ),
    Measurement(
        "copies",
        "50 clients talk, and flood, with another process that keeps a copy, and without",
        (Side(OURS, copies.one),),
        (
            Row("alone p99", "200 words/s to 50 clients, no copy, p99", "ms"),
            Row("with p99", "the same with a copy, p99", "ms"),
            Row("later", "later by a copy, p99", "ms", 3),
            Row("share", "flood with a copy, of that without", "x", 0.7, more=True),
        ),
    ),
    Measurement(
        "archive",
        "a host's history, from a store that grows",
        (Side(OURS, store.archive),),
        tuple(_archive_rows()),
    ),
    _start("source", Side(OURS, window.start_source, window.missing), 2.5),
    _start("built", Side(OURS, window.start_built, window.missing_built), 3.5),
    Measurement(
        "timeline",
        f"a conversation with {timeline.MESSAGES:,} messages behind",
        _window(timeline.timeline),
        (
            Row("insert", "timeline: a message comes, p95", "ms", 1),
            Row("scroll", "timeline: scroll, p95", "ms", 16),
            Row("resize", "timeline: resize, p95", "ms", 16),
            Row("switch", "timeline: another room, p95", "ms", 50),
        ),
    ),
    Measurement(
        "pictures",
        f"a room with {pictures.PICTURES:,} shared pictures, scrolled at 7,200 pixels a second",
        _window(pictures.scrolling),
        (
            Row("frame", "scroll through pictures, p95", "ms", 16),
            Row("own", "the same, of the processor", "ms"),
            Row("links", "the same with links alone, p95", "ms"),
            Row("most", "scroll through pictures: longest step", "ms"),
            Row("memory", "memory for pictures", "MB", 60),
            Row("shown", "pictures that came while they were near", "of 1,000", more=True),
        ),
        When.NAMED,
    ),
    Measurement(
        "window-flood",
        "2,000 messages a second for 10 s into a window",
        _window(window.flood),
        (
            Row("late most", "flood into a window: longest stall", "ms", 50),
            Row("late p99", "flood into a window: p99 of a timer's lateness", "ms"),
            Row("after", "flood into a window: last line seen after", "s", 1),
            Row("lost", "flood into a window: lost", "messages", 0),
        ),
    ),
    Measurement(
        "enter",
        "from Enter in one window to the words in another",
        _window(window.enter),
        (Row("p95", "Enter to the other screen, p95", "ms", 40),),
    ),
    Measurement(
        "idle-window",
        "what a window in a room takes of one processor while nothing happens",
        _window(window.idle),
        (Row("idle", "idle window", "%", 0.5),),
    ),
    Measurement(
        "file",
        "a large file over TLS, by curl",
        (Side(OURS, files.host, files.missing), Side("nginx", files.nginx, files.missing)),
        (
            Row("up", "a file up", "MB/s", 0.8, ("nginx",), more=True),
            Row("down", "a file down", "MB/s", 0.8, ("nginx",), more=True),
        ),
        When.QUICK,
    ),
    Measurement(
        "downloads",
        "the chat while 50 people download 200 MB each",
        (Side(OURS, files.downloads, files.missing),),
        (
            Row("quiet p99", "a word without downloads, p99", "ms"),
            Row("busy p99", "a word beside 50 downloads, p99", "ms"),
            Row("all", "50 downloads together", "MB/s", more=True),
            Row("memory", "memory for 50 downloads", "MB"),
        ),
        When.NAMED,
    ),
)
