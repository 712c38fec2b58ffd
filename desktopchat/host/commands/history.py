"""What was said before: CHATHISTORY (draft/chathistory), the replay on JOIN, SEARCH (ours)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from desktopchat.host import capabilities, playback
from desktopchat.host.dispatch import Call, Steps, Work, command
from desktopchat.host.lines import Line
from desktopchat.host.state.channels import Channel
from desktopchat.irc import batch_types, references, timestamps
from desktopchat.irc.names import CHANNEL_TYPES
from desktopchat.irc.text import ctcp, parse_ctcp
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Event, bound, direct_target
from desktopchat.store.place.host_store import HostStore

PAGE_MAX = 200
"""Messages of one answer."""
_QUERY_MAX = 200
"""Characters."""
_LAST = "~"  # sorts after every msgid


class Bound(NamedTuple):
    """Between what sorts before `begin` and what sorts after `end` lies what a bound names: one
    message, or all of one moment. It is not part of the pages before and after it."""

    begin: str
    end: str


_BEGINNING = Bound("", "")


@command("CHATHISTORY", params=1)
def chathistory(call: Call) -> Steps | None:
    subcommand = call.params[0].upper()
    if subcommand == "TARGETS":
        return _targets(call)
    bounds_needed = {"LATEST": 1, "BEFORE": 1, "AFTER": 1, "AROUND": 1, "BETWEEN": 2}
    count = bounds_needed.get(subcommand, 0)
    if not count:
        _fail(call, "INVALID_PARAMS", text="Unknown subcommand")
        return None
    if not _has_params(call, 3 + count):
        return None
    bounds = [_bound(word) for word in call.params[2 : 2 + count]]
    if subcommand == "LATEST" and call.params[2] == "*":
        bounds = [_BEGINNING]
    known = [one for one in bounds if one is not None]
    limit = _limit(call.params[2 + count])
    if limit is None or len(known) < count:
        _fail(call, "INVALID_PARAMS", text="Use msgid=…, timestamp=… and a number")
        return None
    return _page(call, subcommand, known, limit)


def _page(call: Call, subcommand: str, bounds: list[Bound], limit: int) -> Steps:
    asked = call.params[1]
    place = _place(call, asked)
    if place is None:
        _fail(call, "INVALID_TARGET", asked, text="You can't read messages there")
        return
    targets, since = place
    kinds = playback.kinds_for(call.person.caps)

    def read(store: HostStore) -> list[Event]:
        with store.reading() as reader:
            log = reader.log
            first = bounds[0]
            match subcommand:
                case "LATEST":
                    after = max(first.end, since)
                    return log.latest(targets, limit, after=after or None, kinds=kinds)
                case "BEFORE":
                    found = log.before(targets, first.begin, limit, kinds=kinds)
                case "AFTER":
                    return log.after(targets, max(first.end, since), limit, kinds=kinds)
                case "AROUND":
                    found = log.around(targets, first.begin, limit, kinds=kinds)
                case _:
                    low, high = sorted(bounds)
                    newest = first is high
                    found = log.between(
                        targets, low.end, high.begin, limit, newest=newest, kinds=kinds
                    )
            return [event for event in found if event.msgid > since]

    events = yield from _reading(call, read)
    if events is not None:
        _answer(call, asked, events)


def _reading(call: Call, read: Work) -> Steps:
    """What `read` gives; None where it could not, of which they have been told."""
    try:
        found = yield read
    except StoreError as error:
        _fail(call, "MESSAGE_ERROR", text=error.plain)
        return None
    return found


def _answer(call: Call, asked: str, events: Sequence[Event]) -> None:
    channel = call.core.channel(asked)
    names = call.core.batch_names()
    if channel is not None:
        shown = channel.name
        lines = playback.lines_of(events, shown, names)
    else:
        mine, theirs = call.person.nick, call.core.called(asked)
        shown = theirs
        lines = (
            line
            for event in events
            for line in playback.lines_of([event], theirs if _is_mine(call, event) else mine, names)
        )
    call.batch(f"{batch_types.CHATHISTORY} {shown}", lines)


def _is_mine(call: Call, event: Event) -> bool:
    return bool(event.account) and call.core.fold(event.account) == call.person.folded_account


def _place(call: Call, asked: str) -> tuple[list[str], str] | None:
    """Where to look for a conversation, and the msgid after which they may read; or None."""
    person, core = call.person, call.core
    if asked[:1] in CHANNEL_TYPES:
        channel = core.channel(asked)
        if channel is None or not channel.keeps_history:
            return None
        if person not in channel.members and not person.oper:
            return None
        return [channel.folded], readable_since(call, channel)
    if not person.account:
        return None
    return [direct_target(person.folded_account, other) for other in identities(call, asked)], ""


def identities(call: Call, nick: str) -> list[str]:
    """Under which identities the log may have somebody: their account, or only the nick."""
    folded = call.core.fold(nick)
    other = call.core.find(nick)
    found = {f"~{folded}", call.core.names.account_of(folded) or folded}
    if other is not None:
        found.add(other.identity)
    return sorted(found)


def readable_since(call: Call, channel: Channel) -> str:
    """The msgid after which they may read in a channel that they are in; "" for all."""
    if channel.history != "joined" or call.person.oper:
        return ""
    return bound(channel.since(call.person))


def _targets(call: Call) -> Steps | None:
    if not _has_params(call, 4):
        return None
    words = call.params[1:]
    bounds = [
        _bound(word) for word in words[:2] if references.parse(word)[0] == references.TIMESTAMP
    ]
    limit = _limit(words[2])
    known = [one for one in bounds if one is not None]
    if limit is None or len(known) < 2:
        _fail(call, "INVALID_PARAMS", text="Use timestamp=… twice and a number")
        return None
    first, second = known
    return _list_targets(call, first, second, limit)


def _list_targets(call: Call, first: Bound, second: Bound, limit: int) -> Steps:
    """Those between the two, counted from the first."""
    person, core = call.person, call.core
    rooms = {one.folded: one.name for one in person.channels.values() if one.keeps_history}
    since = {folded: readable_since(call, core.channels[folded]) for folded in rooms}
    account = person.folded_account
    early, late = sorted((first, second))

    def read(store: HostStore) -> list[tuple[str, int]]:
        with store.reading() as reader:
            found: list[tuple[str, int]] = reader.log.targets(
                since, account, early.end, late.begin, limit, newest=first is late
            )
            return found

    found = yield from _reading(call, read)
    if found is None:
        return
    lines = []
    for target, moment in found:
        name = rooms.get(target) or core.names.shown(_other(target, account))
        body = f":{core.config.server_name} CHATHISTORY TARGETS {name} {timestamps.write(moment)}"
        lines.append(call.line(body))
    call.batch(batch_types.CHATHISTORY_TARGETS, lines)


def _other(target: str, account: str) -> str:
    one, _, two = target.partition("\0")
    return two if one == account else one


def _bound(word: str) -> Bound | None:
    """What a word stands for; None for nothing."""
    kind, value = references.parse(word)
    if kind == references.MSGID and value.isascii() and value.isalnum():
        return Bound(value, value)
    if kind == references.TIMESTAMP:
        moment = timestamps.parse(value)
        return None if moment is None else Bound(bound(moment), bound(moment) + _LAST)
    return None


def _has_params(call: Call, count: int) -> bool:
    """Whether there are just so many; else they are told."""
    if len(call.params) < count:
        _fail(call, "INVALID_PARAMS", text="Missing parameters")
    elif len(call.params) > count:
        _fail(call, "INVALID_PARAMS", text="Too many parameters")
    return len(call.params) == count


def _limit(word: str) -> int | None:
    if not (word.isascii() and word.isdigit()):
        return None
    return min(int(word[:6]), PAGE_MAX) or None


def _fail(call: Call, code: str, *context: str, text: str) -> None:
    call.fail(code, call.params[0], *context, text=text)


def replay(call: Call, channel: Channel) -> Steps:
    """Show a newcomer what was said last, where their program can't ask for it."""
    count = call.core.config.replay
    person = call.person
    if not count or person.has(capabilities.CHATHISTORY) or not channel.keeps_history:
        return
    if channel.silent and not channel.used:
        return
    since = readable_since(call, channel)
    before = bound(call.moment)

    def read(store: HostStore) -> list[Event]:
        with store.reading() as reader:
            return reader.log.before([channel.folded], before, count, kinds=playback.WORDS)

    try:
        found: list[Event] = yield read
    except StoreError:
        return
    channel.silent = not found
    events = [event for event in found if event.msgid > since]
    if not person.has(capabilities.SERVER_TIME):
        events = [_dated(event, call.moment) for event in events]
    if person in channel.members and events:
        lines = playback.lines_of(events, channel.name, call.core.batch_names())
        call.batch(f"{batch_types.CHATHISTORY} {channel.name}", lines)


