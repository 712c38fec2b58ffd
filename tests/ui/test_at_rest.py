"""However sizes change, what is laid out comes to rest, and nothing hidden is laid out for ever."""

import _tkinter
import itertools
import tkinter as tk

import pytest

from desktopchat.store.person.settings import Place, Settings
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.sheets.sheets import Sheets
from desktopchat.ui.start.page import StartPage
from tests.client.talking import OWN_CAPS
from tests.ui.chatting import Wire

pytestmark = pytest.mark.gui

SIZES = [(1000, 700), (640, 520), (800, 900), (1500, 600), (700, 560), (1000, 620)]
STEPS = [1, 1, 1, -1, -1, -1, -1, 1]
EVENTS_MOST = 20_000


def come_to_rest(root: tk.Tk) -> None:
    """Run the loop until nothing is left to do; a layout that goes on for ever fails."""
    for _ in range(EVENTS_MOST):
        if not root.tk.dooneevent(_tkinter.DONT_WAIT):
            return
    pytest.fail("the layout does not come to rest")


def change_often(root: tk.Tk, theme: Theme, times: int = 100) -> None:
    """40 times are needed for each size of the text to be there once."""
    changes = zip(range(times), itertools.cycle(SIZES), itertools.cycle(STEPS), strict=False)
    for number, (width, height), step in changes:
        root.geometry(f"{width}x{height}")
        if number % 5 == 0:
            theme.zoom(step)
        root.tk.call("update", "idletasks") if number % 7 == 0 else None
        come_to_rest(root)


@pytest.fixture
def theme(root: tk.Tk) -> Theme:
    return Theme(root, Settings(theme="light", scale=1.0))


def start_page(root: tk.Tk, theme: Theme, places: int) -> StartPage:
    settings = Settings(name="Ada", theme="light", scale=1.0)
    for number in range(places):
        place = Place(f"ircs://10.0.0.{number}", f"Lab {number}", "#a", "2026-01-01T00:00:00Z")
        settings.remember(place)
    page = StartPage(
        root,
        theme,
        Avatars(theme),
        settings,
        on_host=lambda _form: None,
        on_join=lambda _form: None,
        on_cancel=lambda: None,
    )
    theme.on_change(page.restyle)
    page.place(x=0, y=0, relwidth=1, relheight=1)
    come_to_rest(root)
    return page


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("places", [0, 3, 6, 10])
def test_the_first_page(root: tk.Tk, theme: Theme, places: int, hidden: bool) -> None:
    page = start_page(root, theme, places)
    if hidden:
        page.place_forget()
    change_often(root, theme)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("places", [0, 1, 6, 10])
def test_both_buttons_of_the_first_page_are_always_in_sight(
    root: tk.Tk, theme: Theme, places: int, size: tuple[int, int]
) -> None:
    root.geometry(f"{size[0]}x{size[1]}")
    come_to_rest(root)
    page = start_page(root, theme, places)
    page.join_card.ask_password()
    come_to_rest(root)
    for button in (page.host_card.button, page.join_card.button):
        low = button.winfo_rooty() + button.winfo_height()
        assert low <= page.winfo_rooty() + page.winfo_height()
        assert button.winfo_viewable()


@pytest.mark.parametrize("hidden", [False, True])
def test_the_conversation(root: tk.Tk, theme: Theme, hidden: bool) -> None:
    wire = Wire(caps=OWN_CAPS)
    sheets = Sheets(root)
    page = ChatPage(
        root,
        Context(
            client=wire,  # type: ignore[arg-type]
            theme=theme,
            avatars=Avatars(theme),
            sheets=sheets,
        ),
    )
    page.place(x=0, y=0, relwidth=1, relheight=1)
    for number in range(60):
        wire.hear(f"@msgid=m{number} :Grace!x@h PRIVMSG #Lab-3 :{'word ' * (number + 1)}")
    page.handle(
        wire.hear("@msgid=n;+draft/reply=m9 :Linus!x@h PRIVMSG #Lab-3 :an answer to all of that")
    )
    page.show_hosting("Laboratory of the third floor", "babid-hajov-kohid", "ircs://10.0.0.7")
    page.draw()
    theme.on_change(page.restyle)
    come_to_rest(root)
    if hidden:
        page.place_forget()
    change_often(root, theme)
