"""All that the doctor looks at, one after the other."""

import threading
from collections.abc import Callable, Collection, Iterator
from functools import partial

from desktopchat.irc.address import TLS_PORT, Address
from desktopchat.lan.doctor.cards import look_at_cards
from desktopchat.lan.doctor.echo import listen, look_at_echo, look_at_others
from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.doctor.host import Question, look_at_host
from desktopchat.lan.doctor.port import look_at_port
from desktopchat.lan.doctor.walls import look_at_walls
from desktopchat.lan.firewall.asking import ask
from desktopchat.lan.firewall.packets import packets
from desktopchat.lan.firewall.survey import survey
from desktopchat.lan.interfaces import interfaces
from desktopchat.lan.radio import PORT


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
    on_step("Looking at the network cards…")
    cards = interfaces(only)
    yield from look_at_cards(cards, chosen=bool(only))
    if not cards:
        return
    on_step("Asking the firewall of this computer…")
    wanted = packets(port, cards, heartbeat_port)
    yield from look_at_walls(survey(wanted, partial(ask, stop=stop)))
    if stop.is_set():
        return
    on_step("Listening to the network…")
    heard = listen(only, heartbeat_port, stop)
    if stop.is_set():
        return
    yield from look_at_echo(heard)
    yield from look_at_others(heard)
    on_step(f"Trying port {port}…")
    yield from look_at_port(port, stop)
    if address is not None and not stop.is_set():
        on_step(f"Trying the way to {address.authority} and back…")
        yield from look_at_host(Question(address, port, cards), heard, stop)


def is_well(findings: Collection[Finding]) -> bool:
    """Whether nothing is broken."""
    return all(finding.verdict is not Verdict.BAD for finding in findings)
