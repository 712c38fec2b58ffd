"""What is looked for, and what fits."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desktopchat.client.model import Conversation, ConversationKind, Entry, EntryKind
from desktopchat.client.model.search_terms import Wanted, excerpt, here, read

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def said(text: str, sender: str = "Ada_Lovelace", time: datetime = NOON, number: int = 1) -> Entry:
    return Entry(number, EntryKind.MESSAGE, time, sender, text)


def fits(typed: str, entry: Entry, name: str = "Ada Lovelace") -> bool:
    return read(typed, in_utc).fits(entry, name)


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("kett", "Put the kettle on", True),
        ("KETTLE put", "Put the kettle on", True),
        ("ettle", "Put the kettle on", False),
        ("cafe", "un café", True),
        ("会议", "明天的会议", True),
        ("kettle tea", "Put the kettle on", False),
        ("net/ses", "in `net/session.py`", True),
    ],
)
def test_words_are_found_by_their_beginnings(typed: str, text: str, found: bool) -> None:
    assert fits(typed, said(text)) is found


def test_a_person_is_meant_by_the_beginning_of_name_or_nick() -> None:
    for typed in ("from:ada", "from:@Ada_Love", "from:ADA tea"):
        assert fits(typed, said("tea"))
    assert not fits("from:grace", said("tea"))
    assert fits("from:grace", said("tea"), "Grace Hopper")


def test_days_are_those_of_the_place() -> None:
    assert fits("on:2026-11-20", said("tea"))
    assert fits("after:2026-11-20", said("tea"))
    assert not fits("before:2026-11-20", said("tea"))
    assert fits("after:2026-11-01 before:2026-11-21 tea", said("tea"))
    assert not fits("on:2026-11-20", said("tea", time=NOON + timedelta(hours=12)))
    today = datetime.combine(date.today(), datetime.min.time()).astimezone()  # noqa: DTZ011
    assert read("on:today").since == today


def test_only_links() -> None:
    assert fits("has:link", said("see https://example.test"))
    assert not fits("has:links", said("see the link"))


FILE = f"https://10.0.0.5:6697/files/{'a' * 22}/My%20r%C3%A9port.pdf"


def test_only_files_which_are_found_by_the_words_of_their_names() -> None:
    for typed in ("has:file", "has:files report", "has:file my has:link", "report"):
        assert fits(typed, said(f"look: {FILE}"))
    assert not fits("has:file other", said(FILE))
    assert not fits("has:file", said("see https://example.test/files/report.pdf"))


def test_only_pictures_which_are_files_that_are_called_so() -> None:
    picture = FILE.replace(".pdf", ".PNG#640x480")
    for typed in ("has:picture", "has:pictures my", "has:picture has:file"):
        assert fits(typed, said(f"{FILE} and {picture}"))
    assert not fits("has:picture", said(FILE))
    assert not fits("has:picture", said("see https://example.test/sea.png"))


def test_only_voice_messages_which_are_files_that_tell_their_length() -> None:
    voice = FILE.replace("My%20r%C3%A9port.pdf", "voice.ogg#7.2s,0129")
    assert fits("has:voice", said(f"listen: {voice}"))
    assert fits("has:voices has:file", said(voice))
    assert not fits("has:voice", said(voice.partition("#")[0]))
    assert not fits("has:voice", said(FILE))


def test_a_host_is_asked_for_words_that_all_that_fits_has() -> None:
    for typed, asked in [
        ("tea kettle from:ada", "tea kettle"),
        ("has:file report", "report files"),
        ("has:picture", "files"),
        ("has:voice", "files"),
        ("has:link", "http"),
        ("has:link tea", "tea"),
        ("from:ada on:today", ""),
    ]:
        assert read(typed).asks_for == asked


@pytest.mark.parametrize("typed", ["on:20.11.2026", "before:soon", "has:money"])
def test_what_is_not_understood_is_said(typed: str) -> None:
    assert read(typed).wrong


def test_a_colon_may_be_a_part_of_a_word() -> None:
    assert read("12:30 from: has:").words == ("12:30", "from:", "has:")


def test_only_what_people_said_is_found_the_newest_first() -> None:
    room = Conversation("#lab", "#lab", ConversationKind.ROOM)
    gone = said("tea", number=3)
    gone.redacted, gone.text = True, ""
    room.entries += [
        said("tea one", number=1),
        Entry(2, EntryKind.TOPIC, NOON, "Ada", "tea"),
        gone,
        said("tea two", number=4),
    ]
    found = [entry.text for entry in here(Wanted(("tea",)), room, str)]
    assert found == ["tea two", "tea one"]


def test_an_excerpt_has_the_word_in_it() -> None:
    text = "many words before it " * 20 + "and then the kettle\nboils " + "after " * 60
    shown = excerpt(text, ("kettle",))
    assert shown.startswith("…")
    assert "the kettle boils" in shown
    assert len(shown) < 200
    assert excerpt("short", ("kettle",)) == "short"
