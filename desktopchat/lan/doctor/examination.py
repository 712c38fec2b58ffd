"""All that the doctor looks at, one after the other."""

import contextlib
import logging
import threading
from collections.abc import Callable, Collection, Iterator
from functools import partial
from queue import Empty, SimpleQueue

from desktopchat.irc.address import TLS_PORT, Address
from desktopchat.lan.doctor.cards import look_at_cards
from desktopchat.lan.doctor.echo import listen, look_at_echo, look_at_others
from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.doctor.host import look_at_host
from desktopchat.lan.doctor.port import look_at_port
from desktopchat.lan.doctor.reach import HostToReach
from desktopchat.lan.doctor.route import routes
from desktopchat.lan.doctor.talk import look_up
from desktopchat.lan.doctor.walls import look_at_walls, stops_hearing, stops_joining
from desktopchat.lan.firewall.asking import ask
from desktopchat.lan.firewall.packets import packets
from desktopchat.lan.firewall.survey import survey
from desktopchat.lan.interfaces import NetworkKind, all_interfaces, interfaces
from desktopchat.lan.radio import PORT
from desktopchat.words import tr

log = logging.getLogger(__name__)


def examine(
    address: Address | None = None,
    *,
    only: Collection[str] = (),
    port: int = TLS_PORT,
    heartbeat_port: int = PORT,
    stop: threading.Event | None = None,
    on_step: Callable[[str], object] = lambda _words: None,
) -> Iterator[Finding]:
    """Look at everything; a finding as soon as there is one. Takes some seconds.

    address: of a host that is missed. only: the network cards to be used, none for all. port: TCP,
    at which this computer hosts or would. stop: ends it early. on_step: is told what is being
    looked at, in plain words.
    """
    stop = stop or threading.Event()
    on_step(tr("Looking at the network cards…"))
    cards = interfaces(only)
    yield from look_at_cards(cards, chosen=bool(only))
    if not cards:
        return
    places: list[str] = []
    ways = None
    if address is not None:
        on_step(tr("Looking up {host}…", host=address.host))
        places = list(dict.fromkeys(ip for host in address.hosts for ip in look_up(host)))
        ways = routes(places, [way.port for way in address.ways], all_interfaces())
    on_step(tr("Asking the firewall of this computer…"))
    wanted = packets(port, cards, heartbeat_port, ways or None)
    walls = survey(wanted, partial(ask, stop=stop))
    yield from look_at_walls(walls, wanted)
    if stop.is_set():
        return
    on_step(tr("Listening to the network…"))
    heard = listen(only, heartbeat_port, stop)
    if stop.is_set():
        return
    stopped = [packet for wall in walls for packet, _ in wall.blocked]
    yield from look_at_echo(heard, joins=not stops_joining(stopped, wanted))
    alone = not only and all(card.reach is NetworkKind.SELF for card in cards)
    mend_first = alone or heard.is_deaf or stops_hearing(walls, wanted)
    yield from look_at_others(heard, mend_first=mend_first)
    on_step(tr("Trying port {port}…", port=port))
    yield from look_at_port(port, stop)
    if address is not None and not stop.is_set():
        on_step(tr("Trying the way to {authority} and back…", authority=address.authority))
        asked = HostToReach(address, port, cards, places, walls, wanted)
        yield from look_at_host(asked, heard, stop)


def is_well(findings: Collection[Finding]) -> bool:
    """Whether nothing is broken."""
    return all(finding.verdict is not Verdict.BAD for finding in findings)


def short_answer(findings: Collection[Finding]) -> str:
    """What was found in a line, for an error report: nothing of who or where anybody is."""
    looked = [f"{one.check} {one.verdict.value}" for one in findings]
    return f"Doctor: {', '.join(looked) or 'found nothing'}"  # no words: for who mends the program


class BackgroundExamination:
    """An examination on a thread of its own, for somebody who must not wait. how: as for
    `examine`. step: what is being looked at, "" before and after. over: whether it has ended."""

    def __init__(self, address: Address | None, *, only: Collection[str], **how: int) -> None:
        self.step, self.over = "", False
        self._stop = threading.Event()
        self._found: SimpleQueue[Finding] = SimpleQueue()
        self._address, self._only, self._how = address, only, how
        self._thread = threading.Thread(target=self._run, name="doctor", daemon=True)
        self._thread.start()

    def poll(self) -> list[Finding]:
        """What was found since the last time; never waits."""
        found = []
        with contextlib.suppress(Empty):
            while True:
                found.append(self._found.get_nowait())
        return found

    def stop(self) -> None:
        """End soon; does not wait."""
        self._stop.set()

    def _run(self) -> None:
        try:
            for finding in examine(
                self._address,
                only=self._only,
                stop=self._stop,
                on_step=self._tell,
                **self._how,
            ):
                self._found.put(finding)
        except Exception:  # whoever waits must see an end
            log.exception("The doctor gave up")
        finally:
            self.step, self.over = "", True

    def _tell(self, words: str) -> None:
        self.step = words
