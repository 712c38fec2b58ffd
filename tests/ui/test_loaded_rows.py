"""All that one does with a row works on one of the history as on a new one, however far back."""

import subprocess
import tkinter as tk
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from desktopchat.client.model import Conversation, Entry
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.timeline.acts import Act
from tests.client.talking import OWN_CAPS
from tests.ui.chatting import Wire
from tests.ui.test_message_acts import HERE, Hear, offered, press
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

LINK = f"https://10.0.0.5:6697/files/{'A' * 22}/notes.txt"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ROWS = [
    "msgid=z0 :Linus!x@h PRIVMSG #Lab-3 :first",
    f"msgid=z1 :Grace!x@h PRIVMSG #Lab-3 :{LINK}",
    "msgid=z2 :Linus!x@h PRIVMSG #Lab-3 :see https://example.test/a",
    "msgid=z3;+draft/reply=z1 :Grace!x@h PRIVMSG #Lab-3 :an answer",
    "msgid=z4 :Ada!x@h PRIVMSG #Lab-3 :mine",
    "msgid=z5 :Grace!x@h PRIVMSG #Lab-3 :hers, with ||a secret||",
]
FURTHER_ON = [f"msgid=y{n} :Linus!x@h PRIVMSG #Lab-3 :line {n}" for n in range(4990)]


@pytest.fixture
def wire() -> Wire:
    return Wire(caps=OWN_CAPS)


@pytest.fixture(params=["new", "loaded"])
def rows(
    request: pytest.FixtureRequest, root: tk.Tk, wire: Wire, page: ChatPage, hear: Hear
) -> dict[str, Entry]:
    """The entries of ROWS by msgid, seen now: said just now, or 5,000 back in the history."""
    room = page.active
    assert room is not None
    if request.param == "new":
        hear(*("@" + line for line in ROWS))
    else:
        page.handle(wire.hear(":h BATCH +p chathistory #Lab-3"))
        for number, line in enumerate([*ROWS, *FURTHER_ON]):
            time = f"{LONG_AGO + timedelta(seconds=number):%Y-%m-%dT%H:%M:%S}.000Z"
            wire.hear(f"@batch=p;time={time};{line}")
        hear(":h BATCH -p")
        assert room.by_msgid["z0"].number < 0
    page.timeline.jump_to(room.by_msgid["z0"])
    root.update()
    assert all(where(page, room.by_msgid[f"z{n}"]) is not None for n in range(len(ROWS)))
    return room.by_msgid


def where(page: ChatPage, entry: Entry, tag: str = "body") -> tuple[str, str] | None:
    """A place on the screen in the row, on the last words with a tag; None where it is not seen."""
    text = page.timeline.text
    text.update()
    begin, end = text.range_of(entry.number)
    found = text.tag_prevrange(tag, end, begin)
    box = text.bbox(found[0]) if found else None
    if not box:
        return None
    return str(text.winfo_rootx() + box[0] + box[2] // 2), str(
        text.winfo_rooty() + box[1] + box[3] // 2
    )


def point(page: ChatPage, entry: Entry, tag: str = "body", *, click: str = "") -> None:
    at = where(page, entry, tag)
    assert at is not None
    subprocess.run(["xdotool", "mousemove", *at, *(("click", click) if click else ())], check=True)


def focus(root: tk.Tk, page: ChatPage) -> None:
    root.focus_force()
    page.timeline.text.focus_set()
    wait_until(lambda: root.focus_get() is page.timeline.text, step=root.update)


def test_faces_stand_beside_it_and_the_bar_at_the_pointer(
    root: tk.Tk, page: ChatPage, rows: dict[str, Entry]
) -> None:
    faces = [entry.msgid for entry in page.timeline.gutter._faces.values()]
    assert set(faces) >= {"z0", "z1", "z2", "z3", "z4"}
    point(page, rows["z5"])
    bar = page.timeline.row_bar
    wait_until(lambda: bar.entry is rows["z5"] and bar.winfo_ismapped(), step=root.update)
    over = (
        bar.winfo_rootx() + (2 * bar.buttons.index(Act.REPLY) + 1) * bar.winfo_width()
        // (2 * len(bar.buttons)),
        bar.winfo_rooty() + bar.winfo_height() // 2,
    )  # fmt: skip
    subprocess.run(["xdotool", "mousemove", *map(str, over), "click", "1"], check=True)
    wait_until(lambda: page.composer.bar.words.startswith("Replying to Grace"), step=root.update)


