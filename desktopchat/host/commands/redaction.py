"""REDACT: taking messages away for everyone (IRCv3 draft/message-redaction)."""

import contextlib
from dataclasses import replace

from desktopchat.host import capabilities
from desktopchat.host.dispatch import Call, Steps, Work, command
from desktopchat.host.limits import KICK_REASON_MAX
from desktopchat.host.state import pins
from desktopchat.irc.filehost import PATH
from desktopchat.irc.tags import EDIT
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Event
from desktopchat.store.place.host_store import HostStore
from desktopchat.store.place.log import redact as gone
from desktopchat.store.place.shared_files import forget_mentions

from .messages import relay
from .originals import find, places, wrote


@command("REDACT", params=2, whole=True)
def redact(call: Call) -> Steps:
    """REDACT <room or nick> <msgid> [:<reason>]: one's own, or any as an operator of the room."""
    name, msgid = call.params[:2]
    targets = places(call, name)
    if targets is None:
        call.fail("INVALID_TARGET", name, text="You can't take messages away there")
        return
    event: Event | None = yield find(call, name, targets, msgid)
    if event is None:
        call.fail("UNKNOWN_MSGID", name, msgid, text="There is no such message any more")
        return
    own = wrote(call.person, event, call.core.fold(event.account))
    if not own and not _moderates(call, name, event):
        call.fail("REDACT_FORBIDDEN", name, msgid, text="You may not take this message away")
        return
    words = [event, *(yield _edits(event))]

    def forget(store: HostStore) -> None:
        store.search.forget(words)

    with contextlib.suppress(StoreError):  # nobody finds what is not in the log
        yield forget
    _take_away(call, name, words)
    if not own:
        detail = f"{msgid} of {event.source} {call.param(2)}".rstrip()
        call.core.audit(call.person, "REDACT", name, detail)


def _moderates(call: Call, name: str, event: Event) -> bool:
    """Whether they run the room where it was said.

    What was said before the room was made anew is not theirs: else the first who comes into an
    empty room that is nobody's could take its whole history away.
    """
    channel = call.core.channel(name)
    if channel is None or not channel.is_operator(call.person):
        return False
    return call.person.oper or event.moment >= channel.created


def _edits(event: Event) -> Work:
    def look(store: HostStore) -> list[Event]:
        with store.reading() as reader:
            tag = f"{EDIT}={event.msgid}"
            found: list[Event] = reader.log.with_tag(event.target, tag, event.msgid)
            return found

    return look


def _take_away(call: Call, name: str, words: list[Event]) -> None:
    """Out of the log, with the edits that came after; and tell those who have seen them."""
    core, person = call.core, call.person
    for one in words:
        for write in gone(one.target, one.msgid):
            core.wire.log(write)
        if PATH in one.params:
            core.wire.log(forget_mentions(one.target, one.msgid))
            core.files_unnamed()
    first, called = words[0], call.params[1]
    reason = call.param(2)[:KICK_REASON_MAX]
    ending = f" :{reason}" if reason else ""
    tags = core.log.add_at(call.moment, person, "REDACT", first.msgid + ending, first.target)
    if called != first.msgid:
        # Others may know it by that name alone, too.
        core.log.add_at(call.moment, person, "REDACT", called + ending, first.target)
    channel = core.channel(name)
    other = core.find(name)
    if channel is not None:
        recipients, shown = channel.everybody, channel.name
    elif other is not None and other.identity in first.target.split("\0"):
        recipients, shown = other.only, other.nick
    else:
        recipients, shown = (), name
    for one in (*words, *([replace(first, msgid=called)] if called != first.msgid else [])):
        relay(
            call,
            call.line(
                f":{person.source} REDACT {shown} {one.msgid}{ending}",
                tags=tags,
                account=person.account,
                needs=capabilities.MESSAGE_REDACTION,
                # Who knows edits has one message there, under the name of the first.
                lacks=0 if one.msgid in (first.msgid, called) else capabilities.EDIT,
            ),
            recipients,
        )
        tags = ""
    if channel is not None:
        pins.gone(core, channel, [first.msgid])
