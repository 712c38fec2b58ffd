"""Pasting into the composer."""

import tkinter as tk

import pytest

from desktopchat.client.model import Conversation, ConversationKind
from desktopchat.store.person.settings import Settings
from desktopchat.ui.chat.composer import Composer
from desktopchat.ui.chat.pasting import LINE_MOST, TEXT_MOST
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts import clipboard
from tests.clipboard import held, stop
from tests.waiting import wait_until

pytestmark = pytest.mark.gui


class Desk:
    """The composer with its surroundings; `sent` and `files` are what left it."""

    def __init__(self, root: tk.Tk) -> None:
        self.root = root
        self.sent: list[str] = []
        self.files: list[str] = []
        self.wrong = ""
        theme = Theme(root, Settings(theme="light", scale=1.0))
        self.composer = Composer(
            root,
            theme,
            {},
            on_send=lambda _where, text, _doing: self.sent.append(text) or "",
            on_escape=lambda: None,
            on_file=lambda text: self.wrong or self.files.append(text) or "",
        )
        self.composer.pack(side="bottom", fill="x")
        self.show("#lab")
        self.text = self.composer.text
        root.focus_force()
        self.composer.focus_text()
        root.update()

    def show(self, name: str) -> Conversation:
        shown = Conversation(name, name, ConversationKind.ROOM)
        self.composer.show(shown)
        return shown

    def paste(self, words: str) -> None:
        """Paste and wait until it has come."""
        with held(words.encode()):
            self.text.event_generate("<<Paste>>")
            self.comes()

    def comes(self) -> None:
        wait_until(lambda: not self.composer.pasting.busy, 20.0, step=self.root.update)
        self.root.update()

    @property
    def content(self) -> str:
        return self.composer.content


@pytest.fixture
def desk(root: tk.Tk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clipboard, "TEXT_SECONDS", 9.0)  # the other program may have to wait
    return Desk(root)


def test_a_paste_replaces_the_selection_and_is_undone_in_one_step(desk: Desk) -> None:
    desk.composer.insert("one two three")
    desk.text.tag_add("sel", "1.4", "1.7")
    desk.text.mark_set("insert", "1.7")
    desk.paste("TWO\nand")
    assert desk.content == "one TWO\nand three"
    assert desk.text.index("insert") == "2.3"
    desk.text.edit_undo()
    assert desk.content == "one two three"


def test_the_middle_button_pastes_what_is_selected_where_it_is_pressed(desk: Desk) -> None:
    desk.composer.insert("words")
    with held(b"more ", selection="PRIMARY"):
        desk.text.event_generate("<<PasteSelection>>", x=0, y=8)
        desk.comes()
    assert desk.content == "more words"


def test_what_is_typed_before_the_paste_has_come_stands_behind_it(desk: Desk) -> None:
    with held(b"pasted"):
        desk.text.event_generate("<<Paste>>")
        desk.composer.insert(" typed")
        desk.comes()
    assert desk.content == "pasted typed"
    assert desk.text.index("insert") == "1.12"


def test_enter_waits_for_the_paste(desk: Desk) -> None:
    with held(b"pasted"):
        desk.text.event_generate("<<Paste>>")
        desk.composer.submit()
        assert desk.sent == []
        wait_until(lambda: desk.sent == ["pasted"], 20.0, step=desk.root.update)
    assert desk.content == ""


def test_an_owner_that_hangs_stops_nothing_and_nothing_is_sent(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "TEXT_SECONDS", 0.5)
    with held(b"words") as owner:
        stop(owner)
        for _ in range(20):  # the key is held
            desk.text.event_generate("<<Paste>>")
        desk.composer.insert("alive")
        desk.composer.submit()
        wait_until(lambda: "does not answer" in desk.composer.said, 20.0, step=desk.root.update)
        desk.comes()
    assert (desk.content, desk.sent) == ("alive", [])
    desk.composer.submit()
    assert desk.sent == ["alive"]


def test_a_paste_that_comes_after_the_conversation_has_changed_goes_nowhere(desk: Desk) -> None:
    with held(b"for the lab"):
        desk.text.event_generate("<<Paste>>")
        desk.show("#kitchen")
        desk.paste("for the kitchen")
    assert desk.content == "for the kitchen"


@pytest.mark.parametrize("words", ["x" * (LINE_MOST + 1), "a line\n" * TEXT_MOST])
def test_long_text_asks_first_and_its_beginning_can_be_taken(desk: Desk, words: str) -> None:
    desk.composer.insert("before ")
    desk.paste(words)
    assert desk.content == "before "
    assert f"{len(words):,}" in desk.composer.long_bar.said
    desk.composer.long_bar.part.invoke()
    part = desk.content.removeprefix("before ")
    assert words.startswith(part)
    assert part
    assert len(desk.content) <= TEXT_MOST
    assert max(map(len, desk.content.split("\n"))) <= LINE_MOST
    assert not desk.composer.pasting.offered
    wait_until(lambda: f"first {len(part):,} of" in desk.composer.said, step=desk.root.update)


def test_pieces_that_fit_make_no_line_that_is_too_long(desk: Desk) -> None:
    for _ in range(5):
        desk.paste("x" * 1500)
    assert len(desk.content) == 3000
    assert desk.composer.pasting.offered == "x" * 1500
    desk.composer.pasting.dismiss()
    desk.text.mark_set("insert", "1.0")
    desk.paste("y\n" + "z" * 1500)
    assert desk.content == "x" * 3000


def test_long_text_goes_as_a_file_or_stays_where_it_is_asked_about(desk: Desk) -> None:
    words = "word " * 10_000
    desk.paste(words)
    desk.wrong = "This chat takes no files."
    desk.composer.long_bar.file.invoke()
    assert desk.composer.said == desk.wrong
    assert desk.composer.pasting.offered == words
    desk.wrong = ""
    desk.show("#kitchen")
    assert not desk.composer.pasting.offered
    desk.show("#lab")
    assert desk.composer.pasting.offered == words
    desk.composer.long_bar.file.invoke()
    assert desk.files == [words]
    assert not desk.composer.pasting.offered
    assert desk.sent == []


def test_escape_and_enter_send_no_long_text(desk: Desk) -> None:
    desk.paste("x" * 5000)
    desk.composer.submit()
    assert desk.composer.pasting.offered
    desk.text.event_generate("<Escape>")
    wait_until(lambda: not desk.composer.pasting.offered, step=desk.root.update)
    assert (desk.sent, desk.files, desk.content) == ([], [], "")
