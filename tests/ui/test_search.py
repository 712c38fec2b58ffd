"""Looking for what was said, and going there."""

import tkinter as tk
from collections.abc import Callable

import pytest

from desktopchat.client.model import ConversationKind, SearchFound
from desktopchat.ui.chat.context import Context, SearchedPlace, WindowVerbs
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.sheets.search import SearchIn, SearchSheet
from tests.ui.chatting import Wire
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

Hear = Callable[..., None]


@pytest.fixture
def talk(hear: Hear) -> None:
    hear(*(f":Grace!g@h PRIVMSG #Lab-3 :remark number {number}" for number in range(60)))
    hear(
        ":Linus!l@h PRIVMSG #Lab-3 :Put the kettle on",
        ":Grace!g@h PRIVMSG #Lab-3 :The kettle is at https://example.test/kettle",
    )
    hear(*(f":Grace!g@h PRIVMSG #Lab-3 :remark number {number + 100}" for number in range(60)))


@pytest.fixture
def sheet(root: tk.Tk, page: ChatPage, talk: None) -> SearchSheet:
    page.searching.open()
    (found,) = [one for one in root.winfo_children() if isinstance(one, SearchSheet)]
    root.update()
    return found


def typed(root: tk.Tk, sheet: SearchSheet, words: str) -> None:
    sheet.entry.delete(0, "end")
    sheet.entry.insert(0, words)
    wait_until(lambda: not sheet.entry.waits, step=root.update)


def test_it_is_found_while_it_is_typed(root: tk.Tk, sheet: SearchSheet) -> None:
    assert sheet.found.said == "Type what was said."
    typed(root, sheet, "kettle")
    assert [(row.text, row.detail) for row in sheet.found.list.rows] == [
        ("Grace", "The kettle is at https://example.test/kettle"),
        ("Linus", "Put the kettle on"),
    ]
    typed(root, sheet, "kettle from:linus")
    assert [row.text for row in sheet.found.list.rows] == ["Linus"]
    typed(root, sheet, "has:link")
    assert [row.text for row in sheet.found.list.rows] == ["Grace"]
    typed(root, sheet, "nothing of this")
    assert sheet.found.said == "Nothing was found here. Fewer words find more, or “Everywhere”."
    typed(root, sheet, "on:christmas")
    assert sheet.found.said.startswith("“christmas” is no day")


def test_enter_goes_to_the_message(root: tk.Tk, page: ChatPage, sheet: SearchSheet) -> None:
    typed(root, sheet, "kettle from:linus")
    sheet.entry.event_generate("<Return>")
    root.update()
    assert not sheet.winfo_exists()
    current = page.timeline.gutter.current
    assert current is not None
    entry = page.timeline.entry_of(current)
    assert entry is not None
    assert entry.text == "Put the kettle on"
    wait_until(lambda: current in page.timeline.text.visible(), step=root.update)
    assert not page.timeline.at_end


def test_other_rooms_are_looked_at_where_that_is_wanted(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Hear, sheet: SearchSheet
) -> None:
    page.handle(wire.enter("#Kitchen", "Ada Mia"))
    hear(":Mia!m@h PRIVMSG #Kitchen :Whose kettle is it?")
    typed(root, sheet, "kettle from:mia")
    assert sheet.found.said.startswith("Nothing was found here.")
    sheet.choose(SearchIn.PLACE)
    root.update()
    (row,) = sheet.found.list.rows
    assert row.note.startswith("Kitchen · ")
    sheet.entry.event_generate("<Return>")
    root.update()
    assert page.active is not None
    assert page.active.name == "#Kitchen"


def detail(sheet: SearchSheet) -> list[str]:
    return [row.detail for row in sheet.found.list.rows]


def test_it_says_that_the_host_can_not_search(root: tk.Tk, sheet: SearchSheet) -> None:
    typed(root, sheet, "kettle")
    assert sheet.found.reach == "The host can't search: only what is kept here was looked through."


