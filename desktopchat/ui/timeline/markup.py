"""A message's words told apart: links, code, names, emoji, and how they are set. No Tk here.

People write what Markdown and other chat programs have taught them: **bold**, *italic* or
_italic_, ~~struck~~, `code`, ``` for blocks, ||hidden|| until one looks, "> " for what somebody
said and "- " or "1. " for lists. It is sent as it is written, so whoever has another program reads
it as well. IRC's own signs (modern.ircdocs.horse/formatting) are understood; colours are not, but
for words in the colour of their ground, which are hidden ones.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from desktopchat.client.files.sizes import size_words, time_words
from desktopchat.client.model import Entry, EntryKind
from desktopchat.irc.file_names import clean_name, extension, is_text
from desktopchat.irc.filehost import (
    PATH,
    bytes_in,
    is_film,
    is_picture,
    parse_link,
    seconds_in,
    sound_in,
)
from desktopchat.irc.text import tame, without_format
from desktopchat.ui.look import emoji
from desktopchat.ui.timeline.pieces import Piece
from desktopchat.words import tr, tr_noop

FILE_SIGN = "\N{PAPERCLIP}"
_NAME, _NAME_END = 60, 16  # characters of a file's name that are shown, and those of its end
HIDDEN = tr_noop("▸ hidden")  # stands for what is shown once one looks
VEIL = "▒▒▒"  # stands for the same where it is quoted

_LONGEST = 2000  # characters of what stands between two signs
_DEEPEST = 5  # signs within signs

_COLOUR = "\x03(?:\\d{1,2}(?:,\\d{1,2})?)?|\x04[0-9a-fA-F]{0,6}(?:,[0-9a-fA-F]{6})?"
_SIGN = re.compile(f"(?P<colour>{_COLOUR})|(?P<sign>[\x02\x0f\x11\x16\x1d-\x1f])")
_STYLES = {"\x02": "strong", "\x1d": "slanted", "\x1f": "under", "\x1e": "struck", "\x11": "code"}
_RESET = "\x0f"
_LINK = r"(?:https?|ircs?)://[^\s<>\"\x00-\x1f]{1,2000}"
_SITE = r"(?<![\w@./:-])www\.[\w-]{1,63}\.[^\s<>\"\x00-\x1f]{1,2000}"
_MAIL = r"(?<![\w.+@/-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_GOES = rf"{_LINK}|{_SITE}|{_MAIL}"
_SOME = rf"(?=\S)(?:(?!\n\n)[\s\S]){{1,{_LONGEST}}}?(?<=\S)"
_INLINE = re.compile(
    rf"`(?P<code>[^`\n]+)`|(?P<link>{_GOES})"
    rf"|\|\|(?P<hidden>{_SOME})\|\|"
    rf"|\*\*(?P<strong>{_SOME})\*\*"
    rf"|~~(?P<struck>{_SOME})~~"
    rf"|(?<![\w*])\*(?P<star>(?=\S)[^*\n]{{1,{_LONGEST}}}(?<=\S))\*(?![\w*])"
    rf"|(?<![\w_])_(?P<low>(?=\S)[^_\n]{{1,{_LONGEST}}}(?<=\S))_(?![\w_])"
    r"|(?P<at>(?<![\w@])@\w[\w\-\[\]\\^{}|]*)"
)
_BLOCK = re.compile(r"```(?:[\w+-]*\n)?(?P<inner>.+?)\n?```", re.DOTALL)
_HIDDEN = re.compile(rf"\|\|(?P<hidden>{_SOME})\|\|")
_LAST = re.compile(r"((?:.*\s)?)(\S+)", re.DOTALL)  # all before the last word, and that
_LINE = re.compile(r"(?P<cite>> ?)|(?P<item>[-*•] +)(?=\S)|(?P<number>\d{1,3}[.)] +)(?=\S)")
_SET = {
    "hidden": "looked",
    "strong": "strong",
    "struck": "struck",
    "star": "slanted",
    "low": "slanted",
}


class Names(NamedTuple):
    """Whom the words may name. mine: my nick and name; known: everyone else's, for "@name"."""

    name_of: Callable[[str], str]
    hue_of: Callable[[str], int]
    mine: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()  # casefolded
    like: Callable[[str], str] = lambda _nick: ""  # whom someone's name looks like, "" for nobody

    def mark(self, nick: str, entry: Entry) -> str:
        """The warning beside a name in an entry, "" for none. One that stood
        when it came stays."""
        subject = entry.text if entry.kind is EntryKind.NICK else entry.sender
        told = entry.lookalike_of if nick == subject else ""
        like = self.name_of(told) if told else self.like(nick)
        return tr("⚠ looks like {like}", like=like) if like else ""


