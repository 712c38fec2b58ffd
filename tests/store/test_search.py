"""Searching: words in every script, whatever is just said, and nothing that was taken away."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktopchat.store.errors import StoreError
from desktopchat.store.events import write_event
from desktopchat.store.place.host_store import SEARCH, HostStore
from desktopchat.store.place.log import redact
from desktopchat.store.place.search import query_of
from tests.waiting import wait_until

from .logs import DIRECT, event, in_memory, msgid, numbers, opened


def found(store: HostStore, text: str, *targets: str, **options: str) -> list[int]:
    return numbers(store.search.search(targets or ("#room",), text, **options))


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("The quick brown fox", "quick"),
        ("The quick brown fox", "FOX the"),
        ("The quick brown fox", "qui"),
        ("Crème brûlée", "creme brulee"),
        ("Straße", "strasse"),
        ("ＦＵＬＬ width", "full"),
        ("Привет, мир", "привет"),
        ("今天天气很好", "天气"),
        ("今天天气很好", "今天天气"),
        ("今天天气很好", "气"),
        ("今天天气很好", "好"),
        ("見てください、新しい窓です", "新しい"),
        ("東京タワー", "タワー"),
        ("안녕하세요 여러분", "안녕"),
        ("version 2.0の窓", "2.0 窓"),
        ("see https://example.test/a/page", "example.test"),
        ("it's Ada's", "ada"),
        ("two\nlines", "lines"),
    ],
)
def test_words_are_found(said: str, asked: str) -> None:
    with in_memory([event(1, said), event(2, "nothing of it 无关")]) as store:
        assert found(store, asked) == [1]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("quick fox", "slow"),
        ("quick fox", "uick"),
        ("quick fox", "quick slow"),
        ("天很气", "天气"),
        ("今天天气", "天今"),
        ("anything", ""),
        ("anything", "  "),
        ("anything", "!?"),
        ("t1", "nothing"),
    ],
)
def test_other_words_are_not_found(said: str, asked: str) -> None:
    with in_memory([event(1, said)]) as store:
        assert found(store, asked) == []


@pytest.mark.parametrize("asked", ['"', 'a"b', "AND", "OR NOT", "a*", "body:x", "(", "\0", "a\0b"])
def test_what_means_something_to_the_database_is_only_words(asked: str) -> None:
    with in_memory([event(1, "nothing of the kind")]) as store:
        assert found(store, asked) == []


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=30))
def test_any_text_can_be_asked_for(text: str) -> None:
    store = _empty()
    assert store.search.search(["#room"], text) == []


def _empty(stores: list[HostStore] = []) -> HostStore:  # noqa: B006 - kept on purpose
    if not stores:
        stores.append(HostStore.in_memory())
    return stores[0]


@settings(deadline=None, max_examples=100)
@given(st.text("天气很好東京タワー안녕ab ", min_size=1, max_size=20), st.data())
def test_any_two_neighbours_of_a_chinese_text_are_found(text: str, data: st.DataObject) -> None:
    runs = [run for run in text.replace("a", " ").replace("b", " ").split() if len(run) >= 2]
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 2))
    with in_memory([event(1, text)]) as store:
        assert found(store, run[start : start + 2]) == [1]


def test_the_newest_come_first_and_no_more_than_asked_for() -> None:
    with in_memory([event(number, "same") for number in range(10)]) as store:
        assert numbers(store.search.search(["#room"], "same", limit=3)) == [9, 8, 7]


def test_only_the_conversations_asked_for_are_searched() -> None:
    events = [event(1, "same"), event(2, "same", target="#other"), event(3, "same", target=DIRECT)]
    with in_memory(events) as store:
        assert found(store, "same", "#room", DIRECT) == [3, 1]
        assert found(store, "same", "#nowhere") == []


def test_pages_go_on_before_a_message_be_it_there_or_not() -> None:
    events = [event(n, "same", target="#room" if n % 2 else DIRECT) for n in range(1, 10)]
    with in_memory(events) as store:
        both = ["#room", DIRECT]
        pages, before = [], ""
        while page := store.search.search(both, "same", limit=4, before=before):
            pages.append(numbers(page))
            before = page[-1].msgid
        assert pages == [[9, 8, 7, 6], [5, 4, 3, 2], [1]]
        assert found(store, "same", *both, before=msgid(4) + "zz") == [4, 3, 2, 1]
        assert found(store, "same", *both, before=msgid(0)) == []


def test_what_may_not_be_read_takes_no_place_in_the_page() -> None:
    events = [event(1, "same"), event(2, "same"), *(event(n, "same", target="#b") for n in (3, 4))]
    with in_memory(events) as store:
        after = {"#b": msgid(4)}
        page = store.search.search(["#room", "#b"], "same", limit=2, after=after)
        assert numbers(page) == [2, 1]


@pytest.mark.parametrize("asked", ["report", "My final", "budget 2026", "会议"])
def test_a_file_is_found_by_the_words_of_its_name(asked: str) -> None:
    name = "My%20final%20report_budget%202026%20%E4%BC%9A%E8%AE%AE.pdf".replace("_", "%2C%20")
    link = f"https://10.0.0.5:6697/files/{'a' * 22}/{name}"
    with in_memory([event(1, f"here: {link}"), event(2, "nothing")]) as store:
        assert found(store, asked) == [1]
        store.search.forget([event(1)])
        assert found(store, asked) == []


def test_comings_and_goings_are_not_found() -> None:
    with in_memory([event(1, "words", kind="PART")]) as store:
        assert found(store, "words") == []


def test_a_redacted_message_is_not_found_and_its_words_leave_the_index() -> None:
    one = event(1, "the secret word")
    with in_memory([one, event(2, "another word")]) as store:
        assert found(store, "secret") == [1]
        store.search.forget([one, one])
        store.commit(redact("#room", msgid(1)))
        store.search.forget([one])
        assert found(store, "secret") == []
        assert found(store, "word") == [2]
        assert _rows(store, "secret") == 0
        store.search._index.execute("INSERT INTO words (words) VALUES ('integrity-check')")


def test_a_message_redacted_before_it_was_indexed_never_comes_into_the_index() -> None:
    with in_memory([event(1, "secret")]) as store:
        store.commit(redact("#room", msgid(1)))
        assert found(store, "secret") == []
        assert _rows(store, "secret") == 0


def _rows(store: HostStore, word: str) -> int:
    """How many rows of the index itself have a word."""
    statement = "SELECT count(*) FROM words WHERE words MATCH ?"
    return int(store.search._index.execute(statement, (word,)).fetchone()[0])


def test_forgetting_holds_over_a_restart(tmp_path: Path) -> None:
    one = event(1, "secret")
    with opened(tmp_path, [one, event(2)]) as store:
        store.search.forget([one])
    with opened(tmp_path) as store:  # as if it had ended before the log was written
        store.search.forget([one])
        store.search._index.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        assert _rows(store, "secret") == 0


def test_what_was_just_said_is_found_at_once(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for number in range(20):
            store.commit([write_event(event(number, f"unheard{number}"))])
            assert found(store, f"unheard{number}") == [number]


def test_the_index_is_filled_without_anybody_searching(tmp_path: Path) -> None:
    with opened(tmp_path, [event(number) for number in range(1200)]):
        other = sqlite3.connect(tmp_path / SEARCH)
        try:
            wait_until(lambda: other.execute("SELECT id FROM seen").fetchone() == (1200,))
        finally:
            other.close()


@pytest.mark.parametrize("content", [None, b"", b"no database at all" * 1000])
def test_a_missing_or_damaged_index_is_made_anew(tmp_path: Path, content: bytes | None) -> None:
    with opened(tmp_path, [event(1, "still here")]) as store:
        assert found(store, "still") == [1]
    path = tmp_path / SEARCH
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with opened(tmp_path) as store:
        assert found(store, "still") == [1]


def test_an_index_that_is_damaged_inside_is_made_anew(tmp_path: Path) -> None:
    with opened(tmp_path, [event(n, f"still here {n}") for n in range(3000)]) as store:
        assert found(store, "2999") == [2999]
    path = tmp_path / SEARCH
    content = bytearray(path.read_bytes())
    content[8192:] = bytes(255 - byte for byte in content[8192:])
    path.write_bytes(content)
    with opened(tmp_path) as store:
        with contextlib.suppress(StoreError):  # it may say so once
            found(store, "2999")
        assert found(store, "2999") == [2999]


def test_the_index_of_another_log_is_made_anew(tmp_path: Path) -> None:
    with opened(tmp_path, [event(number, "older") for number in range(5)]) as store:
        assert len(found(store, "older")) == 5
    (tmp_path / "host.db").unlink()
    with opened(tmp_path, [event(9, "newer")]) as store:
        assert found(store, "newer") == [9]
        assert found(store, "older") == []


def test_a_query_of_nothing_asks_nothing() -> None:
    assert query_of(" \t ") == ""
