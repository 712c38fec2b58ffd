"""The way to a host and back: reached, encrypted, with the right key, and heard."""

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktopchat.irc import fingerprint as fingerprints
from desktopchat.irc import timestamps
from desktopchat.irc.address import Address
from desktopchat.irc.message import Message
from desktopchat.lan.doctor.echo import Heard
from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.doctor.talk import Talk, Tried, connect, look_up
from desktopchat.lan.firewall.packets import Ip, Packet, Wall, packets_to
from desktopchat.lan.interfaces import Interface

_SHAKE_WITHIN = 5.0  # seconds
_GREET_WITHIN = 2.0
_BACK_WITHIN = 6.0
_CLOCK_OFF = 5.0  # seconds that people would notice
_UNKNOWN = ("421", "451")  # the command, or that one may not give it yet (Modern IRC)


def is_chat(host: str, port: int, stop: threading.Event) -> bool:
    """Whether something there answers as a chat does, encrypted or not."""
    for tls in (True, False):
        tried = connect([host], port, stop)
        if tried.taken is None:
            return False
        talk = Talk(tried.taken)
        try:
            if tls:
                talk.secure(_GREET_WITHIN)
            talk.say("CAP LS 302")
            for message in talk.hear(_is_cap, _GREET_WITHIN, stop):
                if _is_cap(message):
                    return True
        except OSError:
            continue
        finally:
            talk.close()
    return False


def _is_cap(message: Message) -> bool:
    return message.command == "CAP"


@dataclass(slots=True, frozen=True)
class Question:
    """address: of the host; hosts: all IP addresses that it may have. port: TCP, at which this
    computer would host. cards: those in use. walls: what its firewalls say."""

    address: Address
    hosts: Sequence[str]
    port: int
    cards: Sequence[Interface]
    walls: Sequence[Wall] = ()


def look_up_all(address: Address) -> list[str]:
    """All IP addresses that a host may have; [] where its name is not known."""
    return list(dict.fromkeys(ip for host in address.hosts for ip in look_up(host)))


def ways_to(hosts: Sequence[str], port: int, cards: Sequence[Interface]) -> list[Packet]:
    """What the firewalls of this computer have to let pass, so that it reaches a host."""
    found: list[Packet] = []
    for host in hosts:
        try:
            there = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            continue
        own = _from_here(host, port)
        card = next((card.name for card in cards if own is not None and card.owns(own)), "")
        found += packets_to(there, port, card, own)
    return found


def _from_here(host: str, port: int) -> Ip | None:
    """The address from which the system would send; nothing is sent. None: it knows no way."""
    try:
        place = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(place[0], socket.SOCK_DGRAM) as sock:
            sock.connect(place[4])
            return ipaddress.ip_address(str(sock.getsockname()[0]).partition("%")[0])
    except (OSError, ValueError):
        return None


def look_at_host(asked: Question, heard: Heard, stop: threading.Event) -> Iterator[Finding]:
    """The way there, and the way back. heard: who was heard on the network before."""
    address = asked.address
    if not asked.hosts:
        yield Finding(
            "name",
            Verdict.BAD,
            f"No computer is known here by the name {address.host}",
            "Small networks often know no names. Ask whoever hosts for the code or the address in"
            " numbers, such as 192.168.1.20.",
        )
        return
    failed: list[Tried] = []
    for way in address.ways:
        tried = connect(asked.hosts, way.port, stop)
        if tried.taken is not None:
            break
        failed.append(tried)
    else:
        if not stop.is_set():
            yield _not_reached(asked, failed[0], heard)
        return
    words = f"At {tried.at}." if tried.at != way.host else ""
    yield Finding("reached", Verdict.GOOD, f"{way.authority} is reached", words)
    talk = Talk(tried.taken)
    try:
        yield from _talk(asked, way, talk, heard, tried.at, stop)
    finally:
        talk.close()


