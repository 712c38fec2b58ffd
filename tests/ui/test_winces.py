"""Small things that one meets every day."""

import tkinter as tk
from collections.abc import Callable
from pathlib import Path

import pytest

from desktopchat.client.files.transfers import State, Transfer
from desktopchat.store.person.settings import Settings
from desktopchat.ui import geometry
from desktopchat.ui.chat import sharing
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts import menu
from desktopchat.ui.parts.counted import counted
from desktopchat.ui.timeline import markup
from tests.ui.chatting import Wire
from tests.ui.test_at_rest import come_to_rest
from tests.ui.test_start_page import Asked, Open, asked, known, opened  # noqa: F401

Hear = Callable[..., None]


def test_names_are_in_the_order_in_which_people_count() -> None:
    names = ["Lab-10", "lab-2", "lab", "lab-2b", "10", "9", "Été"]
    assert sorted(names, key=counted) == ["9", "10", "lab", "lab-2", "lab-2b", "Lab-10", "Été"]


@pytest.mark.parametrize(
    ("wanted", "screen", "found"),
    [
        ((480, 420), (1920, 1080), (480, 420)),
        ((960, 840), (1280, 720), (960, 540)),
        ((1920, 1680), (1024, 768), (768, 576)),
    ],
)
def test_the_smallest_window_is_one_that_the_screen_has(
    wanted: tuple[int, int], screen: tuple[int, int], found: tuple[int, int]
) -> None:
    assert geometry.smallest(wanted, screen) == found


@pytest.mark.parametrize(
    ("said", "link", "goes"),
    [
        ("see www.example.org.", "www.example.org", "http://www.example.org"),
        ("(www.example.org/a?b=1)", "www.example.org/a?b=1", "http://www.example.org/a?b=1"),
        (
            "to ada.l+x@lab.example.org!",
            "ada.l+x@lab.example.org",
            "mailto:ada.l+x@lab.example.org",
        ),
        ("https://www.example.org/x", "https://www.example.org/x", "https://www.example.org/x"),
        ("ftp://www.example.org", None, None),
        ("www.", None, None),
        ("ada@lab", None, None),
        ("@Ada.", None, None),
    ],
)
def test_sites_and_mail_addresses_are_links(said: str, link: str | None, goes: str | None) -> None:
    names = markup.Names(lambda nick: nick, lambda _nick: 0)
    links = [piece.text for piece in markup.words(said, names, ("body",)) if "link" in piece.tags]
    assert links == ([link] if link else [])
    assert [markup.target(one) for one in links] == ([goes] if goes else [])


@pytest.mark.gui
def test_what_was_saved_goes_away_by_itself(
    page: ChatPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    transfers = page.sharing.transfers
    saved, stopped = (Transfer(name, Path("/nowhere") / name) for name in ("saved", "stopped"))
    saved.state, stopped.state = State.DONE, State.FAILED
    transfers.items += [saved, stopped]
    page.sharing.draw()
    assert transfers.items == [saved, stopped]
    monkeypatch.setattr(sharing, "SHOWN_FOR", -1.0)
    page.sharing.draw()
    assert transfers.items == [stopped]


@pytest.mark.gui
def test_lines_are_no_longer_than_one_reads_with_ease(
    root: tk.Tk, page: ChatPage, hear: Hear
) -> None:
    hear(f"@msgid=m :Grace!x@h PRIVMSG #Lab-3 :{'the lazy dog ' * 40}")
    for width in (1000, 1900):
        root.geometry(f"{width}x700")
        root.update()
        come_to_rest(root)
        text = page.timeline.text
        begin = text.tag_ranges("body")[0]
        longest = len(text.get(begin, f"{begin} display lineend"))
        assert longest < 105
    assert longest > 75


@pytest.mark.gui
@pytest.mark.parametrize("scale", [0.75, 1.0])
def test_a_window_that_grows_has_no_hole_in_it(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Hear, scale: float
) -> None:
    for number in range(400):
        wire.hear(f"@msgid=m{number} :Grace!x@h PRIVMSG #Lab-3 :{number}")
    page.open(page.active)  # type: ignore[arg-type]
    page.context.theme.zoom(-1) if scale < 1 else None
    for size in ("700x480", "700x2400", "700x500", "1500x1400"):
        root.geometry(size)
        root.update()
        come_to_rest(root)
        text = page.timeline.text
        assert text.yview()[0] > 0
        last = text.dlineinfo("end-2c")
        assert last is not None
        assert text.winfo_height() - last[1] - last[3] < 40


@pytest.mark.gui
def test_the_way_to_new_messages_covers_no_words(root: tk.Tk, page: ChatPage, hear: Hear) -> None:
    hear(*(f"@msgid=m{number} :Grace!x@h PRIVMSG #Lab-3 :{number}" for number in range(60)))
    timeline = page.timeline
    timeline.scroll_pixels(-400)
    come_to_rest(root)
    top = timeline.text.index("@0,0")
    hear("@msgid=new :Grace!x@h PRIVMSG #Lab-3 :new")
    come_to_rest(root)
    assert timeline.edges.newest.winfo_ismapped()
    assert timeline.text.index("@0,0") == top
    low = timeline.text.winfo_rooty() + timeline.text.winfo_height()
    assert timeline.edges.newest.winfo_rooty() >= low
    timeline.scroll_to_end()
    come_to_rest(root)
    assert timeline.at_end
    assert timeline.text.dlineinfo("end-2c") is not None


@pytest.mark.gui
def test_menus_show_the_keys_that_do_the_same(root: tk.Tk) -> None:
    theme = Theme(root, Settings(theme="light", scale=1.0))
    share = menu.Keyed("Bring others in…", lambda: None, "share")
    made = menu._menu(root, theme, [share, ("Other", lambda: None)])
    assert [made.entrycget(at, "accelerator") for at in (0, 1)] == ["Ctrl+I ", ""]


@pytest.mark.gui
def test_the_first_page_does_not_move_while_chats_appear(
    root: tk.Tk,
    opened: Open,  # noqa: F811
) -> None:
    from datetime import UTC, datetime

    from desktopchat.lan.found import FoundPerson

    page = opened(known())
    card = page.join_card
    widgets = (page.host_card.button, card.button, card.list, card.address_field)
    places = []
    for count, state in ((0, "looking"), (1, "found"), (9, "found"), (0, "nobody")):
        people = [FoundPerson(f"p{number}", f"Person {number}") for number in range(count)]
        card.show_near([], people, datetime.now(UTC))
        card.say_search(state)
        come_to_rest(root)
        places.append([widget.winfo_rooty() for widget in widgets])
    assert places == [places[0]] * len(places)
