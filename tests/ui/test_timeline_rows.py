"""What an entry says in the timeline: rows as values. No window."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.client.model import Delivery, Entry, EntryKind
from desktopchat.ui.timeline.answers import one_line
from desktopchat.ui.timeline.markup import HIDDEN, Names, clean, words
from desktopchat.ui.timeline.pieces import Piece
from desktopchat.ui.timeline.rows import day_line, has_head, note_words, plain_line, row

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SHOWN = {"ada": "Ada Lovelace", "grace": "Grace Hopper"}


def name_of(nick: str) -> str:
    return SHOWN.get(nick, nick)


NAMES = Names(name_of, len, ("me", "My Name"), frozenset({"ada", "grace"}))


def entry(
    text: str = "words", kind: EntryKind = EntryKind.MESSAGE, minutes: float = 0, **more: object
) -> Entry:
    when = NOON + timedelta(minutes=minutes)
    sender = str(more.pop("sender", "ada"))
    return Entry(1, kind, when, sender, text, **more)  # type: ignore[arg-type]


def said(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def tagged(text: str, tag: str) -> list[str]:
    return [piece.text for piece in words(text, NAMES, ("body",)) if tag in piece.tags]


def test_the_next_message_of_one_person_goes_on_without_a_head() -> None:
    assert not has_head(entry(minutes=4), entry())
    assert has_head(entry(minutes=6), entry())
    assert has_head(entry(minutes=1), entry(sender="grace"))
    assert has_head(entry(minutes=1), entry(kind=EntryKind.JOIN))
    assert has_head(entry(minutes=-1), entry())
    assert has_head(entry(), None)


def test_a_new_day_has_a_line_with_its_date() -> None:
    before = entry(minutes=-60 * 24)
    assert said(row(entry(), before, NAMES)).startswith("Monday 23 November")
    assert "November" not in said(row(entry(minutes=10), entry(), NAMES))


def test_another_year_is_said() -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC)
    assert day_line(NOON, now) == "Monday 23 November 2026"
    assert day_line(NOON, NOON) == "Monday 23 November"


def test_what_is_new_has_a_line_and_a_head() -> None:
    shown = row(entry(minutes=1), entry(), NAMES, new=True)
    assert shown[0] == Piece("New", ("new",))
    assert "Ada Lovelace" in said(shown)


@pytest.mark.parametrize(
    ("kind", "text", "target", "sentence"),
    [
        (EntryKind.JOIN, "", "", "Ada Lovelace joined"),
        (EntryKind.PART, "", "", "Ada Lovelace left"),
        (EntryKind.PART, "lunch", "", "Ada Lovelace left (lunch)"),
        (EntryKind.QUIT, "bye", "", "Ada Lovelace went offline (bye)"),
        (EntryKind.QUIT, "Quit", "", "Ada Lovelace went offline"),
        (EntryKind.KICK, "noise", "grace", "Ada Lovelace put Grace Hopper out (noise)"),
        (EntryKind.KICK, "ada", "grace", "Ada Lovelace put Grace Hopper out"),
        (EntryKind.NICK, "countess", "", "Ada Lovelace is now called countess"),
        (EntryKind.NICK, "ada", "", "ada is now called Ada Lovelace"),
        (EntryKind.TOPIC, "Engines", "", "Ada Lovelace set the topic: Engines"),
        (EntryKind.TOPIC, "", "", "Ada Lovelace took the topic away"),
        (
            EntryKind.MODE,
            "+o grace",
            "made Grace an operator",
            "Ada Lovelace made Grace an operator",
        ),
        (EntryKind.INFO, "You are back.", "", "You are back."),
    ],
)
def test_what_happens_to_a_room_is_said_in_words(
    kind: EntryKind, text: str, target: str, sentence: str
) -> None:
    assert note_words(entry(text, kind, target=target), name_of) == sentence


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://example.test/a.", ["https://example.test/a"]),
        ("(https://example.test/a_(b))", ["https://example.test/a_(b)"]),
        ("http://a.test/?q=1&r=[2], then", ["http://a.test/?q=1&r=[2]"]),
        ("irc://10.0.0.2:6667/lab and ircs://h", ["irc://10.0.0.2:6667/lab", "ircs://h"]),
        ("javascript:alert(1) file:///etc ftp://x", []),
        ("`https://example.test`", []),
    ],
)
def test_links_are_found_without_the_sentence_around_them(text: str, links: list[str]) -> None:
    assert tagged(text, "link") == links


def test_code_is_told_apart() -> None:
    assert tagged("run `a b` now", "code") == ["a b"]
    assert tagged("a ` b", "code") == []
    block = words("see\n```python\nx = 1\n  y\n```\nend", NAMES, ("body",))
    assert [piece.text for piece in block if "block" in piece.tags] == ["x = 1\n  y", "\n"]


def test_my_name_is_marked_as_a_word_whatever_its_case() -> None:
    assert tagged("@me and Me, my name; some memes", "mention") == ["@me", "Me", "my name"]


def test_who_names_themselves_is_not_called_by_that() -> None:
    for own in (False, True):
        pieces = row(entry("@me, my name", own=own), None, NAMES)
        assert any("mention" in piece.tags for piece in pieces) is not own
        assert "@me, my name" in said(pieces)


def test_a_chinese_name_is_marked_without_spaces_around_it() -> None:
    names = NAMES._replace(mine=("王伟",))
    shown = list(words("早上好王伟你好", names, ("body",)))
    assert [piece.text for piece in shown if "mention" in piece.tags] == ["王伟"]


def test_others_are_marked_only_when_they_are_addressed_and_by_the_name_people_see() -> None:
    said = "@ada says grace to ada@example.test and @nobody"
    assert tagged(said, "who") == ["@Ada Lovelace"]


def test_an_action_is_said_of_the_person() -> None:
    assert "* Ada Lovelace waves" in said(row(entry("waves", EntryKind.ACTION), None, NAMES))


def test_a_notice_says_that_it_is_one() -> None:
    assert "notice" in said(row(entry("psst", EntryKind.NOTICE), None, NAMES))


def test_a_message_on_its_way_says_so() -> None:
    shown = row(entry(own=True, delivery=Delivery.SENDING), None, NAMES)
    assert "sending…" in said(shown)
    assert "sending…" not in said(row(entry(own=True, delivery=Delivery.SENT), None, NAMES))
    assert "✓" in said(row(entry(own=True, delivery=Delivery.SENT), None, NAMES, tick=True))


def test_a_failed_message_says_why_and_what_can_be_done() -> None:
    failed = entry(own=True, delivery=Delivery.FAILED, failure="You are not in this room.")
    shown = row(failed, None, NAMES)
    assert "You are not in this room." in said(shown)
    assert [piece.text for piece in shown if "retry" in piece.tags] == ["Try again"]
    assert [piece.text for piece in shown if "discard" in piece.tags] == ["Delete"]
    assert any("failed" in piece.tags and piece.text == "words" for piece in shown)


def test_formatting_characters_of_other_clients_are_not_shown() -> None:
    assert clean("\x02bold\x02 \x0304,01red\x03 \x1funder\x0f \x00nul") == "bold red under nul"


@pytest.mark.parametrize(
    ("text", "tag", "found"),
    [
        ("a **bold word** b", "strong", ["bold word"]),
        ("a ** b ** c 2**3 **", "strong", []),
        ("*so* it is", "slanted", ["so"]),
        ("_so_ it is, snake_case_name is not", "slanted", ["so"]),
        ("5 * 3 * 2", "slanted", []),
        ("~~gone~~", "struck", ["gone"]),
        ("**a *both* b**", "strong", ["a ", "both", " b"]),
        ("**a *both* b**", "slanted", ["both"]),
        ("`**no**` https://x.test/**no**", "strong", []),
        ("say ||Snape did it|| now", "hidden", [HIDDEN]),
        ("a || b || c", "hidden", []),
        ("> said before\nnew", "cite", ["", "  ", "said before\n"]),
        ("2 > 1", "cite", []),
        (
            "- milk\n* tea\n10. jam\n-5 degrees",
            "item",
            ["•  ", "milk\n", "•  ", "tea\n", "10.  ", "jam\n"],
        ),
        ("\x02bold\x02 \x1dit\x1f both\x0f plain", "strong", ["bold"]),
        ("\x02bold\x02 \x1dit\x1f both\x0f plain", "slanted", ["it", " both"]),
        ("\x02bold\x02 \x1dit\x1f both\x0f plain", "under", [" both"]),
        ("\x0304red\x03 and \x0301,01dark\x03", "hidden", [HIDDEN]),
        ("\x02see https://x.test/a me\x02", "link", ["https://x.test/a"]),
        ("\x02see https://x.test/a me\x02", "mention", ["me"]),
    ],
)
def test_how_words_are_set(text: str, tag: str, found: list[str]) -> None:
    assert tagged(text, tag) == found


def test_what_is_hidden_is_shown_once_one_looks_and_not_where_it_is_quoted() -> None:
    text = "it was ||the **butler**|| 😀"
    assert "butler" not in said(list(words(text, NAMES, ("body",))))
    looked = list(words(text, NAMES, ("body",), looked=True))
    assert said(looked) == "it was the butler 😀"
    assert [piece.text for piece in looked if "looked" in piece.tags] == ["the ", "butler"]
    assert one_line(text) == "it was ▒▒▒ 😀"
    assert one_line("it was \x0301,1the butler\x03 **then**") == "it was ▒▒▒ then"


@pytest.mark.timeout(20)  # a pattern that runs wild takes minutes
@pytest.mark.parametrize(
    "sign",
    ["**a", "||a", "*a ", "_a ", "~~a", "> ", "- a\n", "\x02a", "\x031,1a", "`", "```", "@a"],
)
def test_hostile_words_end(sign: str) -> None:
    assert list(words(sign * (16_384 // len(sign)), NAMES, ("body",)))


def test_a_copied_line_has_time_and_name() -> None:
    time = f"{NOON.astimezone():%H:%M}"
    assert plain_line(entry("Morning 😀"), name_of) == f"[{time}] Ada Lovelace: Morning 😀"
    assert plain_line(entry("waves", EntryKind.ACTION), name_of) == f"[{time}] * Ada Lovelace waves"
    assert plain_line(entry("", EntryKind.JOIN), name_of) == f"[{time}] Ada Lovelace joined"


@given(st.text(max_size=200))
def test_no_character_of_a_message_is_lost_but_marks_of_code(text: str) -> None:
    shown = "".join(piece.text for piece in words(clean(text), NAMES, ("body",), looked=True))
    kept = str.maketrans("", "", "`*_~|>-•. \n")
    if "```" not in text:
        assert shown.translate(kept) == clean(text).translate(kept)


@given(st.text(max_size=100), st.sampled_from(EntryKind), st.sampled_from(Delivery))
def test_any_entry_is_a_row_that_ends_its_line(
    text: str, kind: EntryKind, delivery: Delivery
) -> None:
    shown = row(entry(text, kind, own=True, delivery=delivery), None, NAMES)
    assert shown[-1].text.endswith("\n")
    assert all(piece.text or piece.emoji for piece in shown)


def test_edited_stands_beside_the_time_or_where_there_is_none_after_the_words() -> None:
    first = said(row(entry(edited=True), None, NAMES))
    assert " · edited\nwords\n" in first
    assert said(row(entry(minutes=1, edited=True), entry(), NAMES)) == "words  (edited)\n"


def test_lines_around_the_words_stand_between_head_and_words_and_at_the_end() -> None:
    above, below = [Piece("who said what\n", ("quote",))], [Piece("👍 2\n", ("reacts",))]
    lines = said(row(entry(), None, NAMES, above=above, below=below)).splitlines()
    assert lines[-3:] == ["who said what", "words", "👍 2"]


@pytest.mark.parametrize(
    ("end", "about"),
    [
        ("notes.txt#812B", ["  TXT, 812 B"]),
        ("notes#2345678B", ["  2.3 MB"]),
        ("song.mp3#3200000B192s", ["  MP3, 3.2 MB, 3:12"]),
        ("film.mp4#999000000B3661s", ["  MP4, 999 MB, 1:01:01"]),
        ("notes.txt", []),
        ("sea.png#640x480", []),
        ("sea.png#1234B", ["  PNG, 1.2 kB"]),
    ],
)
def test_a_shared_file_tells_its_kind_and_size(end: str, about: list[str]) -> None:
    link = f"https://10.0.0.5:6697/files/{'a' * 22}/{end}"
    assert tagged(f"see {link}, ok", "about") == about
    assert tagged(f"see {link}, ok", "link") == [end.partition("#")[0]]


def test_a_long_name_of_a_file_is_cut_before_its_end() -> None:
    link = f"https://10.0.0.5:6697/files/{'a' * 22}/{'report ' * 20}of 2026.tar.gz#812B".replace(
        " ", "%20"
    )
    (name,) = tagged(link, "link")
    assert len(name) == 60
    assert name.startswith("report report")
    assert name.endswith("…t of 2026.tar.gz")
    assert tagged(link, "about") == ["  GZ, 812 B"]
