"""Whether what is sent to everybody comes back, and who else is heard."""

import contextlib
import errno
import logging
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from desktopchat.lan.datagram import DroppedError, Signer, read_datagram
from desktopchat.lan.directory import Directory
from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.found import FoundHost, FoundPerson
from desktopchat.lan.radio import INTERVAL, BroadcastPath, Radio
from desktopchat.words import tr, tr_noop, trn
from desktopchat.words.lists import comma_listed, sentences
from desktopchat.words.reasons import reason

if TYPE_CHECKING:
    from desktopchat.lan.dnssd import Browser

_LISTEN = INTERVAL + 0.5  # seconds: whoever is there has said so by then
_SEND_EVERY = 0.5  # seconds: one that is lost is no finding
_NO_WAY = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL)
"""The card has no use for this kind of address; that is no fault."""
_STEP = 0.1  # seconds between looks whether to give up

log = logging.getLogger(__name__)


@dataclass(slots=True)
class EchoResult:
    """sent: the ways that were tried; back: those of them by which it came back; refused: why the
    system did not send. hosts, people: who is heard; here: the ids of those on this computer;
    by_dns: the hosts' that DNS-SD tells of. trouble: why no datagram can be heard at all."""

    sent: list[BroadcastPath] = field(default_factory=list)
    back: set[BroadcastPath] = field(default_factory=set)
    refused: dict[BroadcastPath, str] = field(default_factory=dict)
    hosts: Sequence[FoundHost] = ()
    people: Sequence[FoundPerson] = ()
    here: set[str] = field(default_factory=set)
    by_dns: set[str] = field(default_factory=set)
    trouble: str = ""

    @property
    def is_deaf(self) -> bool:
        """Whether no datagram at all came back, so that this computer itself is what is wrong."""
        return bool(self.trouble) or (bool(self.sent) and not self.back)


def listen(only: Collection[str], port: int, stop: threading.Event) -> EchoResult:
    """Ask everybody who is there, by each way, for a few seconds. only, port: as for `Radio`."""
    heard, signer = EchoResult(), Signer()
    directory = Directory(signer.id, INTERVAL, clock=None)
    radio = Radio(only, port)
    listed: SimpleQueue[FoundHost] = SimpleQueue()
    browser = None
    try:
        radio.tune()
        browser = _browse(radio, listed)
        heard.sent, heard.trouble = radio.ways(), radio.trouble
        asked: dict[int, BroadcastPath] = {}
        began = time.monotonic()
        send_at = began
        while (now := time.monotonic()) < began + _LISTEN and not stop.is_set():
            if now >= send_at:
                send_at = now + _SEND_EVERY
                for way in list(heard.sent):
                    if way not in heard.back:
                        _ask(way, signer, asked, heard)
            for key, _ in radio.selector.select(_STEP):
                for data, source in radio.receive(key.fileobj):  # type: ignore[arg-type]
                    _note(data, signer, asked, heard)
                    directory.hear(data, source, now)
        radio.send(signer.write("bye"))
        with contextlib.suppress(Empty):
            while True:
                host = listed.get_nowait()
                heard.by_dns.add(host.id)
                directory.list_host(host, time.monotonic())
        directory.refresh(time.monotonic())
        heard.hosts, heard.people = directory.hosts, directory.people
        own = {str(ip.ip) for card in radio.interfaces for ip in card.addresses}
        said = {host.id: set(host.hosts) for host in heard.hosts}
        for one in [*said, *(who.id for who in heard.people)]:
            place = directory.source_of(one)
            at = {place[0]} if place is not None else said[one]
            if {host.partition("%")[0] for host in at} <= own:
                heard.here.add(one)
    finally:
        if browser is not None:
            browser.close()
        radio.close()
    return heard


def _browse(radio: Radio, listed: "SimpleQueue[FoundHost]") -> "Browser | None":
    """Look for hosts by DNS-SD too, as the window does."""
    # Imported where it is needed: zeroconf takes longer than all else at the start.
    from desktopchat.lan.dnssd import Browser

    if not radio.interfaces:
        return None
    try:
        return Browser(radio.interfaces, listed.put, lambda _key: None)
    except OSError as error:
        log.info("DNS-SD can't be used: %s", error)
        return None


def _ask(
    way: BroadcastPath, signer: Signer, asked: dict[int, BroadcastPath], heard: EchoResult
) -> None:
    data = signer.write("seek")
    asked[read_datagram(data).n] = way
    try:
        way.send(data)
    except OSError as error:
        if error.errno in _NO_WAY:
            heard.sent.remove(way)
        else:
            heard.refused[way] = reason(error)