def clean(text: str) -> str:
    """Without the formatting characters that other clients send, without what would reach beyond
    the message, and without empty ends."""
    return without_format(tame(text)).rstrip()


def target(link: str) -> str:
    """Where a link goes, with the scheme that people leave out."""
    if "://" in link:
        return link
    return f"http://{link}" if link.startswith("www.") else f"mailto:{link}"


def file_links(text: str) -> list[str]:
    """The links of shared files in a message, in order, as `words` shows them by their names."""
    text = re.sub(r"`[^`\n]+`", "", _BLOCK.sub("", clean(text)))
    text = _HIDDEN.sub(r" \g<hidden> ", text)
    links = (_without_tail(found[0]) for found in re.finditer(_LINK, text))
    return [link for link in links if parse_link(link) is not None]


def shown_links(text: str) -> list[str]:
    """The links in a message by which one goes to a page or has a shared file, each once, in order;
    without those that are hidden until one looks."""
    text = re.sub(r"`[^`\n]+`", "", _BLOCK.sub("", clean(text)))
    found = re.finditer(_LINK, _HIDDEN.sub(" ", text))
    return list(dict.fromkeys(_without_tail(one[0]) for one in found))


def picture_links(text: str, *, looked: bool) -> dict[str, str]:
    """The links of shared pictures in a message by token, in order. looked: as in `words`."""
    return {token: link for token, name, link in _shared(text, looked) if is_picture(name)}


def text_links(text: str, *, looked: bool) -> dict[str, str]:
    """The same of shared texts."""
    return {token: link for token, name, link in _shared(text, looked) if is_text(name)}


def sound_links(text: str, *, looked: bool) -> list[str]:
    """The links of voice messages and other sounds that are played in a message, in order, each
    once. looked: as in `words`."""
    links = (link for _, _, link in _shared(text, looked) if sound_in(link) is not None)
    return list(dict.fromkeys(links))


def film_links(text: str, *, looked: bool) -> list[str]:
    """The same of films."""
    links = (link for _, name, link in _shared(text, looked) if is_film(name))
    return list(dict.fromkeys(links))


def _shared(text: str, looked: bool) -> Sequence[tuple[str, str, str]]:
    """The tokens, names and links of the files that a message shows."""
    return _files_of(text, looked) if f"{PATH}/" in text else ()


@lru_cache(maxsize=500)  # each picture that comes is looked for in all rows
def _files_of(text: str, looked: bool) -> Sequence[tuple[str, str, str]]:
    if has_signs(text):
        return ()
    links = file_links(text if looked else _HIDDEN.sub("", text))
    found = ((parse_link(link), link) for link in links)
    return [(*file, link) for file, link in found if file is not None]


def album(text: str, takes: Callable[[str], bool] = is_picture) -> tuple[str, dict[str, str]]:
    """What a message says before the links of shared files that it ends in, and these by token, in
    order. takes(name): which of them, else pictures alone."""
    said, links = text.rstrip(), dict[str, str]()
    while f"{PATH}/" in said:
        before, last = _LAST.fullmatch(said).groups()  # type: ignore[union-attr]  # it has words
        file = parse_link(last)
        if file is None or not takes(file[1]):
            break
        said, links = before.rstrip(), {file[0]: last} | links
    return said, links