def test_its_links_files_and_quotes_are_opened_by_a_click(
    root: tk.Tk, page: ChatPage, rows: dict[str, Entry]
) -> None:
    opened: list[str] = []
    page.timeline.on_link = opened.append
    point(page, rows["z2"], "link", click="1")
    wait_until(lambda: opened == ["https://example.test/a"], step=root.update)
    point(page, rows["z1"], "file", click="1")
    wait_until(lambda: opened[1:] == [LINK], step=root.update)
    text = page.timeline.text
    point(page, rows["z3"], "quote", click="1")
    wait_until(lambda: text.tag_ranges("found"), step=root.update)
    assert text.number_at(str(text.tag_ranges("found")[0])) == rows["z1"].number


def test_its_menu_is_the_same(page: ChatPage, rows: dict[str, Entry]) -> None:
    assert {"Reply", "React…", "Copy message", "About Grace"} <= set(offered(page, rows["z5"]))
    assert {"Edit", "Delete for everyone…"} <= set(offered(page, rows["z4"]))
    assert "Save file" in [
        item[0]
        for item in page.timeline.menu.items(rows["z1"].number, LINK, HERE)
        if item is not None
    ]


def test_hidden_words_and_reactions_are_pressed(
    root: tk.Tk, page: ChatPage, wire: Wire, rows: dict[str, Entry], hear: Callable[..., None]
) -> None:
    point(page, rows["z5"], "hidden", click="1")
    text = page.timeline.text
    wait_until(
        lambda: text.tag_nextrange("looked", *text.range_of(rows["z5"].number)), step=root.update
    )
    hear("@+draft/react=ok;+draft/reply=z5 :Linus!x@h TAGMSG #Lab-3")
    wire.session.wire.out.clear()
    point(page, rows["z5"], "react", click="1")
    wait_until(lambda: wire.session.wire.out, step=root.update)
    assert "+draft/react=ok" in wire.session.wire.out[-1]
    assert "reply=z5" in wire.session.wire.out[-1]


def test_keys_reach_it_and_act_on_it(
    root: tk.Tk, page: ChatPage, wire: Wire, rows: dict[str, Entry]
) -> None:
    focus(root, page)
    press(root, "Up")
    seen = list(page.timeline.text.visible())
    wait_until(lambda: page.timeline.gutter.current == seen[-1], step=root.update)
    page.timeline.go_to(rows["z5"])
    press(root, "Up", "e")
    wait_until(lambda: page.composer.content == "mine", step=root.update)
    press(root, "Escape")
    wait_until(lambda: not page.composer.content, step=root.update)
    page.timeline.go_to(rows["z4"])
    wire.session.wire.out.clear()
    press(root, "Delete")
    wait_until(lambda: page.timeline.question.about is rows["z4"], step=root.update)
    press(root, "Return")
    wait_until(lambda: wire.session.wire.out, step=root.update)
    assert wire.session.wire.out[-1].endswith("REDACT #Lab-3 z4")


def test_it_is_copied_and_found_again_when_the_room_is(
    root: tk.Tk, page: ChatPage, wire: Wire, rows: dict[str, Entry], hear: Callable[..., None]
) -> None:
    text = page.timeline.text
    begin = text.range_of(rows["z2"].number)[0]
    text.tag_add("sel", begin, text.range_of(rows["z5"].number)[1])
    assert "see https://example.test/a" in page.timeline.selection.words()
    assert "Grace" in page.timeline.selection.words()
    if rows["z0"].number >= 0:
        return  # all of it is seen at once: there is no place to come back to
    text.tag_remove("sel", "1.0", "end")
    hear(*wire_enter())
    room, other = page.active, wire.session.model.conversation("#den")
    assert room is not None
    page.timeline.jump_to(rows["z3"])
    root.update()
    page.timeline.moved()
    top = text.number_at("@0,0")
    page.timeline.show(other)
    page.timeline.show(room)
    root.update()
    assert text.number_at("@0,0") == top


def wire_enter() -> tuple[str, ...]:
    return (":Ada!ada@host JOIN #den", ":host 353 Ada = #den :Ada", ":host 366 Ada #den :End")


def test_the_room_is_a_conversation_like_any(page: ChatPage, rows: dict[str, Entry]) -> None:
    room = page.active
    assert isinstance(room, Conversation)
    for number in page.timeline.text.numbers:
        begin, _ = page.timeline.text.range_of(number)
        assert page.timeline.text.number_at(begin) == number
        assert page.timeline.entry_of(number) is not None
    assert rows["z0"].number in page.timeline.text.numbers