def test_it_says_that_more_is_there_than_is_shown(root: tk.Tk, sheet: SearchSheet) -> None:
    typed(root, sheet, "remark")
    assert len(sheet.found.list.rows) == 100
    assert sheet.found.reach.endswith("100 newest shown: narrow it down.")


def test_it_says_that_the_host_is_away(root: tk.Tk, page: ChatPage, sheet: SearchSheet) -> None:
    page.handle(page.session.disconnected())
    typed(root, sheet, "kettle")
    assert sheet.found.reach == "The host is away: only what is kept here was searched."
    typed(root, sheet, "")
    assert sheet.found.reach == ""


def test_results_have_no_signs_of_how_words_are_set(
    root: tk.Tk, hear: Hear, sheet: SearchSheet
) -> None:
    link = f"https://10.0.0.5:6697/files/{'a' * 22}/My%20report.pdf"
    hear(
        ":Grace!g@h PRIVMSG #Lab-3 :**teapot** _one_ `x` ~~y~~ ||the butler|| *z*",
        ":Grace!g@h PRIVMSG #Lab-3 :\x0304red\x03 \x02teapot\x02 \x031,1butler\x03 @Linus",
        f":Grace!g@h PRIVMSG #Lab-3 :teapot {link}",
    )
    typed(root, sheet, "teapot")
    assert detail(sheet) == [
        "teapot 📎 My report.pdf",
        "red teapot ▒▒▒ @Linus",
        "teapot one x y ▒▒▒ z",
    ]
    typed(root, sheet, "has:file report")
    assert detail(sheet) == ["teapot 📎 My report.pdf"]


def test_keys_choose_go_there_and_leave(root: tk.Tk, page: ChatPage, sheet: SearchSheet) -> None:
    typed(root, sheet, "remark")
    keys = [row.key for row in sheet.found.list.rows]
    for key, at in (("Down", 1), ("Down", 2), ("Up", 1), ("Next", 8), ("Prior", 1)):
        sheet.entry.event_generate(f"<{key}>")
        assert sheet.found.list.current == keys[at]
    sheet.entry.event_generate("<Escape>")
    root.update()
    assert not sheet.winfo_exists()
    assert page.timeline.at_end