def has_signs(text: str) -> bool:
    """Whether it is set by IRC's signs, which leave those of Markdown as they are."""
    return _SIGN.search(text) is not None


def words(
    text: str, names: Names, ground: tuple[str, ...], *, looked: bool = False
) -> Iterator[Piece]:
    """The pieces of a message as it came. looked: what is hidden is shown."""
    text = tame(text).rstrip()
    if has_signs(text):
        yield from _signed(text, names, ground, looked=looked)
        return
    text = clean(text)
    if emoji.only(text):
        yield from drawn(text, (*ground, "jumbo"))
        return
    end = 0
    for found in _BLOCK.finditer(text):
        yield from _lines(text[end : found.start()], names, ground, looked)
        end = found.end()
        if found.start() and text[found.start() - 1] != "\n":
            yield Piece("\n", ground)
        yield Piece(found["inner"].strip("\n"), (*ground, "block"))
        if end < len(text):  # the block's own end of line, so that its ground is whole
            yield Piece("\n", (*ground, "block"))
            end += text[end] == "\n"
    yield from _lines(text[end:], names, ground, looked)


def _lines(text: str, names: Names, ground: tuple[str, ...], looked: bool) -> Iterator[Piece]:
    """Sets quoted lines and list items each as a line of its own; all else stays as it is."""
    rest = ""
    for line in text.splitlines(keepends=True) if _has_lines(text) else ():
        found = _LINE.match(line)
        if found is None:
            rest += line
            continue
        yield from _inline(rest, names, ground, looked)
        rest = ""
        tag = "cite" if found["cite"] else "item"
        if found["cite"]:
            yield Piece("", (*ground, tag, "bar"), True)
            yield Piece("  ", (*ground, tag))
        else:
            number = (found["number"] or "").strip()
            yield Piece(f"{number or '•'}  ", (*ground, tag))
        yield from _inline(line[found.end() :], names, (*ground, tag), looked)
    yield from _inline(rest if _has_lines(text) else text, names, ground, looked)


def _has_lines(text: str) -> bool:
    return re.search(rf"^(?:{_LINE.pattern})", text, re.MULTILINE) is not None


def _inline(
    text: str, names: Names, ground: tuple[str, ...], looked: bool, depth: int = 0
) -> Iterator[Piece]:
    end = 0
    for found in _INLINE.finditer(text) if depth < _DEEPEST else ():
        yield from _plain(text[end : found.start()], names, ground)
        end = found.end()
        kind = str(found.lastgroup)
        inner = found[kind]
        if kind == "link":
            link = _without_tail(inner)
            file = parse_link(link)
            if file is not None:
                yield from drawn(f"{FILE_SIGN} ", ground)
            yield Piece(
                link if file is None else _short(clean_name(file[1])),
                (*ground, "link") if file is None else (*ground, "link", "file"),
            )
            size = bytes_in(link)
            if file is not None and size is not None:
                seconds = seconds_in(link)
                long = f", {time_words(seconds)}" if seconds else ""
                yield Piece(f"  {_kind(file[1])}{size_words(size)}{long}", (*ground, "about"))
            end = found.start() + len(link)
        elif kind == "code":
            yield Piece(inner, (*ground, "code"))
        elif kind == "at":
            yield from _at(inner, names, ground)
        elif kind == "hidden" and not looked:
            yield Piece(tr(HIDDEN), (*ground, "hidden"))
        else:
            yield from _inline(inner, names, (*ground, _SET[kind]), looked, depth + 1)
    yield from _plain(text[end:], names, ground)


def _short(name: str) -> str:
    """A file's name in one line or two; what kind it is, is read at its end."""
    return name if len(name) <= _NAME else f"{name[: _NAME - _NAME_END - 1]}…{name[-_NAME_END:]}"


def _kind(name: str) -> str:
    """Of a file, by its name, before its size: "PDF, "."""
    kind = extension(clean_name(name))
    return f"{kind.upper()}, " if kind else ""


