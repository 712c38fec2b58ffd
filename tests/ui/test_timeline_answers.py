"""The quote, the counters and their words, as values. No window."""

from datetime import UTC, datetime

import pytest

from desktopchat.client.model import Entry, EntryKind
from desktopchat.ui.timeline.answers import (
    SHOWN,
    counters,
    cut,
    is_emoji,
    one_line,
    quote,
    shown,
    sign_name,
    who_reacted,
)
from desktopchat.ui.timeline.markup import Names
from desktopchat.ui.timeline.pieces import Piece

NAMES = Names(lambda nick: nick.title(), len, ("ada",))


def entry(text: str = "words", **more: object) -> Entry:
    when = datetime(2026, 11, 23, 12, tzinfo=UTC)
    return Entry(1, EntryKind.MESSAGE, when, "grace", text, **more)  # type: ignore[arg-type]


def said(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def is_me(nick: str) -> bool:
    return nick == "ada"


def test_a_quote_is_one_line_without_marks() -> None:
    assert one_line("see\n\n```py\nprint(1)\n```\tand `this`\x02") == "see print(1) and this"
    assert said(quote(entry("one\ntwo"), NAMES, 80)).strip() == "Grace  one two"
    assert one_line("hi @bo, a@bo", str.title) == "hi @Bo, a@bo"
    assert said(quote(None, NAMES, 80)).strip() == "An earlier message"
    assert said(quote(entry("", redacted=True), NAMES, 80)).strip() == "Grace  Message deleted"


def test_a_quote_turns_no_line_around_and_piles_no_accents() -> None:
    assert one_line("\u202eevil\u2066 \u200fend") == "evil end"
    assert one_line("z" + "\u0301\u0302" * 40 + "!") == "z\u0301\u0302!"
    assert one_line("שלום مرحبا é") == "שלום مرحبا é"


def test_a_quote_is_cut_where_the_line_ends() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abcdef…"
    assert cut("我也去吃饭", 6) == "我也去…"
    assert len(said(quote(entry("x" * 100_000), NAMES, 40))) < 60


def test_counters_mark_mine_and_the_most_are_counted_together() -> None:
    one = entry(reactions={"👍": ["grace", "ada"], "🎉": ["linus"]})
    marks = [(p.text, p.many, "mine" in p.tags) for p in counters(one, is_me) if p.many]
    assert marks == [("👍", 2, True), ("🎉", 1, False)]
    many = entry(reactions={chr(0x1F600 + n): ["x"] for n in range(SHOWN + 5)})
    assert len(shown(many)) == SHOWN
    assert said(counters(many, is_me)).endswith(" and 5 more\n")
    assert counters(entry(), is_me) == []


@pytest.mark.parametrize("sign", ["\u202e abc\u202e", "z" + "\u0301" * 40, "x" * 60, "\x02", "::"])
def test_a_strange_reaction_is_short_and_changes_no_direction(sign: str) -> None:
    (piece, *_) = counters(entry(reactions={sign: ["x"]}), is_me)
    assert not is_emoji(sign)
    assert 0 < len(piece.text) <= 12
    assert piece.text.isprintable()


def test_who_reacted_is_told_in_words() -> None:
    one = entry(reactions={"❤️": ["grace", "ada", "z🦊"], "+1": ["bo"]})
    assert who_reacted(one, "❤️", str.title, is_me) == "You, Grace and Z🦊: heavy black heart"
    assert who_reacted(one, "+1", str.title, is_me) == "Bo: +1"
    assert who_reacted(one, "🎉", str.title, is_me) == ""
    crowd = entry(reactions={"👍": [f"n{number}" for number in range(50)]})
    assert who_reacted(crowd, "👍", str, is_me).endswith("and 38 more: thumbs up sign")


def test_an_emoji_has_a_name() -> None:
    assert sign_name("🎉") == "party popper"
    assert "zero width" not in sign_name("👩‍💻")