def _note(data: bytes, signer: Signer, asked: dict[int, BroadcastPath], heard: EchoResult) -> None:
    with contextlib.suppress(DroppedError):
        datagram = read_datagram(data)
        if datagram.sender == signer.id and datagram.n in asked:
            heard.back.add(asked[datagram.n])


def look_at_echo(heard: EchoResult, *, joins: bool = True) -> Iterator[Finding]:
    """What comes of it. joins: False where it is known that no chat can be joined from here."""
    instead = sentences(_chats(heard), tr("A code or link joins all the same.") if joins else "")
    if heard.trouble:
        yield Finding(
            "multicast",
            Verdict.BAD,
            tr("People near can't be heard"),
            sentences(
                heard.trouble,
                tr(
                    "Close that program, or choose another port in the settings (heartbeat_port),"
                    " the same one on all computers."
                ),
                instead,
            ),
        )
        return
    groups = {
        "multicast": [way for way in heard.sent if way.is_multicast],
        "broadcast": [way for way in heard.sent if not way.is_multicast],
    }
    works = any(way in heard.back for way in heard.sent)
    for check, ways in groups.items():
        if ways:
            finding = _of(check, ways, heard, works=works, instead=instead)
            if finding.verdict is Verdict.BAD:
                instead = ""  # said once
            yield finding


_NAMES = {"multicast": tr_noop("Multicast"), "broadcast": tr_noop("Broadcast")}


def _of(
    check: str, ways: list[BroadcastPath], heard: EchoResult, *, works: bool, instead: str
) -> Finding:
    """instead: what is listed or joined all the same, "" where that was said."""
    name = tr(_NAMES[check])
    lost = [way for way in ways if way not in heard.back]
    if not lost:
        return Finding(check, Verdict.GOOD, tr("{name} comes back", name=name), _where(ways))
    whys = comma_listed(sorted({heard.refused[way] for way in lost if way in heard.refused}))
    not_on = tr("Not on {ways}.", ways=_where(lost))
    if whys:
        not_on = tr("Not on {ways} (the system says: {why}).", ways=_where(lost), why=whys)
    why = tr("Something on this computer drops it, most likely a firewall.")
    if works:
        title = tr("{name} comes back on some ways only", name=name)
        if len(lost) == len(ways):
            title = tr("{name} does not come back", name=name)
        so = tr("The lists of chats and people still work by the other ways, as far as those go.")
        return Finding(check, Verdict.NOTE, title, sentences(not_on, why, so))
    so = ""
    if instead:
        so = tr("So people near are not listed here, and who is here is not listed there.")
    title = tr("{name} does not come back", name=name)
    return Finding(check, Verdict.BAD, title, sentences(not_on, why, so, instead))


def _chats(heard: EchoResult) -> str:
    """Which chats are listed without any datagram of ours."""
    if heard.by_dns:
        return tr("Chats are listed all the same: multicast DNS tells of them.")
    return tr(
        "Chats are listed only where multicast DNS (UDP port 5353) gets through; by that, none was"
        " heard."
    )


def _where(ways: Sequence[BroadcastPath]) -> str:
    cards: dict[str, list[str]] = {}
    for way in ways:
        cards.setdefault(way.interface.shown, []).append(f"IPv{way.version}")
    return comma_listed(
        [
            tr("{card} ({versions})", card=card, versions=comma_listed(list(dict.fromkeys(of))))
            for card, of in cards.items()
        ]
    )


def look_at_others(heard: EchoResult, *, mend_first: bool = False) -> Iterator[Finding]:
    """Who else is there. mend_first: whether this computer itself is why others are not heard."""
    hosts = [host for host in heard.hosts if host.id not in heard.here]
    people = [person for person in heard.people if person.id not in heard.here]
    if not hosts and not people and mend_first:
        words = tr("First mend what is wrong on this computer (see above), then look again.")
        yield Finding("nearby", Verdict.NOTE, tr("Nobody else was heard"), words)
        return
    if not hosts and not people:
        yield Finding(
            "nearby",
            Verdict.NOTE,
            tr("Nobody else was heard"),
            tr(
                "Either no other DesktopChat is open on this network, or the network keeps"
                " computers apart, as guest Wi-Fi often does. To tell which, look here on the"
                " other computer as well, or give the address or code of the chat that you miss."
            ),
        )
        return
    chats = trn("{n} chat", "{n} chats", len(hosts))
    who = trn("{n} person", "{n} people", len(people))
    names = [host.title for host in hosts] + [person.name for person in people]
    words = comma_listed(names[:_MOST])
    if more := len(names[_MOST:]):
        words = trn("{names} and {n} more", "{names} and {n} more", more, names=words)
    title = tr("Heard near: {chats}, {people}", chats=chats, people=who)
    yield Finding("nearby", Verdict.GOOD, title, words)


_MOST = 8  # names that are said