def _dated(event: Event, now: int) -> Event:
    """The same words behind the time when they were said, for programs that show no other: old
    words must not pass for new ones."""
    said, today = (timestamps.when(one).astimezone() for one in (event.moment, now))
    time = f"{said:%H:%M}" if said.date() == today.date() else f"{said:%Y-%m-%d %H:%M}"
    found = parse_ctcp(event.params)
    if found is None:
        return replace(event, params=f"[{time}] {event.params}")
    return replace(event, params=ctcp(found[0], f"[{time}] {found[1]}"))


@command("SEARCH", params=2)
def search(call: Call) -> Steps:
    """SEARCH <room, nick or *> [<limit> [<before>]] :<words>; newest first, in a batch of
    desktopchat/search.

    "*" looks in all rooms that they are in and in all that was said to or by them directly.
    before: msgid=… or timestamp=…, for what is earlier than that.
    """
    asked, words = call.params[0], call.params[-1].strip()
    limit = _limit(call.params[1]) if len(call.params) > 2 else 50
    before = _bound(call.params[2]) if len(call.params) > 3 else _BEGINNING
    if not words or len(words) > _QUERY_MAX or limit is None or before is None:
        text = "Use SEARCH <room> [<number> [msgid=… or timestamp=…]] :<words>"
        call.fail("INVALID_PARAMS", asked, text=text)
        return
    rooms = {one.folded: one for one in call.person.channels.values() if one.keeps_history}
    account = call.person.folded_account
    since: dict[str, str] = {}
    if asked == "*":
        targets: list[str] | None = list(rooms)
        since = {folded: readable_since(call, one) for folded, one in rooms.items()}
    else:
        place = _place(call, asked)
        if place is None:
            call.fail("INVALID_TARGET", asked, text="You can't read messages there")
            return
        targets = place[0]
        since = dict.fromkeys(targets, place[1])

    def look(store: HostStore) -> list[Event]:
        with store.reading() as reader:
            where = targets or []
            if asked == "*" and account:
                where = where + reader.log.direct_targets(account)
            found: list[Event] = store.search.search(
                where, words, limit=limit, before=before.begin, after=since
            )
            return found

    try:
        events = yield look
    except StoreError as error:
        call.fail("MESSAGE_ERROR", asked, text=error.plain)
        return
    names = call.core.batch_names()
    lines: list[Line] = []
    for event in events:
        lines.extend(playback.lines_of([event], _called(call, event, rooms), names))
    call.batch(f"{batch_types.SEARCH} {asked}", lines)


def _called(call: Call, event: Event, rooms: dict[str, Channel]) -> str:
    """What the conversation of an event is called by who asks."""
    if "\0" not in event.target:
        channel = rooms.get(event.target)
        return channel.name if channel else event.target
    if _is_mine(call, event):
        return call.core.names.shown(_other(event.target, call.person.folded_account))
    return call.person.nick
