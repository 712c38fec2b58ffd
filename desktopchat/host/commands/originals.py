"""The messages that others are about: finding one in the log, and whose it is."""

import itertools

from desktopchat.host.dispatch import Call, Work
from desktopchat.host.state.people import Person
from desktopchat.irc.message import Message
from desktopchat.irc.names import CHANNEL_TYPES
from desktopchat.irc.tags import ALSO, EDIT
from desktopchat.store.events import Event, bound, direct_target
from desktopchat.store.place.host_store import HostStore

from .history import identities, readable_since

KINDS = ("PRIVMSG", "NOTICE", "TAGMSG")


def places(call: Call, name: str) -> list[str] | None:
    """Where the log may have a conversation that they are in; None where there is none."""
    person, core = call.person, call.core
    if name[:1] in CHANNEL_TYPES:
        channel = core.channel(name)
        if channel is None or not (person in channel.members or person.oper):
            return None
        return [channel.folded]
    if core.find(name) is None and not core.names.account_of(core.fold(name)):
        return None
    # What they said before they logged in is under the bare name.
    mine = dict.fromkeys((person.identity, f"~{person.folded}"))
    return [direct_target(one, other) for one in mine for other in identities(call, name)]


def find(call: Call, name: str, targets: list[str], msgid: str) -> Work:
    """Work that finds a message in them; None for one they may not know, or that is gone. It may
    have another name by now: that of the other half of the place, where both had it."""
    channel = call.core.channel(name)
    since = readable_since(call, channel) if channel else ""
    cuts = [bound(int(one.partition(":")[2])) for one in call.core.healed]
    cut = max((one for one in cuts if one < msgid), default=None)

    def look(store: HostStore) -> Event | None:
        with store.reading() as reader:
            event: Event | None = reader.log.by_msgid(targets, msgid)
            # That of a half that is being taken in just now is told in a moment.
            after = cut if store.whole.is_set() else ""
            if event is None and after is not None and msgid.isalnum():
                also = (reader.log.with_tag(one, f"{ALSO}={msgid}", after) for one in targets)
                event = next(itertools.chain.from_iterable(also), None)
        known = event is not None and event.kind in KINDS and event.msgid > since
        return event if known else None

    return look


def wrote(person: Person, event: Event, account: str) -> bool:
    """Whether it is theirs; account: that of the event, folded.

    Who has no account wrote what came by this very connection: a nick is one connection's at a
    time, so the nick it came under and the moment tell which one that was.
    """
    if account:
        return account == person.folded_account
    return event.source.partition("!")[0] == person.was_called(event.msgid)


def reactions(targets: list[str], msgid: str) -> Work:
    """Work that finds what was answered to a message by a TAGMSG."""

    def look(store: HostStore) -> list[Event]:
        with store.reading() as reader:
            found: list[Event] = reader.log.reactions(targets, msgid)
            return found

    return look


def tag(event: Event, key: str) -> str:
    """The value of one of an event's tags, "" where it has none."""
    message = Message.parse(f"@{event.tags} TAGMSG") if event.tags else None
    return message.tags.get(key, "") if message else ""


def is_edit(event: Event) -> bool:
    """Whether it is only new words for another one."""
    return f"{EDIT}=" in event.tags