class TestOwnHost:
    """What a host that can search answers."""

    @pytest.fixture
    def wire(self) -> Wire:
        return Wire(caps="batch message-tags server-time desktopchat/search")

    @pytest.fixture
    def answer(self, hear: Hear) -> Hear:
        def answers(*rows: str) -> None:
            """rows: "msgid date text"."""
            lines = []
            for row in rows:
                msgid, date, text = row.split(" ", 2)
                tags = f"batch=s;msgid={msgid};time={date}T10:00:00.000Z"
                lines.append(f"@{tags} :Grace!g@h PRIVMSG #Lab-3 :{text}")
            hear(":host BATCH +s desktopchat/search #Lab-3", *lines, ":host BATCH -s")

        return answers

    def place(self, sheet: SearchSheet, key: str) -> int:
        """Where on the screen a row stands."""
        index = [row.key for row in sheet.found.list.rows].index(key)
        return sheet.found.list._layout.top(index)

    def test_it_says_that_the_host_is_asked(
        self, root: tk.Tk, sheet: SearchSheet, answer: Hear
    ) -> None:
        typed(root, sheet, "teapot")
        assert (sheet.found.said, sheet.found.reach) == ("Looking…", "Still asking the host…")
        answer()
        assert sheet.found.said.startswith("Nothing was found")
        assert sheet.found.reach == "Searched everything."

    def test_an_answer_that_comes_when_nothing_is_asked_any_more_is_not_shown(
        self, root: tk.Tk, sheet: SearchSheet, answer: Hear
    ) -> None:
        typed(root, sheet, "teapot")
        typed(root, sheet, "has:money")
        answer("n1 2024-05-03 teapot")
        assert (len(sheet.found.list.rows), sheet.found.reach) == (0, "")
        assert sheet.found.said.startswith("“has:money” is not known")

    def test_a_refusal_is_said(self, root: tk.Tk, sheet: SearchSheet, hear: Hear) -> None:
        typed(root, sheet, "teapot")
        hear(":host FAIL SEARCH MESSAGE_ERROR * :Searching failed.")
        assert sheet.found.reach == "Searching failed. Only a part was searched."

    @pytest.mark.parametrize("count", [2, 40])
    def test_what_comes_in_moves_nothing(
        self, root: tk.Tk, sheet: SearchSheet, hear: Hear, answer: Hear, count: int
    ) -> None:
        here = [f"@msgid=h{n:02};time=2024-05-02T10:00:{n:02}.000Z" for n in range(count)]
        hear(*(f"{tags} :Grace!g@h PRIVMSG #Lab-3 :teapot" for tags in here))
        typed(root, sheet, "teapot")
        sheet.entry.event_generate("<Down>")
        root.update()
        before = {row.key: self.place(sheet, row.key) for row in sheet.found.list.rows}
        chosen = sheet.found.list.current
        answer(*(f"n{n} 2024-05-03 teapot new {n}" for n in range(3)), "o1 2024-05-01 teapot old")
        assert [len(sheet.found.list.rows), detail(sheet)[-1]] == [count + 4, "teapot old"]
        assert {key: self.place(sheet, key) for key in before} == before
        assert sheet.found.list.current == chosen
        assert sheet.found.reach == "3 newer above · Searched everything."
        sheet.found.list.canvas.event_generate("<Button-4>")
        for _ in range(4):
            sheet.found.list._scroll_by(-100)
        root.update()
        assert sheet.found.reach == "Searched everything."

    def test_what_is_under_the_pointer_stays_there(
        self, root: tk.Tk, sheet: SearchSheet, hear: Hear, answer: Hear
    ) -> None:
        hear("@msgid=h1;time=2024-05-02T10:00:00.000Z :Grace!g@h PRIVMSG #Lab-3 :teapot")
        typed(root, sheet, "teapot")
        sheet.found.list._hovered(0)
        answer("n1 2024-05-03 teapot new")
        assert sheet.found.list.rows[sheet.found.list._hover].key.endswith("h1")

    def test_a_closed_room_is_gone_to_as_a_room(
        self, root: tk.Tk, page: ChatPage, sheet: SearchSheet, hear: Hear
    ) -> None:
        sheet.choose(SearchIn.PLACE)
        typed(root, sheet, "teapot")
        hear(
            ":host BATCH +s desktopchat/search *",
            "@batch=s;msgid=n1 :Mia_Wu!m@h PRIVMSG #Kitchen :teapot",
            "@batch=s;msgid=n2 :Mia_Wu!m@h PRIVMSG Ada :teapot",
            ":host BATCH -s",
        )
        notes = [(row.text, row.note.split(" · ")[0]) for row in sheet.found.list.rows]
        assert sorted(notes) == [("Mia_Wu", "Kitchen"), ("Mia_Wu", "Mia_Wu")]
        at = [row.note.startswith("Kitchen") for row in sheet.found.list.rows].index(True)
        sheet._chosen(sheet.found.list.rows[at].key)
        assert page.active is not None
        assert (page.active.name, page.active.kind) == ("#Kitchen", ConversationKind.ROOM)

    def test_another_question_begins_at_the_top(
        self, root: tk.Tk, sheet: SearchSheet, answer: Hear
    ) -> None:
        typed(root, sheet, "remark")
        sheet.entry.event_generate("<End>")
        for _ in range(5):
            sheet.entry.event_generate("<Next>")
        assert sheet.found.list.above
        typed(root, sheet, "remark number")
        assert (sheet.found.list.above, sheet.found.list._cursor) == (0, 0)