def _not_reached(asked: Question, tried: Tried, heard: Heard) -> Finding:
    """tried: the likeliest of the ways."""
    port = asked.address.ways[0].port
    places = {*tried.refused, *tried.silent}
    stopped = [host for host in [*places, *tried.unreachable] if _is_stopped(host, asked.walls)]
    if stopped:
        return Finding(
            "reached",
            Verdict.BAD,
            f"The firewall of this computer stops the way to {min(stopped)}",
            "What it blocks, and what opens it, is said above. Open it first, then look again.",
        )
    if any(places & set(host.hosts) and host.port == port for host in heard.hosts):
        return Finding(
            "reached",
            Verdict.BAD,
            f"The chat is seen, but {next(iter(sorted(places)))} lets nobody in at port {port}",
            "A firewall on its computer stops connections. On it, run “desktopchat doctor”, which"
            " names the firewall and what opens it.",
        )
    if tried.refused:
        ports = " or ".join(str(way.port) for way in asked.address.ways)
        return Finding(
            "reached",
            Verdict.BAD,
            f"{tried.refused[0]} is there, but hosts nothing at port {ports}",
            "The chat has ended, or is at another port. Ask whoever hosts for its code or link as"
            " it is now.",
        )
    if tried.silent:
        place = tried.silent[0]
        words = (
            "The computer is off or has another address now, or a firewall there drops what comes."
            " On it, run “desktopchat doctor”, which names the firewall and what opens it."
        )
        if not _is_near(place, asked.cards):
            words = (
                f"It is on another network than this computer ({_own(asked.cards)}): what is"
                f" between must let TCP port {port} through. {words}"
            )
        return Finding("reached", Verdict.BAD, f"{place} does not answer at port {port}", words)
    if _is_near(tried.unreachable[0], asked.cards):
        return Finding(
            "reached",
            Verdict.BAD,
            f"{tried.unreachable[0]} is on this network, but can't be reached",
            "Its computer is off or has another address now, or its firewall refuses. On it, run"
            " “desktopchat doctor”, which names the firewall and what opens it.",
        )
    return Finding(
        "reached",
        Verdict.BAD,
        f"There is no way from here to {tried.unreachable[0]}",
        f"This computer is on another network ({_own(asked.cards)}). Go to the same network as the"
        " host, or have its addresses looked at: a code holds all of them.",
    )


def _talk(
    asked: Question, way: Address, talk: Talk, heard: Heard, at: str, stop: threading.Event
) -> Iterator[Finding]:
    if way.tls:
        try:
            talk.secure(_SHAKE_WITHIN)
        except TimeoutError:
            yield Finding(
                "key",
                Verdict.BAD,
                "It takes the connection and then says nothing",
                "The program there hangs, its computer sleeps, or something between holds back what"
                " it says. Start the chat there again.",
            )
            return
        except OSError as error:
            yield Finding(
                "key",
                Verdict.BAD,
                "It answers, but not encrypted as a chat does",
                f"Another program has this port, or something between holds the connection up"
                f" ({error.__class__.__name__}). Look whether the port is right.",
            )
            return
        yield _key(way, talk)
    own = talk.own_address
    back = None
    with contextlib.suppress(OSError):  # what is hosted here has it: then that is what is tried
        family = socket.AF_INET6 if ":" in own else socket.AF_INET
        back = socket.create_server((own, asked.port), family=family)
    try:
        said = _ask(talk, asked.port, stop)
    finally:
        if back is not None:
            back.close()
    if said is None:
        return
    clock, answer = said
    if clock is not None:
        yield _clock(clock)
    if answer is None and clock is None:
        yield Finding(
            "chat",
            Verdict.BAD,
            "It does not talk as a chat does",
            "Another program has this port. Look whether the port is right.",
        )
        return
    yield _way_back(asked, own, answer)
    if way.tls:
        yield _is_heard(asked, talk.fingerprint, heard, at)


def _key(way: Address, talk: Talk) -> Finding:
    shown = f"Its key in words: {fingerprints.words(talk.fingerprint)} ({talk.version})."
    if not way.fingerprint:
        words = f"{shown} Whoever hosts sees the same words."
        return Finding("key", Verdict.GOOD, "It is encrypted", words)
    if fingerprints.matches(way.fingerprint, talk.fingerprint):
        return Finding("key", Verdict.GOOD, "It is encrypted, with the right key", shown)
    return Finding(
        "key",
        Verdict.BAD,
        "It has another key than the code or link says",
        f"{shown} Either the chat was set up anew, or somebody else has this address now. Ask"
        " whoever hosts for the code or link as it is now.",
    )


