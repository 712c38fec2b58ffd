"""`desktopchat serve`: a host without a window, until somebody stops it.

Threads: the main one waits; with `attended` one more reads stdin.
"""

import contextlib
import gc
import logging
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TextIO

from desktopchat.hosting import protocol, sign
from desktopchat.hosting.protocol import DoorOrder, Failure, Reason, Tell, Word
from desktopchat.irc import fingerprint
from desktopchat.irc.address import Address
from desktopchat.store.errors import StoreError
from desktopchat.words import ENGLISH, tr, use
from desktopchat.words.lists import sentences

from .asked import Asked
from .config import HostConfig
from .deputies.deputies import Standing
from .net.listening import ListenError, Ports
from .presence import Presence
from .process import allow_descriptors, give_memory_back, on_signals, share_memory
from .server import Host

log = logging.getLogger(__name__)

_SWITCH_INTERVAL = 0.0005
"""Seconds a thread may hold the interpreter while others want it: a tenth of the default, so that
the pump is not kept waiting by busy handlers (halves its p99)."""
_COLLECT_AFTER = 20_000
"""Objects more than before at which Python looks for circles of them that nobody needs. What is
said leaves none, and makes thousands of objects that live until the pump's next round: by the
default of 700 they would be looked through again and again."""
_LOOK_EVERY = 1.0
"""Seconds between looks at whether anybody is left, when the window is gone."""
_ACCOUNTS_EVERY = 2.0
"""Seconds between looks for accounts that another process has changed; a log-in looks, too."""
_COME_BACK_WITHIN = 10.0
"""Seconds in which people come back to a host that carries on, or hosts on."""
_TIDY_EVERY = 15.0
"""Seconds between two times that unused memory is given back."""
_SPARE_DESCRIPTORS = 100
"""For listeners, files and what else is open beside the connections."""


def serve(
    config: HostConfig,
    *,
    attended: bool = False,
    stdout: TextIO | None = None,
    read_again: Callable[[], HostConfig] | None = None,
    asked: Asked | None = None,
    ports: Ports | None = None,
    carries_on: bool = False,
) -> int:
    """Run a host until SIGTERM, Ctrl-C, or, attended, the word of its window; the exit code.

    Prints the lines of `hosting.protocol`: the host's key in words, one a listener when people can
    come, then what `Presence` tells; a link is in quotes on a terminal, from where it goes into
    command lines. attended: stdin is a pipe from the window that started this process. The line
    `STOP` ends the host, `HAND_OVER` has a deputy carry on or is answered by `STAYS`, a `DoorOrder`
    opens or closes its page for browsers; the end of the file means that the window vanished, and
    the host lives on while others are connected; another window finds it by its `HostSign`, and may
    ask the same of it.
    read_again: gives the settings anew when SIGHUP comes to a host that has no terminal; what it
    raises is told, and changes nothing; without it they stay as they are. asked: of this process
    before (`follow`). ports: where those that it listens at may be kept, and are when another host
    of the place takes over. carries_on: as for `Host`. Raises ListenError.
    """
    asked = asked or Asked()
    allow_descriptors(config.max_connections + _SPARE_DESCRIPTORS)
    share_memory()
    lost, hosts_on, expects = False, True, carries_on
    while hosts_on:
        host = Host(config, ports, carries_on=carries_on)
        hosts_on = _host(host, attended, stdout, read_again, asked, ports, expects=expects)
        expects = True
        lost |= host.pump.lost > 0
    return 1 if lost else 0


