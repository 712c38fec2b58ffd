"""The parts of the composer, each alone: what was not sent, my own words, whom one may name, the
field."""

import tkinter as tk
from datetime import UTC, datetime

import pytest

from desktopchat.client.model import (
    Conversation,
    ConversationKind,
    Entry,
    EntryKind,
    Member,
    Person,
)
from desktopchat.ui.chat.completion import named_people
from desktopchat.ui.chat.doing import ReplyOrEdit
from desktopchat.ui.chat.message_field import MessageField
from desktopchat.ui.chat.own_words import OwnWords, own_words
from desktopchat.ui.chat.unsent import Unsent, UnsentWork
from desktopchat.ui.look.theme import Theme

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def said(text: str, sender: str = "grace", kind: EntryKind = EntryKind.MESSAGE) -> Entry:
    return Entry(1, kind, NOON, sender, text, own=sender == "me")


def room(*entries: Entry, people: dict[str, str] | None = None) -> Conversation:
    conversation = Conversation("#lab", "#lab", ConversationKind.ROOM, entries=list(entries))
    for nick, name in (people or {}).items():
        conversation.members[nick] = Member(Person(nick, realname=name))
    return conversation


def test_what_was_begun_is_there_again_and_an_edit_is_not() -> None:
    drafts: dict[str, str] = {}
    unsent = Unsent(drafts)
    answer = ReplyOrEdit(said("why?"), edits=False, about="why?")
    unsent.leave("#lab", UnsentWork("because", answer, "a long text"))
    unsent.leave("#lobby", UnsentWork(" \n", ReplyOrEdit(said("old"), edits=True, about="old")))
    assert drafts == {"#lab": "because"}
    assert unsent.enter("#lobby") == UnsentWork()
    assert unsent.enter("#lab") == UnsentWork("because", answer, "a long text")
    assert unsent.enter("#lab") == UnsentWork("because")
    unsent.sent("#lab")
    assert unsent.enter("#lab") == UnsentWork()


def test_what_was_begun_goes_with_a_new_name_and_outlives_what_it_answers() -> None:
    unsent = Unsent({})
    asked = said("why?")
    unsent.leave(
        "ada", UnsentWork("because", ReplyOrEdit(asked, edits=False, about="why?"), "long")
    )
    unsent.renamed("ada", "ada_l")
    unsent.lost(asked)
    assert unsent.enter("ada") == UnsentWork()
    assert unsent.enter("ada_l") == UnsentWork("because", None, "long")


def test_my_own_words_are_as_they_were_typed() -> None:
    conversation = room(
        said("one", "me"), said("two"), said("waves", "me", EntryKind.ACTION), said("", "me")
    )
    assert own_words(conversation) == ["one", "/me waves", ""]
    assert own_words(None) == []


def test_up_goes_back_over_my_words_and_down_on_again() -> None:
    mine, words = ["one", "two"], OwnWords()
    assert words.step(mine, "", -1) is None
    assert [words.step(mine, shown, 1) for shown in ("", "two", "one")] == ["two", "one", "one"]
    assert [words.step(mine, shown, -1) for shown in ("one", "two")] == ["two", ""]


def test_what_was_changed_or_typed_is_kept_and_the_key_moves_the_cursor() -> None:
    mine, words = ["one", "two"], OwnWords()
    assert words.step(mine, "hel", 1) is None
    assert words.step(mine, "", 1) == "two"
    assert words.step(mine, "two!", 1) is None
    words.step(mine, "", 1)
    words.forget()
    assert words.step(mine, "", 1) == "two"


def test_who_spoke_last_is_named_first_and_by_both_names() -> None:
    conversation = room(
        said("hi", "bo"),
        said("ho", "zoe"),
        said("gone", "carl"),
        people={"ada": "Ada", "bo": "bo", "zoe": "Zoë"},
    )
    names = named_people(conversation)
    assert [nick for nick, _ in names] == ["zoe", "bo", "ada"]
    assert dict(names)["bo"] == ""
    assert named_people(None) == []


@pytest.mark.gui
def test_the_field_grows_to_eight_lines_and_tells_typing_from_filling(root: tk.Tk) -> None:
    told: list[str] = []
    field = MessageField(
        root, Theme(root), lambda: told.append("typed"), lambda: told.append("changed")
    )
    field.pack(fill="x")
    root.update()
    told.clear()
    field.fill("one\ntwo\nthree")
    root.update()
    assert "typed" not in told
    assert "changed" in told
    assert int(field.cget("height")) == 3
    field.insert("end", "\nmore" * 20)
    root.update()
    assert "typed" in told
    assert int(field.cget("height")) == 8
    field.fill("")
    assert field.empty
    assert int(field.cget("height")) == 1
    field.destroy()
