"""Whom an owner asks for a copy on another computer, and what the one who is asked sees."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from desktopchat.hosting.chosen import Keeper
from desktopchat.hosting.protocol import BATTERY, BEHIND, ENDED, GONE, IN_SYNC, MAINS, STUCK
from desktopchat.irc import fingerprint, tags
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.sheets.copies import CopiesSheet
from desktopchat.ui.sheets.question import QuestionSheet
from tests.ui.chatting import OURS, Wire

pytestmark = pytest.mark.gui

Hear = Callable[..., None]
KEY = "lusab-babad-gutih-tugad-bihod"
HERE = [
    ":host 211 Ada Grace[~g@10.0.0.7] 0 5 40 9 3 725 secure",
    ":host 211 Ada Linus[~l@10.0.0.8] 0 5 40 9 3 725",
    ":host 211 Ada Ada[~a@127.0.0.1] 0 1 2 3 4 60 secure",
    ":host 211 Ada *[*@10.0.0.7] 0 1 2 3 4 60 secure",
    ":host 219 Ada l :End",
]


@dataclass
class Hosted:
    copies: list[Keeper] = field(default_factory=list)
    doors: list[tuple[bool, bool]] = field(default_factory=list)

    def choose(self, key: str, name: str) -> None:
        self.copies.append(Keeper(key, name, GONE))

    def switch_door(self, on: bool, tls: bool) -> None:
        self.doors.append((on, tls))

    def dismiss(self, key: str) -> None:
        self.copies = [one for one in self.copies if one.key != key]


class FakeKeeper:
    can = True

    def __init__(self) -> None:
        self.answer: bool | None = None
        self.standing = self.key = ""
        self.is_cut_off = self.is_refused = self.is_apart = self.is_whole = False
        self.is_twin = self.hosts = False
        self.rests, self.port, self.has_copy = False, 6698, True

    def agree(self, on_key: Callable[[str], object]) -> None:
        self.answer, self.key = True, KEY
        on_key(KEY)

    def refuse(self) -> None:
        self.answer = False

    def forget(self) -> None:
        self.answer = None


@pytest.fixture
def wire() -> Wire:
    return Wire(OURS, caps="message-tags")


def said(wire: Wire) -> list[tuple[str, str]]:
    """To whom what was said about copies, since it was asked last."""
    lines, wire.session.wire.out[:] = list(wire.session.wire.out), []
    parts = (line.split(" ") for line in lines if tags.CARRY_ON in line)
    return [(nick, tag.partition("=")[2].replace("\\s", " ")) for tag, _, nick in parts]


def word(nick: str, what: str) -> str:
    what = what.replace(" ", "\\s")
    return f"@{tags.CARRY_ON}={what} :{nick}!{nick}@host TAGMSG Ada"


@pytest.fixture
def hosted(page: ChatPage) -> Hosted:
    hosted = Hosted()
    page.context.window = replace(page.context.window, hosted=lambda: hosted)
    return hosted


@pytest.fixture
def sheet(page: ChatPage, hosted: Hosted, hear: Hear, wire: Wire) -> CopiesSheet:
    page.copies.show()
    hear(*HERE)
    assert said(wire) == [("Grace", "able")]
    hear(word("Grace", "can"))
    found = page.context.sheets.current
    assert isinstance(found, CopiesSheet)
    return found


def rows(sheet: CopiesSheet) -> dict[str, str]:
    return {row.text: row.detail for row in sheet.people.list.rows}


def test_who_came_encrypted_with_this_program_can_be_asked(
    sheet: CopiesSheet, hosted: Hosted, hear: Hear, wire: Wire
) -> None:
    assert rows(sheet) == {"Grace": "Can be asked"}
    sheet.people.pick("grace")
    sheet.people.buttons[0].invoke()
    assert said(wire) == [("Grace", "ask")]
    assert rows(sheet) == {"Grace": "Was asked, and has not answered yet"}
    hear(word("Grace", KEY))
    assert hosted.copies == [Keeper(KEY, "Grace", GONE)]
    assert rows(sheet) == {"Grace": "Keeps a copy: the first one is on its way"}
    assert sheet.people.picked == "grace"
    assert can(sheet) == ["Take back"]


def can(sheet: CopiesSheet) -> list[str]:
    """The buttons that can be pressed."""
    return [str(one.cget("text")) for one in sheet.people.buttons if not one.instate(["disabled"])]


def test_a_question_is_taken_back_and_what_is_answered_after_that_counts_nothing(
    sheet: CopiesSheet, hosted: Hosted, hear: Hear, wire: Wire
) -> None:
    sheet.people.pick("grace")
    assert can(sheet) == ["Ask"]
    sheet.people.buttons[0].invoke()
    assert can(sheet) == ["Take back"]
    sheet.people.buttons[1].invoke()
    assert said(wire) == [("Grace", "ask"), ("Grace", "dismiss")]
    assert rows(sheet) == {"Grace": "Can be asked"}
    hear(word("Grace", KEY))
    assert not hosted.copies
    assert said(wire) == [("Grace", "dismiss")]


def test_who_says_not_now_can_be_asked_again_and_who_says_never_cannot(
    sheet: CopiesSheet, hear: Hear
) -> None:
    sheet.people.pick("grace")
    sheet.people.buttons[0].invoke()
    hear(word("Grace", "no"))
    assert (rows(sheet), can(sheet)) == ({"Grace": "Said: not now"}, ["Ask"])
    sheet.people.buttons[0].invoke()
    hear(word("Grace", "never"))
    assert (rows(sheet), can(sheet)) == ({"Grace": "Doesn’t want to be asked"}, [])
    hear(word("Grace", "can"))
    assert (rows(sheet), can(sheet)) == ({"Grace": "Can be asked"}, ["Ask"])


def test_who_keeps_a_copy_already_is_not_offered_again(
    sheet: CopiesSheet, hosted: Hosted, hear: Hear, wire: Wire, page: ChatPage
) -> None:
    hosted.choose(KEY, "Grace")
    page.copies.show()  # anew: of what was asked before it knows nothing
    hear(*HERE, word("Grace", f"can {KEY}"))
    found = page.context.sheets.current
    assert isinstance(found, CopiesSheet)
    assert [row.detail for row in found.people.list.rows] == ["Keeps a copy: not there now"]
    hosted.dismiss(KEY)
    page.copies.draw()
    assert rows(found) == {"Grace": "Can be asked"}


def test_who_comes_and_goes_while_it_is_open_is_seen(
    sheet: CopiesSheet, hear: Hear, wire: Wire, page: ChatPage
) -> None:
    assert not asked_who_is_here(page, wire)
    hear(":Mia!~m@10.0.0.9 JOIN #Lab-3")
    assert asked_who_is_here(page, wire)
    assert not asked_who_is_here(page, wire)
    hear(HERE[0], ":host 211 Ada Mia[~m@10.0.0.9] 0 5 40 9 3 725 secure", HERE[-1])
    assert said(wire) == [("Mia", "able")]
    hear(word("Mia", "can"))
    assert rows(sheet) == {"Grace": "Can be asked", "Mia": "Can be asked"}
    hear(":Grace!~g@10.0.0.7 QUIT")
    assert asked_who_is_here(page, wire)
    hear(":host 211 Ada Mia[~m@10.0.0.9] 0 5 40 9 3 725 secure", HERE[-1])
    assert rows(sheet) == {"Mia": "Can be asked"}


def asked_who_is_here(page: ChatPage, wire: Wire) -> bool:
    """Whether the host is asked who is here, at the next look."""
    wire.session.wire.out.clear()
    page.copies.draw()
    return any(line.startswith("STATS") for line in wire.session.wire.out)


def test_what_is_done_and_the_way_out_stand_in_one_row(sheet: CopiesSheet, root: tk.Tk) -> None:
    buttons = [*sheet.people.buttons, sheet.done]
    middles = {one.winfo_rooty() + one.winfo_height() // 2 for one in buttons}
    assert max(middles) - min(middles) <= 1
    lefts = [one.winfo_rootx() for one in buttons]
    assert lefts == sorted(lefts)


def test_who_was_not_asked_chooses_nobody(sheet: CopiesSheet, hosted: Hosted, hear: Hear) -> None:
    hear(word("Linus", KEY))
    sheet.people.pick("grace")
    sheet.people.buttons[0].invoke()
    hear(word("Grace", "no key at all"))
    assert not hosted.copies
    hear(word("Grace", "no"))
    assert rows(sheet) == {"Grace": "Said: not now"}


def test_an_owner_takes_it_back_and_so_does_who_keeps_it(
    sheet: CopiesSheet, hosted: Hosted, hear: Hear, wire: Wire, page: ChatPage
) -> None:
    hosted.choose(KEY, "Grace")
    page.copies.draw()
    said(wire)
    sheet.people.pick(KEY)
    assert can(sheet) == ["Take back"]
    sheet.people.buttons[1].invoke()
    assert said(wire) == []
    assert can(sheet) == ["Delete their copy"]
    sheet.people.buttons[1].invoke()
    assert said(wire) == [("Grace", "dismiss")]
    assert not hosted.copies
    assert rows(sheet) == {"Grace": "Can be asked"}
    hosted.choose(KEY, "Grace")
    hear(word("Grace", f"stop {KEY}"))
    assert not hosted.copies


def kept(sheet: CopiesSheet) -> list[tuple[str, str]]:
    return [(row.key, row.detail) for row in sheet.people.list.rows if "Keeps" in row.detail]


def test_one_whose_copy_had_another_key_before_is_one_row_and_taken_back_with_both(
    sheet: CopiesSheet, hosted: Hosted, hear: Hear, wire: Wire, page: ChatPage
) -> None:
    earlier = "babad-gutih-tugad-bihod-lusab"
    hosted.copies = [Keeper(KEY, "Grace", IN_SYNC), Keeper(earlier, "Grace", GONE)]
    page.show_hosting("Lab", "", "ircs://10.0.0.2")
    assert kept(sheet) == [(KEY, "Keeps a copy: in step")]
    assert page.copies.words() == ("Safe on 2 computers", "Grace: in step")
    sheet.people.pick(KEY)
    for _ in range(2):
        sheet.people.buttons[1].invoke()
    assert not hosted.copies
    hosted.copies = [Keeper(earlier, "Grace", GONE), Keeper(KEY, "Grace", GONE)]
    page.copies.draw()
    assert kept(sheet) == [(KEY, "Keeps a copy: not there now")]


def test_who_keeps_one_is_one_row_before_and_after_their_program_says_which(
    sheet: CopiesSheet, hosted: Hosted, hear: Hear, page: ChatPage
) -> None:
    hosted.choose(KEY, "Grace")
    hear(":Mia!~m@10.0.0.9 JOIN #Lab-3", word("Mia", "can"))
    for what in ("can", f"can {KEY}", "can"):
        hear(word("Grace", what))
        shown = [(row.text, row.detail) for row in sheet.people.list.rows]
        assert shown == [("Grace", "Keeps a copy: not there now"), ("Mia", "Can be asked")]


def test_who_keeps_one_unchosen_is_called_as_the_person_at_that_program(
    sheet: CopiesSheet, hosted: Hosted, hear: Hear, wire: Wire, page: ChatPage
) -> None:
    hosted.copies = [Keeper(KEY, "", IN_SYNC)]
    page.copies.draw()
    assert KEY in rows(sheet)
    hear(word("Grace", f"can {KEY}"))
    assert rows(sheet) == {"Grace": "Keeps a copy: in step"}
    said(wire)
    sheet.people.pick("grace")
    for _ in range(2):
        sheet.people.buttons[1].invoke()
    assert said(wire) == [("Grace", "dismiss")]


def test_that_nobody_else_can_come_is_said_once_that_is_known(
    page: ChatPage, hosted: Hosted
) -> None:
    page.show_hosting("Lab", "", None)
    assert page.hosting.words == "Hosting “Lab” · 3 people"
    page.show_hosting("Lab", "", "")
    assert "this computer is on no network" in page.hosting.words


def test_the_bar_says_on_how_many_computers_it_is(page: ChatPage, hosted: Hosted) -> None:
    page.show_hosting("Lab", "", "ircs://10.0.0.2")
    assert page.hosting.copies.cget("text") == "Keep a copy elsewhere…"
    hosted.copies = [Keeper(KEY, "Grace", IN_SYNC)]
    page.show_hosting("Lab", "", "ircs://10.0.0.2")
    assert page.hosting.copies.cget("text") == "Safe on 2 computers"
    assert page.copies.words()[1] == "Grace: in step"


def test_a_copy_that_nobody_could_come_to_does_not_count(
    sheet: CopiesSheet, hosted: Hosted, page: ChatPage
) -> None:
    hosted.copies = [Keeper(KEY, "Grace", IN_SYNC, cut_off=True, power=BATTERY)]
    page.show_hosting("Lab", "", "ircs://10.0.0.2")
    assert page.hosting.copies.cget("text") == "No copy elsewhere just now"
    (row,) = [one for one in sheet.people.list.rows if one.key == KEY]
    assert row.detail == "Keeps a copy: in step · can’t be reached · on battery"
    assert "Nobody could come to Grace" in sheet.hint
    hosted.copies = [Keeper(KEY, "Grace", IN_SYNC, power=MAINS)]
    page.show_hosting("Lab", "", "ircs://10.0.0.2")
    assert page.hosting.copies.cget("text") == "Safe on 2 computers"
    (row,) = [one for one in sheet.people.list.rows if one.key == KEY]
    assert row.detail == "Keeps a copy: in step · on mains power"
    assert not sheet.hint


def test_a_copy_on_a_full_disk_counts_as_none_and_the_owner_is_told_why(
    sheet: CopiesSheet, hosted: Hosted, page: ChatPage
) -> None:
    hosted.copies = [Keeper(KEY, "Grace", STUCK, power=MAINS)]
    page.show_hosting("Lab", "", "ircs://10.0.0.2")
    assert page.hosting.copies.cget("text") == "No copy elsewhere just now"
    (row,) = [one for one in sheet.people.list.rows if one.key == KEY]
    assert row.detail == "Keeps a copy: its disk may be full · on mains power"
    assert sheet.hint.startswith("What is new here can’t be copied to Grace.")


def test_who_keeps_one_and_has_a_full_disk_is_told_so(page: ChatPage, keeper: FakeKeeper) -> None:
    keeper.answer, keeper.standing = True, STUCK
    page.copy_here.draw()
    assert page.copy_here.bar.words.endswith("its disk may be full")


def test_who_keeps_one_that_nobody_could_come_to_finds_out_why(
    page: ChatPage, keeper: FakeKeeper
) -> None:
    keeper.answer, keeper.standing, keeper.is_cut_off = True, IN_SYNC, True
    page.copy_here.draw()
    assert page.copy_here.bar.words.endswith("but others can’t reach it")
    assert page.copy_here.bar.doctor.winfo_manager()
    looked_at: list[int] = []
    page.context.window = replace(page.context.window, doctor=looked_at.append)
    page.copy_here.bar.doctor.invoke()
    assert looked_at == [keeper.port]
    keeper.is_cut_off, keeper.is_whole = False, True
    page.copy_here.draw()
    assert page.copy_here.bar.words == "Your computer keeps a copy of this chat"
    assert not page.copy_here.bar.doctor.winfo_manager()


def test_who_keeps_one_is_told_that_the_chat_was_ended(page: ChatPage, keeper: FakeKeeper) -> None:
    keeper.answer, keeper.standing = True, ENDED
    page.copy_here.draw()
    assert page.copy_here.bar.words.endswith("which its host has ended")


@pytest.fixture
def keeper(page: ChatPage) -> FakeKeeper:
    keeper = FakeKeeper()
    page.context.window = replace(page.context.window, keeper=keeper)  # type: ignore[arg-type]
    return keeper


def answer(page: ChatPage, root: tk.Tk, number: int) -> None:
    page.knocks.admit.invoke()
    root.update()
    sheet = page.context.sheets.current
    assert isinstance(sheet, QuestionSheet)
    sheet.buttons[number].invoke()
    root.update()


def test_who_is_asked_reads_what_it_means_and_agrees(
    page: ChatPage, root: tk.Tk, keeper: FakeKeeper, hear: Hear, wire: Wire
) -> None:
    hear(word("Grace", "able"))
    assert said(wire) == [("Grace", "can")]
    hear(word("Grace", "ask"))
    assert page.knocks.words == "Grace asks whether your computer may carry this chat on"
    answer(page, root, 0)
    assert said(wire) == [("Grace", KEY)]
    keeper.is_whole = True
    page.draw_status()
    assert page.copy_here.bar.words == "Your computer keeps a copy of this chat"
    hear(word("Grace", "dismiss"))
    page.draw_status()
    assert page.copy_here.bar.words == ""


def test_where_no_copy_is_given_the_bar_says_no_other_thing(
    page: ChatPage, keeper: FakeKeeper
) -> None:
    keeper.answer = True
    page.copy_here.draw()
    assert page.copy_here.bar.words == "Your computer is copying this chat…"
    keeper.is_apart = True
    page.copy_here.draw()
    assert page.copy_here.bar.words.endswith("and waits for its host")
    keeper.is_refused = True
    page.copy_here.draw()
    assert page.copy_here.bar.words.startswith("This chat is not copied to your computer")


def test_of_two_computers_with_the_same_copy_one_stops_without_the_other(
    page: ChatPage, keeper: FakeKeeper, wire: Wire
) -> None:
    keeper.agree(lambda _key: None)
    keeper.is_refused = keeper.is_twin = True
    page.copy_here.draw()
    assert page.copy_here.bar.words.startswith("Another computer keeps this very copy")
    said(wire)
    page.copy_here.stop()
    assert (keeper.answer, said(wire)) == (None, [])


@pytest.mark.parametrize("standing", ["", ENDED, BEHIND, STUCK])
def test_no_copy_is_spoken_of_that_has_not_come(
    page: ChatPage, keeper: FakeKeeper, standing: str
) -> None:
    keeper.answer, keeper.has_copy, keeper.standing = True, False, standing
    keeper.is_cut_off = True
    for keeper.is_apart in (False, True):
        page.copy_here.draw()
        assert "keeps a copy" not in page.copy_here.bar.words
        assert page.copy_here.bar.words
    if not standing:
        assert page.copy_here.bar.words.startswith("Your computer has no copy of this chat yet")


def test_who_does_not_want_to_be_asked_again_is_not_until_they_say_so(
    page: ChatPage, root: tk.Tk, keeper: FakeKeeper, hear: Hear, wire: Wire
) -> None:
    hear(word("Grace", "ask"))
    answer(page, root, 1)
    assert keeper.answer is False
    hear(word("Grace", "ask"), word("Grace", "able"))
    assert said(wire) == [("Grace", "never")] * 3
    assert page.knocks.words == ""
    page.copy_here.let_ask()
    hear(word("Grace", "able"), word("Grace", "ask"))
    assert said(wire) == [("Grace", "can")]
    assert page.knocks.words


def test_not_now_is_an_answer_for_this_time(
    page: ChatPage, root: tk.Tk, keeper: FakeKeeper, hear: Hear, wire: Wire
) -> None:
    hear(word("Grace", "ask"))
    page.knocks.refuse.invoke()
    assert said(wire) == [("Grace", "no")]
    hear(word("Grace", "ask"))
    page.knocks.admit.invoke()
    root.update()
    sheet = page.context.sheets.current
    assert isinstance(sheet, QuestionSheet)
    sheet.escape()
    assert said(wire) == [("Grace", "no")]
    assert keeper.answer is None


def test_who_opens_another_sheet_over_the_question_finds_it_again(
    page: ChatPage, root: tk.Tk, keeper: FakeKeeper, hear: Hear, wire: Wire
) -> None:
    hear(word("Grace", "ask"))
    page.knocks.admit.invoke()
    root.update()
    page.copies.show()
    page.context.sheets.close()
    assert said(wire) == []
    assert page.knocks.words == "Grace asks whether your computer may carry this chat on"
    answer(page, root, 0)
    assert said(wire) == [("Grace", KEY)]
    assert page.knocks.words == ""


def test_a_page_of_another_size_goes_on_asking(
    page: ChatPage,
    another_page: Callable[[], ChatPage],
    root: tk.Tk,
    keeper: FakeKeeper,
    hear: Hear,
    wire: Wire,
) -> None:
    hear(word("Grace", "ask"))
    page.knocks.admit.invoke()
    root.update()
    other = another_page()
    other.context.sheets, other.context.window = page.context.sheets, page.context.window
    other.take_over(page)
    page.destroy()
    sheet = other.context.sheets.current
    assert isinstance(sheet, QuestionSheet)
    sheet.buttons[0].invoke()
    assert said(wire) == [("Grace", KEY)]
    assert other.knocks.words == ""


def test_who_is_asked_reads_that_others_can_connect(
    page: ChatPage, root: tk.Tk, keeper: FakeKeeper, hear: Hear
) -> None:
    hear(word("Grace", "ask"))
    page.knocks.admit.invoke()
    root.update()
    sheet = page.context.sheets.current
    assert isinstance(sheet, QuestionSheet)
    said_there = " ".join(str(one.cget("text")) for one in sheet.body.winfo_children())
    assert "a port opens on your computer" in said_there
    assert "without encryption" in said_there


@pytest.mark.parametrize("opened", [False, True])
def test_a_question_that_is_taken_back_goes(
    page: ChatPage, root: tk.Tk, keeper: FakeKeeper, hear: Hear, wire: Wire, opened: bool
) -> None:
    hear(word("Grace", "ask"))
    if opened:
        page.knocks.admit.invoke()
        root.update()
    hear(word("Grace", "dismiss"))
    assert page.knocks.words == ""
    assert page.context.sheets.current is None
    page.handle(wire.session.model.take_events())
    assert page.composer.said.startswith("Grace no longer asks")
    assert said(wire) == []
    page.session.model.notice("Something else")
    page.handle(wire.session.model.take_events())
    hear(word("Grace", "ask"))
    assert page.knocks.words == "Grace asks whether your computer may carry this chat on"
    assert page.composer.said == "Something else"


def test_who_keeps_a_copy_takes_it_back(
    page: ChatPage, root: tk.Tk, keeper: FakeKeeper, wire: Wire
) -> None:
    keeper.agree(lambda _key: None)
    page.draw_status()
    page.copy_here.bar.stop.invoke()
    sheet = page.context.sheets.current
    assert isinstance(sheet, QuestionSheet)
    sheet.buttons[0].invoke()
    assert ("Grace", f"stop {KEY}") in said(wire)
    assert keeper.answer is None


def test_on_another_server_nobody_is_asked(
    page: ChatPage, keeper: FakeKeeper, hear: Hear, wire: Wire
) -> None:
    for token in list(wire.session.model.isupport.tokens):
        if token.startswith("desktopchat/"):
            del wire.session.model.isupport.tokens[token]
    hear(word("Grace", "ask"), word("Grace", "able"))
    assert page.knocks.words == ""
    assert said(wire) == []


def test_who_has_agreed_keeps_a_copy_that_is_on_its_way_while_they_are_there(
    sheet: CopiesSheet, hosted: Hosted, hear: Hear, page: ChatPage
) -> None:
    sheet.people.pick("grace")
    sheet.people.buttons[0].invoke()
    hear(word("Grace", KEY))
    coming = "Keeps a copy: the first one is on its way"
    assert rows(sheet)["Grace"] == coming
    assert page.copies.words()[1] == "Grace: the first one is on its way"
    for standing, says in ((BEHIND, "catching up"), (GONE, "not there now")):
        hosted.copies = [Keeper(KEY, "Grace", standing)]
        page.copies.draw()
        assert rows(sheet)["Grace"] == f"Keeps a copy: {says}"


def test_a_window_whose_computer_hosts_says_so_of_no_copy(
    page: ChatPage, keeper: FakeKeeper, wire: Wire
) -> None:
    """Another window of the same person looks after it."""
    keeper.answer, keeper.hosts, keeper.key = True, True, fingerprint.words("ab" * 32)
    bar = page.copy_here.bar
    for key, says, stops in (
        ("ab" * 32, "Your computer hosts this chat", False),
        ("cd" * 32, "Your computer is copying this chat…", True),  # it is half of it
    ):
        wire.fingerprint = key
        page.draw_status()
        assert (bar.words, bar.stop.winfo_manager() != "") == (says, stops)