def _signed(text: str, names: Names, ground: tuple[str, ...], *, looked: bool) -> Iterator[Piece]:
    """Words with IRC's signs, which stand for what follows up to the next one."""
    on: dict[str, None] = {}
    end = 0
    for found in [*_SIGN.finditer(text), None]:
        part = clean(text[end : found.start() if found else len(text)] + "|")[:-1]
        if part and "hidden" in on and not looked:
            yield Piece(tr(HIDDEN), (*ground, "hidden"))
        elif part:
            tags = ("looked" if tag == "hidden" else tag for tag in on)
            yield from linked(part, (*ground, *tags), names)
        if found is None:
            return
        end = found.end()
        sign = found["sign"]
        if sign == _RESET:
            on.clear()
        elif sign in _STYLES:
            tag = _STYLES[sign]
            on = {one: None for one in on if one != tag} if tag in on else {**on, tag: None}
        elif found["colour"] is not None:
            inks = found["colour"][1:].split(",")
            on.pop("hidden", None)
            if len(inks) == 2 and inks[0].lstrip("0") == inks[1].lstrip("0"):
                on["hidden"] = None


def linked(text: str, ground: tuple[str, ...], names: Names | None = None) -> Iterator[Piece]:
    """Text with its links, and with my name where it is somebody's words."""
    end = 0
    for found in re.finditer(_GOES, text):
        link = _without_tail(found[0])
        yield from _named(text[end : found.start()], names, ground)
        yield Piece(link, (*ground, "link"))
        end = found.start() + len(link)
    yield from _named(text[end:], names, ground)


def _named(text: str, names: Names | None, ground: tuple[str, ...]) -> Iterator[Piece]:
    if names is not None:
        yield from _plain(text, names, ground)
    elif text:
        yield Piece(text, ground)


def _at(word: str, names: Names, ground: tuple[str, ...]) -> Iterator[Piece]:
    name = word[1:].casefold()
    shown = f"@{names.name_of(word[1:])}"  # on the wire a nick, for people their name
    if any(name == mine.casefold() for mine in names.mine):
        yield from drawn(shown, (*ground, "mention"))
    elif name in names.known:
        yield from drawn(shown, (*ground, "who"))
    else:
        yield from _plain(word, names, ground)


def _plain(text: str, names: Names, ground: tuple[str, ...]) -> Iterator[Piece]:
    pattern = _mine(names.mine)
    end = 0
    if pattern is not None:
        for found in pattern.finditer(text):
            yield from drawn(text[end : found.start()], ground)
            yield from drawn(found[0], (*ground, "mention"))
            end = found.end()
    yield from drawn(text[end:], ground)


@lru_cache(maxsize=16)
def _mine(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Finds my names as words of their own; scripts without spaces have no ends of words."""
    wanted = sorted({name for name in names if name}, key=len, reverse=True)
    if not wanted:
        return None
    each = [
        ("" if ord(name[0]) > 0x2E80 else r"(?<!\w)")
        + "@?"
        + re.escape(name)
        + ("" if ord(name[-1]) > 0x2E80 else r"(?!\w)")
        for name in wanted
    ]
    return re.compile("|".join(each), re.IGNORECASE)


def _without_tail(link: str) -> str:
    """A link without the full stop or bracket of the sentence that it stands in."""
    while link:
        last = link[-1]
        opening = {")": "(", "]": "[", "}": "{"}.get(last)
        unopened = opening is not None and link.count(last) > link.count(opening)
        if not unopened and last not in ".,;:!?'\"*_":
            break
        link = link[:-1]
    return link


def drawn(text: str, tags: tuple[str, ...]) -> Iterator[Piece]:
    """Text as pieces, emoji apart from the rest."""
    if not text:
        return
    if text.isascii() or not emoji.contains(text):
        yield Piece(text, tags)
        return
    for part, is_emoji in emoji.pieces(text):
        yield Piece(part, tags, is_emoji)