def _host(
    host: Host,
    attended: bool,
    stdout: TextIO | None,
    read_again: Callable[[], HostConfig] | None,
    asked: Asked,
    ports: Ports | None,
    *,
    expects: bool,
) -> bool:
    """As `serve`, until this host ends. expects: people were there a moment ago, by another host of
    the place or an earlier one here, and come back. Whether it is to host on: it was to go over to
    another one of its place, which has not taken over what is here, and it would be nowhere else.
    Both find each other again."""
    config = host.config
    host.go_after(asked.clock())
    addresses = host.start()
    presence: Presence | None = None
    beside: sign.HostSign | None = None
    try:
        # Why it can't start is for who starts it. All later words go to IRC and into the log.
        use(ENGLISH, None)
        sys.setswitchinterval(_SWITCH_INTERVAL)
        gc.freeze()  # what a start makes stays: it need never be looked through again
        gc.set_threshold(_COLLECT_AFTER)
        on_signals(lambda: asked.to_end(hands_over=True), None if attended else asked.to_read_again)
        if attended:
            beside = sign.HostSign(config.folder, _words_of(host, addresses))
        tell = partial(_tell, stdout, beside)
        host.on_deputy = partial(_tell_deputy, tell, asked)
        host.copies.on_reach = partial(_tell_reach, tell)
        host.copies.on_yield = asked.to_yield
        host.on_ended = asked.to_be_ended
        host.heal()
        if host.key is not None:
            tell(Word.KEY, fingerprint.words(host.key.fingerprint))
        for address in addresses:
            tell(Word.LISTENING, str(address))
        presence = Presence(host, addresses, tell)
        if attended:
            asked.listen_to_window()
        waits_until = time.monotonic() + (_COME_BACK_WITHIN if expects else 0.0)
        _wait(host, presence, beside, asked, read_again, tell, waits_until)
    finally:
        goes_over_to = asked.yields_to if not asked.ends_chat else None
        try:
            if presence is not None:
                presence.close()
            if beside is not None:
                beside.remove(goes_over_to=str(goes_over_to or ""))
        finally:
            has_heir = host.stop(
                hand_over=goes_over_to is not None or (asked.hands_over and not asked.ends_chat),
                for_everyone=partial(_ends_chat, beside, asked),
                ports=ports if goes_over_to is not None else None,
            )
    asked.yields_to = goes_over_to if has_heir else None
    if goes_over_to is None:
        if asked.ended_at:
            asked.waits_for = host.copies.was_ended(asked.ended_at)
        return False
    config.listen = addresses  # what comes next here is found where this was
    if has_heir:
        host.copies.goes_on_at(goes_over_to)
        tell(Word.YIELDED, str(goes_over_to))
    elif beside is not None:
        beside.remove()
    return not (has_heir or asked.end)


def _tell(stdout: TextIO | None, beside: sign.HostSign | None, word: Word, text: str) -> None:
    """Say a line to who started the host: on its output and, to a window, by the sign."""
    if beside is not None:
        beside.hear(word, text)
    if word in (Word.LINK, Word.DOOR) and text and (stdout or sys.stdout).isatty():
        text = " ".join(f'"{one}"' for one in text.split(" "))  # & and ? mean something to a shell
    # A window that is gone does not take the room with it.
    with contextlib.suppress(OSError) if beside is not None else contextlib.nullcontext():
        protocol.tell(word, text, stdout)


def _tell_deputy(tell: Tell, asked: Asked, who: str, standing: Standing) -> None:
    asked.stirred.set()  # others are told, too
    tell(Word.DEPUTY, f"{standing.value} {who}")


def _tell_reach(tell: Tell, who: str, known: tuple[bool, str]) -> None:
    reached, power = known
    word = protocol.REACHED if reached else protocol.CUT_OFF
    tell(Word.DEPUTY_REACH, f"{word} {who} {power}".rstrip())


def _words_of(host: Host, addresses: Sequence[Address]) -> dict[str, str]:
    """What a window that comes later has to know of the host."""
    config = host.config
    return {
        sign.TITLE: config.title,
        sign.ROOM: host.first_room,
        sign.PASSWORD: config.password,
        sign.OWNER: config.opers.get(protocol.OWNER, ""),
        sign.LISTENING: str(addresses[0]),
        sign.KEY: fingerprint.words(host.key.fingerprint) if host.key is not None else "",
    }


def _switch_door(host: Host, presence: Presence, tell: Tell, order: DoorOrder) -> None:
    tell(Word.DOOR_FAILED, "")  # what an earlier try said counts no more
    try:
        if order.on:
            host.doors.open(tls=order.tls)
        else:
            host.doors.close(tls=order.tls)
    except ListenError as error:
        tell(Word.DOOR_FAILED, str(error.failure))
    except StoreError as error:
        tell(Word.DOOR_FAILED, str(Failure(Reason.FILES, words=str(error))))
    presence.look_at_door()


def _take_settings(host: Host, read_again: Callable[[], HostConfig]) -> None:
    try:
        later = host.take_settings(read_again())
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the file, the host goes on
        host.tell_operators(f"The settings stay as they were: {error}")
        log.warning("The settings stay as they were: %s", error)
        return
    words = "The settings were read again."
    if later:
        words += f" These count after a new start only: {', '.join(later)}."
    host.tell_operators(words)
    log.warning("%s", words)


