"""The page behind a sheet is dimmed, whatever happens to it meanwhile."""

import tkinter as tk
from collections.abc import Iterator

import pytest

from desktopchat.store.person.settings import Settings
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.sheets.question import QuestionSheet
from desktopchat.x11.connection import Connection, XError
from tests.screen import colour_at
from tests.waiting import wait_until

pytestmark = pytest.mark.gui


@pytest.fixture
def page(root: tk.Tk) -> tk.Frame:
    made = tk.Frame(root, background="#00ff00", class_="Page")
    made.place(x=0, y=0, relwidth=1, relheight=1)
    root.update()
    return made


@pytest.fixture
def theme(root: tk.Tk) -> Theme:
    return Theme(root, Settings(theme="light", scale=1.0))


def ask(root: tk.Tk, theme: Theme) -> QuestionSheet:
    return QuestionSheet(
        root,
        theme,
        heading="Sure?",
        words="Say it.",
        answers=[("Yes", "TButton", lambda: None)],
    )


@pytest.fixture
def sheet(page: tk.Frame, theme: Theme, root: tk.Tk) -> Iterator[QuestionSheet]:
    made = ask(root, theme)
    root.update()
    yield made
    made.close()


def sees(root: tk.Tk, *colour: int) -> None:
    def seen() -> bool:
        got = colour_at(root, 5, 5)
        return all(abs(a - b) < 2 for a, b in zip(got, colour, strict=True))

    wait_until(seen, 60)


def test_the_page_is_dimmed_until_the_sheet_leaves(root: tk.Tk, sheet: QuestionSheet) -> None:
    sees(root, 0, 153, 0)
    sheet.close()
    sees(root, 0, 255, 0)


def test_what_stands_beside_the_page_stays_there(
    root: tk.Tk, theme: Theme, page: tk.Frame, sheet: QuestionSheet
) -> None:
    sees(root, 0, 153, 0)
    strip = tk.Frame(root, background="#ff0000")
    strip.lower(page)
    strip.place(x=0, y=0, width=50, relheight=1)
    page.place(x=50, y=0, relwidth=1, width=-50, relheight=1)
    sees(root, 153, 0, 0)
    right = root.winfo_width() - 5
    wait_until(lambda: colour_at(root, right, 5)[1] > 150, 60)


def test_it_follows_the_page_the_theme_and_the_size(
    root: tk.Tk, theme: Theme, page: tk.Frame, sheet: QuestionSheet
) -> None:
    sees(root, 0, 153, 0)
    page.configure(background="#ff0000")
    sees(root, 153, 0, 0)
    theme.apply("dark")
    page.configure(background="#0000ff")
    sees(root, 0, 0, 153)
    root.geometry("700x600")
    wait_until(lambda: root.winfo_width() == 700, step=root.update)
    page.configure(background="#00ff00")
    sees(root, 0, 153, 0)
    other = tk.Frame(root, background="#ff00ff")
    other.lower(page)
    other.place(x=0, y=0, relwidth=1, relheight=1)
    page.destroy()
    sees(root, 153, 0, 153)


def test_where_the_screen_cannot_do_that_the_page_stays_as_it_is(
    root: tk.Tk, page: tk.Frame, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def missing(_self: Connection, name: str) -> int:
        asked.append(name)
        raise XError(f"the server has no {name}")

    monkeypatch.setattr(Connection, "extension", missing)
    sheet = ask(root, theme)
    wait_until(lambda: "Composite" in asked, step=root.update)
    sees(root, 0, 255, 0)
    sheet.close()
