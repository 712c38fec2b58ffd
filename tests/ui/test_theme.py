"""The theme in a real window: styles, light and dark, sizes, the ring of the focus."""

import subprocess
import tkinter as tk
from collections.abc import Callable, Iterator
from pathlib import Path
from tkinter import ttk

import pytest

from desktopchat.store.person.settings import Settings
from desktopchat.ui.look import appearance
from desktopchat.ui.look.palette import DARK, LIGHT, rgb
from desktopchat.ui.look.theme import Theme
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

STYLES = [
    *(
        f"{ground}{kind}TLabel"
        for ground in ("", "Side.", "Card.")
        for kind in ("", "Dim.", "Small.", "Title.", "Heading.", "Bold.", "Error.")
    ),
    *("TFrame", "Side.TFrame", "Card.TFrame", "Field.TFrame", "Bar.TFrame"),
    *("TButton", "Accent.TButton", "Link.TButton", "Danger.TButton", "Tool.TButton"),
    *("TEntry", "TCheckbutton", "Vertical.TScrollbar", "Horizontal.TSeparator"),
]


@pytest.fixture
def root(display: str) -> Iterator[tk.Tk]:
    window = tk.Tk()
    window.geometry("500x400+20+20")
    yield window
    window.destroy()


@pytest.fixture
def make(root: tk.Tk) -> Callable[..., Theme]:
    return lambda theme="light", scale=1.0: Theme(root, Settings(theme=theme, scale=scale))


def colour_at(widget: tk.Misc, x: int, y: int, folder: Path) -> tuple[int, ...]:
    """The pixel that is really on the screen."""
    path = folder / "window.ppm"
    subprocess.run(["import", "-window", str(widget.winfo_id()), str(path)], check=True)
    picture = tk.PhotoImage(master=widget, file=str(path))
    return picture.get(x, y)


@pytest.mark.parametrize("style", STYLES)
def test_each_style_has_a_layout_and_its_colours(
    make: Callable[..., Theme], root: tk.Tk, style: str
) -> None:
    make()
    root.update()
    assert ttk.Style(root).layout(style)
    assert ttk.Style(root).lookup(style, "background")


def test_the_words_of_a_button_are_seen_with_the_focus_and_the_pointer_on_it(
    make: Callable[..., Theme], root: tk.Tk
) -> None:
    """Its face is that of the focus then, not that of the pointer."""
    theme = make()
    theme.finish()
    style = ttk.Style(root)
    for name in ("TButton", "Accent.TButton", "Danger.TButton", "Link.TButton"):
        focused = style.lookup(name, "foreground", ("focus",))
        assert style.lookup(name, "foreground", ("active", "focus")) == focused
    assert style.lookup("Danger.TButton", "foreground", ("active",)) == theme.palette.on_danger


def test_light_becomes_dark_while_the_window_stands(
    make: Callable[..., Theme], root: tk.Tk
) -> None:
    theme = make("light")
    text = tk.Text(root)
    told: list[bool] = []
    theme.on_change(lambda: told.append(theme.dark))
    assert text.cget("background") == LIGHT.page
    theme.apply("dark")
    assert told == [True]
    assert theme.palette is DARK
    assert text.cget("background") == DARK.page
    assert ttk.Style(root).lookup("TLabel", "foreground") == DARK.text
    assert tk.Text(root).cget("background") == DARK.page
    theme.apply("dark")
    assert told == [True], "nothing changed, nobody is told"


def test_an_unfollowed_or_destroyed_widget_is_told_nothing(
    make: Callable[..., Theme], root: tk.Tk
) -> None:
    class Panel(ttk.Frame):
        told = 0

        def restyle(self) -> None:
            self.told += 1

    theme = make("light")
    gone, unfollowed, kept = Panel(root), Panel(root), Panel(root)
    theme.on_change(gone.restyle)
    forget = theme.on_change(unfollowed.restyle)
    theme.on_change(kept.restyle)
    gone.destroy()
    forget()
    theme.apply("dark")
    assert (gone.told, unfollowed.told, kept.told) == (0, 0, 1)


def test_the_choice_is_kept_in_the_settings(root: tk.Tk) -> None:
    settings = Settings(theme="light", scale=0)
    theme = Theme(root, settings)
    theme.apply("dark")
    theme.zoom(1)
    assert settings.theme == "dark"
    assert settings.scale == theme.scale > theme.natural_scale
    theme.zoom(0)
    assert (settings.scale, theme.scale) == (0, theme.natural_scale)


