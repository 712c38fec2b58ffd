"""One question to memory, to the logbook on disk and to the host: what is found, and how far was
looked."""

from pathlib import Path

import pytest

from desktopchat.client.kept import search as kept_search
from desktopchat.client.model import Conversation, SearchFound
from desktopchat.client.model.search_terms import read
from desktopchat.client.session import searches
from desktopchat.client.session.searches import Search, SearchScope
from tests.client.remembering import Kept, run
from tests.client.talking import ALL_CAPS, OWN_CAPS, Talk
from tests.waiting import wait_until


class Asked(Search):
    """A search whose news are counted, and whose host is the test."""

    def __init__(self, talk: Talk, typed: str, where: Conversation | None = None) -> None:
        self.news = 0
        self.talk = talk
        session = talk.session
        super().__init__(session.model, session.searches, read(typed), where, str, self._news)

    def _news(self) -> None:
        self.news += 1

    @property
    def texts(self) -> list[str]:
        return [entry.text for _, _, entry in self.newest]

    def hears(self, *lines: str) -> None:
        for event in self.talk.hears(*lines):
            if isinstance(event, SearchFound):
                self.answered(event)

    def answer(self, *rows: str) -> None:
        """The host's answer. rows: "second nick text", the second is the msgid too."""
        lines = [":h BATCH +s desktopchat/search #lab"]
        for row in rows:
            second, nick, text = row.split(" ", 2)
            tags = f"batch=s;msgid={second};time=2024-05-01T10:{int(second) // 60:02}:"
            tags += f"{int(second) % 60:02}.000Z"
            lines.append(f"@{tags} :{nick}!x@h PRIVMSG #lab :{text}")
        self.hears(*lines, ":h BATCH -s")


def words(line: str) -> list[str]:
    """A line that is sent, without its tags."""
    return line.partition(" ")[2].split(" ") if line.startswith("@") else line.split(" ")


@pytest.fixture
def talk() -> Talk:
    talk = Talk(caps=OWN_CAPS).online()
    talk.in_room("#lab", "Bo")
    return talk


def test_the_host_is_asked_until_its_answer_is_not_full(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "_PAGE", 3)
    search = Asked(talk, "tea from:bo")
    assert search.reach is SearchScope.ASKING
    assert words(talk.sent()[0]) == ["SEARCH", "*", "3", "tea"]
    search.answer("9 Bo tea", "8 Eve tea", "7 Eve tea")
    assert search.reach is SearchScope.ASKING
    assert words(talk.sent()[0]) == ["SEARCH", "*", "3", "msgid=7", "tea"]
    search.answer("6 Bo tea then", "5 Eve tea")
    assert search.reach is SearchScope.EVERYTHING
    assert search.texts == ["tea", "tea then"]
    assert talk.sent() == []


def test_it_ends_with_enough_to_look_through_and_says_so(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "SHOWN", 2)
    search = Asked(talk, "tea")
    assert words(talk.sent()[0])[2] == "3"
    search.answer("9 Bo tea 9", "8 Bo tea 8", "7 Bo tea 7")
    assert search.reach is SearchScope.EVERYTHING
    assert search.has_more
    assert search.texts == ["tea 9", "tea 8"]
    assert talk.sent() == []


def test_where_hardly_anything_fits_it_ends_after_some_pages(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "_PAGE", 1)
    monkeypatch.setattr(searches, "_PAGES_MOST", 3)
    search = Asked(talk, "tea from:bo")
    for second in (9, 8, 7):
        search.answer(f"{second} Eve tea")
    assert search.reach is SearchScope.PART
    assert search.looked_to is not None
    assert search.looked_to.second == 7


def test_days_are_where_the_host_begins_and_ends(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "_PAGE", 1)
    search = Asked(talk, "tea after:2024-05-10 before:2024-05-20")
    (asked,) = talk.sent()
    assert " timestamp=2024-05-" in asked
    search.answer("9 Bo tea")  # of the 1st of May
    assert search.reach is SearchScope.EVERYTHING
    assert search.texts == []
    assert talk.sent() == []


def test_an_answer_to_an_earlier_question_is_left_out(talk: Talk) -> None:
    first = Asked(talk, "te")
    second = Asked(talk, "tea")
    first.end()
    second.answer("9 Bo tents and tea")
    assert second.reach is SearchScope.ASKING
    assert second.texts == []
    second.answer("9 Bo tea")
    assert second.reach is SearchScope.EVERYTHING
    assert second.texts == ["tea"]


def test_a_refusal_is_said_where_it_was_asked(talk: Talk) -> None:
    search = Asked(talk, "tea")
    search.hears(":h FAIL SEARCH INVALID_TARGET #lab :You can't read messages there")
    assert search.reach is SearchScope.FAILED
    assert search.failure == "You can't read messages there"


def test_a_connection_that_breaks_leaves_what_is_here(talk: Talk) -> None:
    talk.hears("@msgid=1 :Bo!b@h PRIVMSG #lab :tea here")
    search = Asked(talk, "tea")
    for event in talk.session.disconnected():
        if isinstance(event, SearchFound):
            search.answered(event)
    assert search.reach is SearchScope.AWAY
    assert search.texts == ["tea here"]