def _ask(
    talk: Talk, port: int, stop: threading.Event
) -> tuple[float | None, Message | None] | None:
    """How far its clock is ahead (seconds), and what it says to connecting back; None where the
    connection broke."""
    ahead: float | None = None
    answer: Message | None = None
    asked = time.time()
    try:
        talk.say("CAP LS 302", "CAP REQ :server-time", f"CONNECTBACK {port}")
    except OSError:
        return None
    for message in talk.hear(_is_answer, _BACK_WITHIN, stop):
        moment = timestamps.parse(message.tags.get("time", ""))
        if moment is not None and ahead is None:
            # Half of the time it took is for the way.
            ahead = moment / 1000 - (asked + time.time()) / 2
        if _is_answer(message):
            answer = message
    return ahead, answer


def _is_answer(message: Message) -> bool:
    return "CONNECTBACK" in message.params[:2] or message.command in _UNKNOWN


def _clock(ahead: float) -> Finding:
    if abs(ahead) < _CLOCK_OFF:
        return Finding("clock", Verdict.GOOD, "The clocks agree")
    much = _spoken(abs(ahead))
    return Finding(
        "clock",
        Verdict.NOTE,
        f"The host's clock is {much} {'ahead of' if ahead > 0 else 'behind'} this computer's",
        "Messages carry the host's time. Set the clock that is wrong, so that times make sense.",
    )


def _spoken(seconds: float) -> str:
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "less than a second"


def _way_back(asked: Question, own: str, answer: Message | None) -> Finding:
    check, port = "back", asked.port
    if answer is not None and answer.command == "NOTE":
        return Finding(check, Verdict.GOOD, "The host can connect to this computer as well")
    code = answer.param(1) if answer is not None and answer.command == "FAIL" else ""
    if code in ("REFUSED", "SILENT", "UNREACHABLE"):
        said = {
            "REFUSED": "was refused",
            "SILENT": "got no answer",
            "UNREACHABLE": "found no way",
        }[code]
        return Finding(
            check,
            Verdict.BAD,
            "The host can't connect to this computer",
            f"It tried {own} at port {port} and {said}. You can join, but nobody there could join a"
            " chat that you host: a firewall on this computer, or what is between, stops it.",
        )
    return Finding(
        check,
        Verdict.NOTE,
        "The host can't try the way back",
        "It is another program than DesktopChat, or an older one.",
    )


def _is_heard(asked: Question, fingerprint: str, heard: Heard, at: str) -> Finding:
    check = "heard"
    if any(host.has_key(fingerprint) for host in heard.hosts):
        return Finding(check, Verdict.GOOD, "It is listed among the chats of this network")
    if not _is_near(at, asked.cards):
        return Finding(
            check,
            Verdict.NOTE,
            "It is on another network, so it is not listed here",
            "Lists reach as far as one network goes. Its code, link or address joins.",
        )
    return Finding(
        check,
        Verdict.BAD,
        "It is not listed here, although it is on this network",
        "What it sends to everybody (multicast and broadcast) does not arrive: a firewall on its"
        " computer, or the network's switch or Wi-Fi, drops it; or it was started so as not to be"
        " seen. Its code, link or address joins all the same.",
    )


def _is_stopped(host: str, walls: Sequence[Wall]) -> bool:
    ip = ipaddress.ip_address(host.partition("%")[0])
    return any(wall.stops(ip) for wall in walls)


def _is_near(host: str, cards: Sequence[Interface]) -> bool:
    try:
        ip = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return ip.is_link_local or any(card.owns(ip) for card in cards)


def _own(cards: Sequence[Interface]) -> str:
    nets = [str(own.network) for card in cards for own in card.addresses if own.version == 4]
    return ", ".join(dict.fromkeys(nets)) or "none"