def _wait(
    host: Host,
    presence: Presence,
    beside: sign.HostSign | None,
    asked: Asked,
    read_again: Callable[[], HostConfig] | None,
    tell: Tell,
    waits_until: float,
) -> None:
    """Until the end is asked for, or the window is gone and nobody is left. waits_until: when
    somebody is there again, at the latest (time.monotonic)."""
    # A wait without a time-out can't be interrupted by Ctrl-C on Windows.
    presence.look()
    tidy_at = time.monotonic() + _TIDY_EVERY
    accounts_at = 0.0
    while True:
        asked.stirred.wait(_LOOK_EVERY)
        asked.stirred.clear()
        if asked.ends_host:
            return
        presence.look()
        if time.monotonic() >= accounts_at:
            accounts_at = time.monotonic() + _ACCOUNTS_EVERY
            host.store.still_here()
            with contextlib.suppress(StoreError):  # it is looked again in a moment
                host.look_at_accounts()
        host.look_at_deputies()
        if time.monotonic() >= tidy_at:
            tidy_at = time.monotonic() + _TIDY_EVERY
            give_memory_back()
        while not asked.door.empty():
            _switch_door(host, presence, tell, asked.door.get())
        if asked.heir_by and _has_heir(host, asked, tell):
            return
        if asked.read_again and read_again is not None:
            asked.read_again = False
            _take_settings(host, read_again)
        if beside is not None and asked.vanished:
            beside.say(sign.LEFT, "yes")
            asked.of_door(beside.asked_for_door())
            left = not host.people() and time.monotonic() > waits_until
            if not _take_order(beside, asked) and left:
                return


def _take_order(beside: sign.HostSign, asked: Asked) -> bool:
    """What a later window asks for; whether one does."""
    order = beside.asked_to_end()
    if order == protocol.HAND_OVER:
        asked.to_hand_over()
    elif order:
        asked.to_end()
    return bool(order)


def _ends_chat(beside: sign.HostSign | None, asked: Asked) -> bool:
    """Whether the host that ends does so for everyone, by what it is asked until then."""
    if beside is not None:
        _take_order(beside, asked)
    return asked.ends_chat


def _has_heir(host: Host, asked: Asked, tell: Tell) -> bool:
    """Whether the host may end as its window wishes, since somebody carries on. With nobody who
    answers it goes on: the computer stays, and so do those who are there."""
    if host.copies.answering_heir() is not None:
        asked.to_end(hands_over=True)
        return True
    if time.monotonic() >= asked.heir_by:
        asked.heir_by = 0.0
        tell(Word.STAYS, "")
    return False


def follow(
    address: Address,
    config: HostConfig,
    *,
    attended: bool = False,
    stdout: TextIO | None = None,
    say: Callable[[str], object] = bool,
    asked: Asked,
    ports: Ports,
) -> HostConfig | None:
    """Keep a copy of somebody else's host until SIGTERM or Ctrl-C, or until that host goes and has
    this one carry on: then the settings to `serve` with. config: those of that host in waiting.
    attended: as for `serve`; without its window it ends, by BrokenPipeError where it had something
    to tell. asked, ports: what `serve` goes on with.

    Prints the lines of `hosting.protocol` that a deputy has. say: tells people how the copy is
    apart from its host. Raises StoreError, RefusedError, ListenError.
    """
    from .deputies.follower import Follower

    def tell(word: Word, text: str) -> None:
        protocol.tell(word, text, stdout)
        if word is Word.APART:
            say(tr("No connection to the host: {why}. It is tried again.", why=text))
        elif word is Word.STUCK:
            say(sentences(text, tr("It is tried again; until it works, nothing new is copied.")))
        elif word is Word.STANDING and text == protocol.ENDED:
            say(tr("The host has ended this chat. The copy stays, and follows it once it is back."))

    encrypted = [one for one in config.listen if one.tls]
    with Follower(address, config.folder, tell, listen=encrypted, ports=ports) as follower:
        ports.close()  # unencrypted ones of the host that this was: nobody comes to a deputy there
        tell(Word.KEY, fingerprint.words(follower.fingerprint))
        tell(Word.COPY_OF, str(follower.host))
        # A copy has no settings but its host's: whoever asks a service to read them ends nothing.
        asked.on_left = follower.stop
        on_signals(lambda: asked.to_end(hands_over=True), None if attended else bool)
        if attended:
            asked.listen_to_window()
        if asked.end:
            follower.stop()  # since before it was there
        inherited = follower.run()
    asked.on_left = bool
    if inherited is None:
        return None
    # The ports that people know, where any would have done.
    waited = iter(follower.addresses)
    config.listen = [next(waited) if one.tls else one for one in config.listen]
    asked.to_be_as(inherited, config, ports)
    asked.clock = follower.clock
    return config
