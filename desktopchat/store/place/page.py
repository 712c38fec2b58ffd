"""What was said, as one HTML page: rooms in a list at the side, days, names, and a search field.

The page needs nothing from elsewhere and says so to the browser (Content-Security-Policy), which
runs only the script written here. It is written as it is read, so a long log takes little memory;
the browser lays out a day when it comes into view (content-visibility), so it opens fast.
"""

import base64
import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TextIO

from desktopchat.irc import timestamps
from desktopchat.irc.message import parse_tags
from desktopchat.irc.names import room_title
from desktopchat.irc.tags import EDIT, REACT, UNREACT, reply_to
from desktopchat.irc.text import parse_ctcp
from desktopchat.store.events import Event
from desktopchat.words import language, tr
from desktopchat.words.lists import comma_listed, listed

from .page_parts import SCRIPT, STYLE

Every = Callable[[Sequence[str]], Iterable[tuple[Event, bool]]]
"""Reads the events of conversations, one after the other, and whether each is redacted."""

_WORDS = ("PRIVMSG", "NOTICE")
_QUOTE = 120  # characters
_HUES = 12
_ROW_HEIGHT = 24  # pixels, about; until a day is laid out
_FORMATS = re.compile(
    "\x03(?:\\d{1,2}(?:,\\d{1,2})?)?|\x04[0-9A-Fa-f]{0,6}|[\x00-\x09\x0b-\x1f\x7f]"
)
_LINK = re.compile(r"""https?://[^\s<>"']+[^\s<>"'.,;:!?)\]]""")


