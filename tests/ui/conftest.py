"""The conversation's page on a client without a socket."""

import tkinter as tk
from collections.abc import Callable, Iterator

import pytest

from desktopchat.store.person.settings import Settings
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.sheets.sheets import Sheets
from tests.ui.chatting import Wire


@pytest.fixture
def root(display: str) -> Iterator[tk.Tk]:
    window = tk.Tk()
    window.geometry("1000x700+20+20")
    window.update()
    # Out of the window: over a list, where a test before left it, it would hold the rows.
    window.event_generate("<Motion>", x=-10, y=-10, warp=True)
    window.update()
    yield window
    window.destroy()


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def settings() -> Settings:
    """Of the window, which lends them to its pages."""
    return Settings(theme="light", scale=1.0)


@pytest.fixture
def page(root: tk.Tk, wire: Wire, another_page: Callable[[], ChatPage]) -> ChatPage:
    """The page of `wire`, which a file may make its own."""
    return another_page()


@pytest.fixture
def another_page(root: tk.Tk, wire: Wire, settings: Settings) -> Callable[[], ChatPage]:
    """Makes a page of `wire`; a second one for another size of the text."""
    theme = Theme(root, settings)

    def make() -> ChatPage:
        made = ChatPage(
            root,
            Context(
                client=wire,  # type: ignore[arg-type]
                theme=theme,
                avatars=Avatars(theme),
                sheets=Sheets(root),
                settings=settings,
            ),
        )
        made.place(x=0, y=0, relwidth=1, relheight=1)
        root.update()
        return made

    return make


@pytest.fixture
def hear(root: tk.Tk, wire: Wire, page: ChatPage) -> Callable[..., None]:
    def say(*lines: str) -> None:
        page.handle(wire.hear(*lines))
        page.draw()
        root.update()

    return say
