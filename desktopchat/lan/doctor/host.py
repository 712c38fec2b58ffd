"""The way to a host and back: reached, encrypted, with the right key, and heard."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from enum import Enum, auto

from desktopchat.irc import closings, timestamps
from desktopchat.irc import fingerprint as fingerprints
from desktopchat.irc.address import Address
from desktopchat.irc.message import Message
from desktopchat.irc.numerics import RPL_TIME
from desktopchat.lan.doctor.echo import EchoResult
from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.doctor.reach import HostToReach, is_near, not_reached
from desktopchat.lan.doctor.talk import ConnectResult, HostProbe, connect
from desktopchat.lan.doctor.walls import stops_hearing, stops_hosting
from desktopchat.words import tr, trn
from desktopchat.words.lists import sentences

_SHAKE_WITHIN = 5.0  # seconds
_GREET_WITHIN = 2.0
_BACK_WITHIN = 6.0
_CLOCK_OFF = 5.0  # seconds that people would notice
_COPY_SAYS = {closings.STANDS_BY, closings.ENDED}
_UNKNOWN = ("421", "451")  # the command, or that one may not give it yet (Modern IRC)


class Served(Enum):
    CHAT = auto()
    COPY = auto()
    """A copy of one, which waits there until it has to carry on."""


def what_is_served(host: str, port: int, stop: threading.Event) -> Served | None:
    """What answers there as ours do, encrypted or not; None where nothing does."""
    for tls in (True, False):
        tried = connect([host], port, stop)
        if tried.taken is None:
            return None
        talk = HostProbe(tried.taken)
        try:
            if tls:
                talk.secure(_GREET_WITHIN)
            talk.say("CAP LS 302")  # no words: IRC
            for message in talk.hear(_is_cap, _GREET_WITHIN, stop):
                if _is_cap(message):
                    return Served.CHAT
                if message.command == "FAIL" and not _COPY_SAYS.isdisjoint(message.params):
                    return Served.COPY
        except OSError:
            continue
        finally:
            talk.close()
    return None


def _is_cap(message: Message) -> bool:
    return message.command == "CAP"


def look_at_host(asked: HostToReach, heard: EchoResult, stop: threading.Event) -> Iterator[Finding]:
    """The way there, and the way back. heard: who was heard on the network before."""
    address = asked.address
    if not asked.places:
        yield Finding(
            "name",
            Verdict.BAD,
            tr("No computer is known here by the name {host}", host=address.host),
            tr(
                "Small networks often know no names. Ask whoever hosts for the code or the address"
                " in numbers, such as 192.168.1.20."
            ),
        )
        return
    failed: list[ConnectResult] = []
    for way in address.ways:
        tried = connect(asked.places, way.port, stop)
        if tried.taken is not None:
            break
        failed.append(tried)
    else:
        if not stop.is_set():
            yield not_reached(asked, failed[0], heard)
        return
    words = tr("At {at}.", at=tried.at) if tried.at != way.host else ""
    yield Finding(
        "reached", Verdict.GOOD, tr("{authority} is reached", authority=way.authority), words
    )
    talk = HostProbe(tried.taken)
    try:
        yield from _talk(asked, way, talk, heard, tried.at, stop)
    finally:
        talk.close()


def _talk(
    asked: HostToReach,
    way: Address,
    talk: HostProbe,
    heard: EchoResult,
    at: str,
    stop: threading.Event,
) -> Iterator[Finding]:
    if way.tls:
        try:
            talk.secure(_SHAKE_WITHIN)
        except TimeoutError:
            yield Finding(
                "key",
                Verdict.BAD,
                tr("It takes the connection and then says nothing"),
                tr(
                    "The program there hangs, its computer sleeps, or something between holds back"
                    " what it says. Start the chat there again."
                ),
            )
            return
        except OSError as error:
            yield Finding(
                "key",
                Verdict.BAD,
                tr("It answers, but not encrypted as a chat does"),
                tr(
                    "Another program has this port, or something between holds the connection up "
                    "({name}). Look whether the port is right.",
                    name=error.__class__.__name__,
                ),
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
    clock, stamps, answer = said
    if clock is not None or stamps is not None:
        yield _clock(clock, stamps)
    if answer is None and clock is None and stamps is None:
        yield Finding(
            "chat",
            Verdict.BAD,
            tr("It does not talk as a chat does"),
            tr("Another program has this port. Look whether the port is right."),
        )
        return
    yield _way_back(asked, own, answer)
    if way.tls:
        yield _is_heard(asked, talk.fingerprint, heard, at)


def _key(way: Address, talk: HostProbe) -> Finding:
    shown = tr(
        "Its key in words: {words} ({version}).",
        words=fingerprints.words(talk.fingerprint),
        version=talk.version,
    )
    if not way.fingerprint:
        words = sentences(shown, tr("Whoever hosts sees the same words."))
        return Finding("key", Verdict.GOOD, tr("It is encrypted"), words)
    if fingerprints.matches(way.fingerprint, talk.fingerprint):
        return Finding("key", Verdict.GOOD, tr("It is encrypted, with the right key"), shown)
    return Finding(
        "key",
        Verdict.BAD,
        tr("It has another key than the code or link says"),
        sentences(
            shown,
            tr(
                "Either the chat was set up anew, or somebody else has this address "
                "now. Ask whoever hosts for the code or link as it is now."
            ),
        ),
    )


def _ask(
    talk: HostProbe, port: int, stop: threading.Event
) -> tuple[float | None, float | None, Message | None] | None:
    """How far its clock and the times of its messages are ahead (seconds), which is not the same
    once the clock was set back; and what it says to connecting back. None where the connection
    broke."""
    clock: float | None = None
    stamps: float | None = None
    answer: Message | None = None
    asked = time.time()
    try:
        # The time last: hosts that tell it to members only refuse as those do that know neither.
        talk.say("CAP LS 302")  # no words: IRC
        talk.say("CAP REQ :server-time", f"CONNECTBACK {port}", "TIME")  # no words: IRC
    except OSError:
        return None

    def is_last(message: Message) -> bool:
        return message.command == RPL_TIME or (answer is not None and message.command in _UNKNOWN)

    for message in talk.hear(is_last, _BACK_WITHIN, stop):
        moment = timestamps.parse(message.tags.get("time", ""))
        if moment is not None and stamps is None:
            # Half of the time it took is for the way.
            stamps = moment / 1000 - (asked + time.time()) / 2
        if message.command == RPL_TIME:
            told = timestamps.parse(message.param(-1))
            clock = None if told is None else told / 1000 - time.time()
        elif answer is None and _is_answer(message):
            answer = message
    return clock, stamps, answer


def _is_answer(message: Message) -> bool:
    return "CONNECTBACK" in message.params[:2] or message.command in _UNKNOWN


def _clock(clock: float | None, stamps: float | None) -> Finding:
    ahead = (stamps if clock is None else clock) or 0.0
    if abs(ahead) < _CLOCK_OFF:
        late = (stamps or 0.0) - ahead
        if late < _CLOCK_OFF:
            return Finding("clock", Verdict.GOOD, tr("The clocks agree"))
        return Finding(
            "clock",
            Verdict.NOTE,
            tr(
                "The times of messages are {time} ahead of the clocks, which agree",
                time=_spoken(late),
            ),
            tr(
                "The host's clock was set back while it ran, or before. Times go on from the newest"
                " message at half the pace until the clock has caught up: there is nothing to do."
            ),
        )
    much = _spoken(abs(ahead))
    if ahead > 0:
        title = tr("The host's clock is {time} ahead of this computer's", time=much)
    else:
        title = tr("The host's clock is {time} behind this computer's", time=much)
    return Finding(
        "clock",
        Verdict.NOTE,
        title,
        tr(
            "Messages carry the host's time. Set the clock that is wrong, so that times make sense."
        ),
    )


def _spoken(seconds: float) -> str:
    if seconds >= 86400:
        return trn("{n} day", "{n} days", round(seconds / 86400))
    if seconds >= 3600:
        return trn("{n} hour", "{n} hours", round(seconds / 3600))
    if seconds >= 60:
        return trn("{n} minute", "{n} minutes", round(seconds / 60))
    if seconds >= 1:
        return trn("{n} second", "{n} seconds", round(seconds))
    return tr("less than a second")


def _way_back(asked: HostToReach, own: str, answer: Message | None) -> Finding:
    check, port = "back", asked.port
    if answer is not None and answer.command == "NOTE":
        return Finding(check, Verdict.GOOD, tr("The host can connect to this computer as well"))
    code = answer.param(1) if answer is not None and answer.command == "FAIL" else ""
    tried = {
        "REFUSED": tr("It tried {address} at port {port} and was refused.", address=own, port=port),
        "SILENT": tr(
            "It tried {address} at port {port} and got no answer.", address=own, port=port
        ),
        "UNREACHABLE": tr(
            "It tried {address} at port {port} and found no way.", address=own, port=port
        ),
    }
    if code in tried:
        why = tr(
            "You can join, but nobody there could join a chat that you host: a firewall on this"
            " computer, or what is between, stops it."
        )
        if any(stops_hosting([one for one, _ in wall.blocked]) for wall in asked.walls):
            why = tr(
                "You can join, but nobody there could join a chat that you host: the firewall of"
                " this computer stops it (see above)."
            )
        elif all(wall.active is not None and not wall.unsure for wall in asked.walls):
            why = tr(
                "You can join, but nobody there could join a chat that you host: this computer's"
                " firewall would let it in, so what is between stops it, or a firewall on the"
                " host's computer."
            )
        title = tr("The host can't connect to this computer")
        return Finding(check, Verdict.BAD, title, sentences(tried[code], why))
    return Finding(
        check,
        Verdict.NOTE,
        tr("The host can't try the way back"),
        tr("It is another program than DesktopChat, or an older one."),
    )


def _is_heard(asked: HostToReach, fingerprint: str, heard: EchoResult, at: str) -> Finding:
    check = "heard"
    if any(host.has_key(fingerprint) for host in heard.hosts):
        return Finding(check, Verdict.GOOD, tr("It is listed among the chats of this network"))
    if not is_near(at, asked.cards):
        return Finding(
            check,
            Verdict.NOTE,
            tr("It is on another network, so it is not listed here"),
            tr("Lists reach as far as one network goes. Its code, link or address joins."),
        )
    words = tr(
        "What it sends to everybody (multicast and broadcast) does not arrive: a firewall on its"
        " computer, or the network's switch or Wi-Fi, drops it; or it was started so as not to be"
        " seen. Its code, link or address joins all the same."
    )
    if stops_hearing(asked.walls, asked.wanted) or heard.is_deaf:
        words = tr(
            "What it sends to everybody does not arrive: first mend what is wrong on this computer"
            " (see above), then look again. Its code, link or address joins all the same."
        )
    title = tr("It is not listed here, although it is on this network")
    return Finding(check, Verdict.BAD, title, words)