@dataclass(slots=True)
class _About:
    """What later events say about earlier ones of a conversation, by msgid."""

    edits: dict[str, str] = field(default_factory=dict)
    reactions: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    quoted: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Nick and words of those that are replied to; "" until they are known."""


def write_page(out: TextIO, title: str, targets: Sequence[str], every: Every) -> int:
    """Write the page; how many events it tells. Raises what `out` and `every` raise."""
    spoken = language().replace("_", "-")
    search, found = escape(tr("Search")), escape(tr("{n} found", n="#"))
    out.write(
        f"<!doctype html>\n<html lang='{spoken}'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; "
        f"style-src '{_digest(STYLE)}'; script-src '{_digest(SCRIPT)}'\">"
        f"<meta name='referrer' content='no-referrer'><title>{escape(title)}</title>"
        f"<style>{STYLE}</style></head>\n<body><nav><h1>{escape(title)}</h1>"
        f"<input type='search' id='find' placeholder='{search}' aria-label='{search}' hidden>"
        f"<p id='found' role='status' data-words='{found}'></p><ul>\n"
    )
    for number, target in enumerate(targets):
        out.write(f"<li><a href='#c{number}'>{escape(_title(target))}</a></li>\n")
    out.write("</ul></nav>\n<main>\n")
    count = 0
    for number, target in enumerate(targets):
        about = _look_ahead(every((target,)))
        out.write(f"<section id='c{number}'><h2>{escape(_title(target))}</h2>\n")
        count += _write_days(out, every((target,)), about)
        out.write("</section>\n")
    if not targets:
        none = escape(tr("Nothing was said yet."))
        out.write(f"<p class='none'>{none}</p>")
    out.write(f"</main><script>{SCRIPT}</script></body></html>\n")
    return count


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _title(target: str) -> str:
    if "\0" in target:
        return listed([name.removeprefix("~") for name in target.split("\0")])
    return room_title(target)


def _look_ahead(events: Iterable[tuple[Event, bool]]) -> _About:
    about = _About()
    for event, redacted in events:
        if redacted or not event.tags:
            continue
        tags = parse_tags(event.tags)
        if EDIT in tags:
            about.edits[tags[EDIT]] = event.params
        elif event.kind == "TAGMSG":
            _react(about, _nick(event), tags)
        elif reply_to(tags):
            about.quoted[reply_to(tags)] = ("", "")
    return about


def _react(about: _About, nick: str, tags: dict[str, str]) -> None:
    given = about.reactions.setdefault(reply_to(tags), {})
    if REACT in tags and nick not in given.get(tags[REACT], ()):
        given.setdefault(tags[REACT], []).append(nick)
    if UNREACT in tags and nick in given.get(tags[UNREACT], ()):
        given[tags[UNREACT]].remove(nick)
        if not given[tags[UNREACT]]:
            del given[tags[UNREACT]]


def _write_days(out: TextIO, events: Iterable[tuple[Event, bool]], about: _About) -> int:
    """Day by day: each is kept until it is over, as its height is guessed by its rows."""
    count = 0
    day, before = "", ""
    rows: list[str] = []
    for event, redacted in events:
        count += 1
        when = timestamps.when(event.moment)
        if when.strftime("%Y-%m-%d") != day:
            _write_day(out, day, rows)
            day, rows, before = when.strftime("%Y-%m-%d"), [], ""
        row = _row(event, redacted, when.strftime("%H:%M"), about, before)
        if row:
            said = event.kind == "PRIVMSG" and not redacted
            before = event.source if said else ""
            rows.append(row)
    _write_day(out, day, rows)
    return count


def _write_day(out: TextIO, day: str, rows: list[str]) -> None:
    if rows:
        height = len(rows) * _ROW_HEIGHT
        # A style of its own would need a looser policy, so the height comes from the script.
        out.write(f"<div class='day' data-h='{height}'><h3><span>{day}</span></h3>\n")
        out.writelines(rows)
        out.write("</div>\n")


def _row(event: Event, redacted: bool, clock: str, about: _About, before: str) -> str:
    """One event as HTML; "" for what is told elsewhere. before: who said the row before it."""
    nick = _nick(event)
    head = f"<time>{clock}</time>"
    if redacted:
        known = event.kind in _WORDS
        gone = tr("{name} Message deleted", name=_name(nick))
        return f"<p class='gone'>{head}{gone}</p>\n" if known else ""
    if event.kind not in _WORDS:
        told = _told(event, nick)
        return f"<p class='event'>{head}{told}</p>\n" if told else ""
    tags = parse_tags(event.tags) if event.tags else {}
    if EDIT in tags:
        return ""
    words = about.edits.get(event.msgid, event.params)
    changed = escape(tr("edited"))
    edited = f" <i>{changed}</i>" if event.msgid in about.edits else ""
    action = parse_ctcp(words)
    if action is not None:
        if action[0] != "ACTION":
            return ""
        words = f"{nick} {action[1]}"
    words = _plain(words)
    if event.msgid in about.quoted:
        about.quoted[event.msgid] = nick, words[:_QUOTE]
    said_by, quoted = about.quoted.get(reply_to(tags), ("", "")) if tags else ("", "")
    quote = (
        f"<a class='quote' href='#m{escape(reply_to(tags))}'>{_name(said_by)} "
        f"<bdi>{escape(quoted)}</bdi></a>"
        if said_by
        else ""
    )
    mark = f" id='m{event.msgid}'" if event.msgid in about.quoted else ""
    kind = "same" if event.source == before and not quote else "said"
    if event.kind == "NOTICE":
        kind += " notice"
    given = _reactions(about.reactions.get(event.msgid, {}))
    return (
        f"<p{mark} class='{kind}'>{quote}{head}{_name(nick)} {_linked(words)}{edited}{given}</p>\n"
    )


def _nick(event: Event) -> str:
    return event.source.partition("!")[0]


def _name(nick: str) -> str:
    hue = zlib.crc32(nick.casefold().encode()) % _HUES
    return f"<b class='h{hue}' dir='auto'>{escape(nick)}</b>"


def _plain(words: str) -> str:
    return _FORMATS.sub("", words)


def _linked(words: str) -> str:
    # Isolated, so that no direction mark in it turns the time and the name around.
    return f"<bdi>{''.join(_pieces(words))}</bdi>".replace("\n", "<br>")


def _pieces(words: str) -> Iterator[str]:
    at = 0
    for found in _LINK.finditer(words):
        yield escape(words[at : found.start()])
        link = escape(found[0])
        yield f"<a href='{link}' rel='noreferrer noopener' target='_blank'>{link}</a>"
        at = found.end()
    yield escape(words[at:])


def _reactions(given: dict[str, list[str]]) -> str:
    shown = (
        f"<span title='{escape(comma_listed(nicks))}'>{escape(_plain(emoji))} {len(nicks)}</span>"
        for emoji, nicks in given.items()
    )
    row = " ".join(shown)
    return f" <span class='reactions'>{row}</span>" if row else ""


def _told(event: Event, nick: str) -> str:
    """What happened, in words; "" for what a reader need not know."""
    first, _, rest = _plain(event.params).partition(" ")
    reason = rest.removeprefix(":")
    why = escape(reason)
    who = _name(nick)
    match event.kind:
        case "JOIN":
            return tr("{name} came in", name=who)
        case "PART" | "QUIT":
            why = escape(_plain(event.params))
            if why:
                return tr("{name} left ({text})", name=who, text=why)
            return tr("{name} left", name=who)
        case "KICK":
            if why:
                return tr("{name} removed {other} ({text})", name=who, other=_name(first), text=why)
            return tr("{name} removed {other}", name=who, other=_name(first))
        case "NICK":
            return tr("{name} is now {text}", name=who, text=_name(first))
        case "TOPIC":
            topic = _plain(event.params)
            if topic:
                return tr("{name} set the topic: {text}", name=who, text=_linked(topic))
            return tr("{name} took the topic away", name=who)
        case "MODE":
            return tr("{name} set {modes}", name=who, modes=escape(_plain(event.params)))
        case "RENAME":
            room = escape(first)
            if why:
                return tr(
                    "{name} renamed the room to {room} ({text})", name=who, room=room, text=why
                )
            return tr("{name} renamed the room to {room}", name=who, room=room)
    return ""