def test_larger_makes_fonts_and_sizes_larger_and_smaller_brings_them_back(
    make: Callable[..., Theme], root: tk.Tk
) -> None:
    theme = make("light", 0)
    label = ttk.Label(root, text="Words", style="Title.TLabel")
    label.pack()
    root.update()
    before = (label.winfo_reqheight(), theme.px(100), theme.scale)
    theme.zoom(1)
    root.update()
    assert label.winfo_reqheight() > before[0]
    assert theme.px(100) > before[1]
    theme.zoom(-1)
    root.update()
    assert (label.winfo_reqheight(), theme.px(100), theme.scale) == before


def test_zooming_ends_somewhere(make: Callable[..., Theme]) -> None:
    theme = make("light", 0)
    for step in (1, -1):
        for _ in range(30):
            theme.zoom(step)
        end = theme.scale
        theme.zoom(step)
        assert theme.scale == end


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_sizes_are_whole_pixels_and_nothing_vanishes(
    make: Callable[..., Theme], scale: float
) -> None:
    theme = make("light", scale)
    assert theme.px(8) == round(8 * scale)
    assert theme.px(0) == 0
    assert theme.px(0.2) == 1
    assert theme.font("body").cget("size") == -round(14 * scale)


def test_tab_shows_where_the_focus_is(
    make: Callable[..., Theme], root: tk.Tk, tmp_path: Path
) -> None:
    theme = make("light")
    button = ttk.Button(root, text="Join")
    entry = ttk.Entry(root)
    button.pack(pady=20)
    entry.pack()
    root.update()
    edge = button.winfo_x() + button.winfo_width() // 2, button.winfo_y() + 1
    assert colour_at(root, *edge, tmp_path) != rgb(theme.palette.accent)
    root.focus_force()
    wait_until(lambda: root.focus_get() is root, step=root.update)
    subprocess.run(["xdotool", "key", "Tab"], check=True)
    wait_until(lambda: root.focus_get() is button, step=root.update)
    assert colour_at(root, *edge, tmp_path) == rgb(theme.palette.accent)
    subprocess.run(["xdotool", "key", "Tab"], check=True)
    wait_until(lambda: root.focus_get() is entry, step=root.update)
    assert colour_at(root, *edge, tmp_path) != rgb(theme.palette.accent)
    edge = entry.winfo_x() + entry.winfo_width() // 2, entry.winfo_y() + 1
    assert colour_at(root, *edge, tmp_path) == rgb(theme.palette.accent)


def test_the_field_shows_the_focus_of_what_is_in_it(
    make: Callable[..., Theme], root: tk.Tk
) -> None:
    theme = make("light")
    frame = ttk.Frame(root, style="Field.TFrame")
    text = tk.Text(frame)
    frame.pack()
    text.pack()
    theme.follow_focus(frame, text)
    root.update()
    text.focus_force()
    wait_until(lambda: frame.instate(["focus"]), step=root.update)
    root.focus_force()
    wait_until(lambda: frame.instate(["!focus"]), step=root.update)


class Asked:
    """A question that the test answers."""

    def __init__(self) -> None:
        self.answer = appearance.WAITING
        self.age = 0.0


def test_the_systems_dark_look_comes_when_the_system_answers(root: tk.Tk) -> None:
    asked = Asked()
    theme = Theme(root, Settings(theme="system"), ask=lambda: asked)  # type: ignore[arg-type,return-value]
    assert not theme.dark
    asked.answer = appearance.IS_DARK
    wait_until(lambda: theme.dark, step=root.update)


def test_a_window_opens_in_the_look_that_the_system_had_and_remembers_the_new_one(
    root: tk.Tk,
) -> None:
    asked, settings = Asked(), Settings(theme="system", system_dark=True)
    theme = Theme(root, settings, ask=lambda: asked)  # type: ignore[arg-type,return-value]
    assert theme.dark
    asked.answer = appearance.IS_LIGHT
    wait_until(lambda: not theme.dark, step=root.update)
    assert not settings.system_dark


def test_a_late_answer_does_not_overrule_a_choice(root: tk.Tk) -> None:
    asked = Asked()
    theme = Theme(root, Settings(theme="system"), ask=lambda: asked)  # type: ignore[arg-type,return-value]
    theme.apply("light")
    asked.answer = appearance.IS_DARK
    seen: list[int] = []
    root.after(120, seen.append, 1)
    wait_until(lambda: seen, step=root.update)
    assert not theme.dark


def test_who_goes_away_while_the_others_are_told_is_not_told(
    make: Callable[..., Theme], root: tk.Tk
) -> None:
    theme = make("light")
    told: list[str] = []

    class Panel(ttk.Frame):
        def restyle(self) -> None:
            told.append("panel")

    panel = Panel(root)
    forgets = []

    def first() -> None:
        told.append("first")
        panel.destroy()
        forgets[0]()

    theme.on_change(first)
    forgets.append(theme.on_change(lambda: told.append("taken back")))
    theme.on_change(panel.restyle)
    theme.on_change(lambda: told.append("last"))
    theme.apply("dark")
    assert told == ["first", "last"]