class TestSeveralPlaces:
    """One sheet over this place and another."""

    @pytest.fixture
    def kitchen(self, root: tk.Tk, page: ChatPage) -> ChatPage:
        wire = Wire(caps="batch message-tags server-time desktopchat/search")
        shared = page.context
        context = Context(
            client=wire,  # type: ignore[arg-type]
            theme=shared.theme,
            avatars=shared.avatars,
            sheets=shared.sheets,
            focused=False,
        )
        return ChatPage(root, context)

    @pytest.fixture
    def gone_to(self) -> list[str]:
        return []

    @pytest.fixture
    def sheet(
        self, root: tk.Tk, page: ChatPage, talk: None, kitchen: ChatPage, gone_to: list[str]
    ) -> SearchSheet:
        self.hear(kitchen, ":Mia!m@h PRIVMSG #Lab-3 :The kettle is cold")
        other = SearchedPlace(
            "Kitchen", kitchen.context, lambda name, entry: gone_to.append(f"{name} {entry.text}")
        )
        page.context.window = WindowVerbs(
            this_place=lambda: "Lab", search_elsewhere=lambda: [other], asleep=lambda: "Attic"
        )
        page.searching.open()
        (found,) = [one for one in root.winfo_children() if isinstance(one, SearchSheet)]
        root.update()
        return found

    def hear(self, page: ChatPage, *lines: str) -> None:
        wire = page.client
        assert isinstance(wire, Wire)
        page.handle(wire.hear(*lines))

    def test_what_is_found_in_all_of_them_is_one_list_and_says_where(
        self, root: tk.Tk, sheet: SearchSheet, gone_to: list[str]
    ) -> None:
        typed(root, sheet, "kettle")
        assert len(sheet.found.list.rows) == 2
        sheet.choose(SearchIn.ALL)
        root.update()
        assert [row.note.rsplit(" · ", 1)[0] for row in sheet.found.list.rows] == [
            "Kitchen · Lab-3",
            "Lab · Lab-3",
            "Lab · Lab-3",
        ]
        assert sheet.found.list.above == 0
        sheet.entry.event_generate("<Return>")
        root.update()
        assert gone_to == ["#Lab-3 The kettle is cold"]

    def test_what_each_could_not_be_asked_is_said(
        self, root: tk.Tk, kitchen: ChatPage, sheet: SearchSheet
    ) -> None:
        sheet.choose(SearchIn.ALL)
        typed(root, sheet, "teapot")
        unable = "Lab: The host can't search: only what is kept here was looked through."
        asleep = "Attic is not hosted now: it was not searched."
        assert sheet.found.said == "Looking…"
        assert sheet.found.reach == f"{unable} Kitchen: Still asking the host… {asleep}"
        self.hear(
            kitchen,
            ":host BATCH +s desktopchat/search *",
            "@batch=s;msgid=n1 :Mia!m@h PRIVMSG #Tea :teapot",
            ":host BATCH -s",
        )
        (row,) = sheet.found.list.rows
        assert row.note.startswith("Kitchen · Tea · ")
        assert sheet.found.reach == f"{unable} {asleep}"

    def test_each_is_asked_for_as_long_as_the_sheet_is_open(
        self, root: tk.Tk, kitchen: ChatPage, sheet: SearchSheet
    ) -> None:
        count = kitchen.context.listeners.count
        before = count(SearchFound)
        sheet.close()
        root.update()
        assert count(SearchFound) == before - 1


@pytest.mark.parametrize("size", ["480x600", "1000x700"])
def test_it_fits_into_the_window(root: tk.Tk, page: ChatPage, talk: None, size: str) -> None:
    root.geometry(size)
    wait_until(lambda: f"{root.winfo_width()}x{root.winfo_height()}" == size, step=root.update)
    page.searching.open()
    (sheet,) = [one for one in root.winfo_children() if isinstance(one, SearchSheet)]
    typed(root, sheet, "remark from:grace")
    assert sheet.winfo_y() + sheet.winfo_height() <= root.winfo_height()
    for widget in (sheet.found.list, sheet.found, sheet.entry, *sheet._buttons.values()):
        assert widget.winfo_viewable()
        end = widget.winfo_rootx() + widget.winfo_width()
        assert end <= sheet.winfo_rootx() + sheet.winfo_width()
    assert sheet.entry.winfo_width() > 150