def test_when_the_host_is_there_again_it_is_asked(talk: Talk) -> None:
    talk.hears("@msgid=1 :Bo!b@h PRIVMSG #lab :tea here")
    talk.session.disconnected()
    search = Asked(talk, "tea")
    assert search.reach is SearchScope.AWAY
    talk.online()
    search.connected()
    assert search.reach is SearchScope.ASKING
    search.answer("9 Bo tea there")
    assert search.reach is SearchScope.EVERYTHING
    assert set(search.texts) == {"tea here", "tea there"}
    search.end()
    talk.session.disconnected()
    search.connected()
    assert search.reach is SearchScope.EVERYTHING


def test_what_is_here_counts_as_it_stands_now(talk: Talk) -> None:
    talk.hears(
        "@msgid=1 :Bo!b@h PRIVMSG #lab :tea",
        "@msgid=2;+desktopchat/edit=1 :Bo!b@h PRIVMSG #lab :coffee",
    )
    search = Asked(talk, "tea")
    search.answer("1 Bo tea")
    assert search.texts == []


def test_an_edit_is_found_where_the_message_stands(talk: Talk) -> None:
    search = Asked(talk, "coffee")
    search.hears(
        ":h BATCH +s desktopchat/search *",
        "@batch=s;msgid=2;+desktopchat/edit=1 :Bo!b@h PRIVMSG #lab :coffee",
        ":h BATCH -s",
    )
    ((_, _, entry),) = search.newest
    assert (entry.msgid, entry.text) == ("1", "coffee")


def test_a_host_that_cannot_search_is_not_asked() -> None:
    talk = Talk(caps=ALL_CAPS).online()
    talk.in_room("#lab")
    talk.hears(":Bo!b@h PRIVMSG #lab :tea")
    search = Asked(talk, "tea")
    assert (search.reach, search.texts, talk.sent()) == (SearchScope.UNABLE, ["tea"], [])


def test_without_a_word_the_host_is_not_asked(talk: Talk) -> None:
    assert Asked(talk, "from:bo").reach is SearchScope.WORDLESS
    assert talk.sent() == []


# what was kept


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logbooks" / "ada.db"


def visit(path: Path, count: int, who: str = "Bo") -> None:
    """A visit to two rooms, with the even of so many remarks in the one, the odd in the other; in
    the end one room is closed."""
    with run(path, caps=OWN_CAPS) as talk:
        talk.online()
        for name in ("#lab", "#tea"):
            talk.session.rooms.join(name)
            talk.hears(f":Ada!a@h JOIN {name} * :Ada")
        for number in range(count):
            room = ("#lab", "#tea")[number % 2]
            stamp = f"2024-05-01T10:{number // 60:02}:{number % 60:02}.000Z"
            words = f"remark n{number}n" if who == "Bo" else f"remark {who} {number}"
            msgid = str(number) if who == "Bo" else f"{who}{number}"
            talk.hears(f"@msgid={msgid};time={stamp} :{who}!b@h PRIVMSG {room} :{words}")
        talk.on_disk()
        talk.session.rooms.part(talk.session.model.conversations["#tea"])
        talk.hears(":Ada!a@h PART #tea")
        talk.on_disk()


def read_out(talk: Kept, search: Search) -> None:
    wait_until(lambda: search.reach is not SearchScope.READING, step=talk.turn)


def test_what_was_kept_is_found_while_the_host_is_away(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_search, "_PAGE", 50)
    visit(path, 700)
    with run(path, caps=OWN_CAPS) as talk:
        here = talk.session.model.conversations["#lab"]
        assert "0" not in here.by_msgid
        search = Asked(talk, "n0n")
        assert search.reach is SearchScope.READING
        read_out(talk, search)
        assert (search.reach, search.texts) == (SearchScope.AWAY, ["remark n0n"])
        closed = Asked(talk, "n1n")
        read_out(talk, closed)
        assert [name for _, name, _ in closed.newest] == ["#tea"]
        elsewhere = Asked(talk, "n1n", here)
        read_out(talk, elsewhere)
        assert elsewhere.texts == []


def test_the_newest_of_all_rooms_are_shown_each_once(path: Path) -> None:
    visit(path, 400)
    with run(path, caps=OWN_CAPS) as talk:
        search = Asked(talk, "remark")
        read_out(talk, search)
        assert search.texts == [f"remark n{n}n" for n in range(399, 299, -1)]
        assert search.has_more


def test_what_one_person_said_is_read_behind_what_all_others_did(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_search, "_PAGE", 50)
    visit(path, 2, "Mia")
    visit(path, 600)
    with run(path, caps=OWN_CAPS) as talk:
        search = Asked(talk, "from:mia")
        read_out(talk, search)
        assert search.texts == ["remark Mia 1", "remark Mia 0"]


def test_the_book_brings_what_the_host_has_too_once(path: Path) -> None:
    visit(path, 4)
    with run(path, caps=OWN_CAPS) as talk:
        talk.online()
        search = Asked(talk, "remark")
        search.answer("2 Bo remark n2n", "0 Bo remark n0n")
        read_out(talk, search)
        assert search.reach is SearchScope.EVERYTHING
        assert search.texts == ["remark n3n", "remark n2n", "remark n1n", "remark n0n"]


def test_a_question_that_nobody_has_any_more_is_read_no_further(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_search, "_PAGE", 1)
    visit(path, 40)
    with run(path, caps=OWN_CAPS) as talk:
        search = Asked(talk, "remark", talk.session.model.conversations["#lab"])
        wait_until(lambda: search.news > 1, step=talk.book.take)
        search.end()
        news = search.news
        for _ in range(3):
            talk.on_disk()
        assert search.news == news
