"""What is read in the window is in the language that was chosen: all of it, and nothing is cut."""

import re
import tkinter as tk
from collections.abc import Iterator
from gettext import NullTranslations
from tkinter import ttk

import pytest

from desktopchat import words
from desktopchat.client.model import EntryKind
from desktopchat.store.paths import languages_dir
from desktopchat.store.person import settings
from desktopchat.ui.app import Window
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.sheets.question import QuestionSheet
from desktopchat.ui.sheets.settings import SettingsSheet
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.ui.start_request import StartRequest
from desktopchat.words import catalogues
from tests.host.wire import running
from tests.ui.chatting import Wire
from tests.ui.test_at_rest import come_to_rest, start_page
from tests.ui.test_fits import SHEETS, Made, all_in, check_that_all_is_in_reach, window
from tests.waiting import texts, wait_until

pytestmark = pytest.mark.gui

WINDOWS = [(1.0, 480, 600), (1.0, 1000, 700), (1.25, 1000, 700), (2.0, 1100, 900)]
OTHERS = [file.stem for file in sorted(catalogues.OURS.glob("*.po"))]

OF_TESTS = {"person", "question", "shared"}
"""Sheets that show whatever words they are given."""
BEGIN, END = "‹", "›"
AS_IT_IS = re.compile(
    # Names, addresses and keys of the keyboard, what a licence says of itself, and what these
    # tests have made up.
    r"Ada|Grace|Hopper|Bo\b|Lab|Kitchen|DesktopChat|English|简体中文|10\.0\.0|"
    r"https?://192\.168\.|Person \d+ was asked|127\.0\.0|\.pdf|\.jpg|"
    r"\bk?B\b|\bMB\b|\bTk\b|\blo\b|QR|Ctrl\+|Alt\+|Shift|Tab|Esc|Enter|PgUp|F\d|\bUp\b|:name|R, \+|"
    r"BSD|MIT|Apache|HPND|LGPL|MPL|PSF|Python \d|"
    r"^[a-z]{5}(-\n?[a-z]{5})+$|Pictures \d|Small copies|Looking…|Permission denied|"
    r"All of the|All places"
)


class Marks(NullTranslations):
    """A language in which each text stands between two signs."""

    def gettext(self, message: str) -> str:
        return f"{BEGIN}{message}{END}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{BEGIN}{msgid1 if n == 1 else msgid2}{END}"

    def pgettext(self, context: str, message: str) -> str:
        return f"{BEGIN}{message}{END}"


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    words.use(words.ENGLISH, None)


def unmarked(top: tk.Misc) -> list[str]:
    """What is read in it and was not looked up."""
    found = []
    for widget in all_in(top):
        if not isinstance(widget, ttk.Button | ttk.Checkbutton | ttk.Label | tk.Label):
            continue
        said = str(widget.cget("text"))
        rest = re.sub(f"{BEGIN}[^{BEGIN}{END}]*{END}", "", said)
        while rest != said:  # one within another
            said, rest = rest, re.sub(f"{BEGIN}[^{BEGIN}{END}]*{END}", "", rest)
        if re.search(r"[A-Za-z]{2}", rest) and not AS_IT_IS.search(rest):
            found.append(f"{widget}: {rest!r}")
    return found


@pytest.mark.parametrize("name", sorted(SHEETS.keys() - OF_TESTS))
def test_all_of_a_sheet_is_looked_up(root: tk.Tk, name: str) -> None:
    words.use("xx", Marks())
    sheet = SHEETS[name](Made(root, window(root, 1.0, 1000, 900)))
    come_to_rest(root)
    assert not unmarked(sheet)
    sheet.close()
    come_to_rest(root)


def test_all_of_the_first_page_is_looked_up(root: tk.Tk) -> None:
    words.use("xx", Marks())
    page = start_page(root, window(root, 1.0, 1000, 900), 3)
    assert not unmarked(page)


@pytest.fixture
def wire() -> Wire:
    words.use("xx", Marks())
    return Wire()


def test_all_of_a_conversation_is_looked_up(root: tk.Tk, page: ChatPage, wire: Wire) -> None:
    lines = (
        ":Grace!g@10.0.0.7 PRIVMSG #Lab-3 :10",
        ":Grace!g@10.0.0.7 MODE #Lab-3 +o Ada",
        ":Grace!g@10.0.0.7 PART #Lab-3 :10",
        ":Grace!g@10.0.0.7 JOIN #Lab-3",
        ":Ada!a@10.0.0.6 TOPIC #Lab-3 :10",
        ":Linus!l@10.0.0.8 KICK #Lab-3 Grace :10",
        ":Linus!l@10.0.0.8 NICK Zoe",
        ":host 482 Ada #Lab-3 :10",
    )
    page.handle(wire.hear(*lines))
    page.draw()
    come_to_rest(root)
    assert not unmarked(page)
    said = page.timeline.text.get("1.0", "end")
    rest = re.sub(f"{BEGIN}[^{BEGIN}{END}]*{END}", "", said)
    while rest != said:
        said, rest = rest, re.sub(f"{BEGIN}[^{BEGIN}{END}]*{END}", "", rest)
    left = set(re.findall(r"[A-Za-z]{2,}", rest)) - {"Ada", "Grace", "Linus", "Zoe", "Lab"}
    assert not left, said


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize(("scale", "width", "height"), WINDOWS)
def test_nothing_is_cut(root: tk.Tk, code: str, scale: float, width: int, height: int) -> None:
    catalogues.speak(code)
    made = Made(root, window(root, scale, width, height))
    page = start_page(root, made.theme, 3)
    page.join_card.ask_password()
    come_to_rest(root)
    check_that_all_is_in_reach(root, page)
    for make in SHEETS.values():
        sheet = make(made)
        come_to_rest(root)
        check_that_all_is_in_reach(root, sheet)
        sheet.close()
        come_to_rest(root)


@pytest.fixture
def window_of_program(display: str) -> Iterator[Window]:
    root = tk.Tk()
    made = Window(root, StartRequest(theme="light", scale=1.0, discovery=False))
    made.begin()
    root.update()
    yield made
    made.leave_window(end_host=True)


def choose(made: Window, name: str) -> None:
    """Press the button of a language in the settings."""
    made.show_settings("language")
    made.root.update()
    buttons = [
        one
        for one in all_in(made.root)
        if isinstance(one, ttk.Button) and one.winfo_viewable() and one.cget("text") == name
    ]
    buttons[-1].invoke()
    made.root.update()


def test_another_language_is_spoken_at_once_and_after_a_restart(
    window_of_program: Window,
) -> None:
    made = window_of_program
    assert "Host a chat" in texts(made.root)
    made.start.name = "王伟"
    choose(made, "简体中文")
    wait_until(
        lambda: {"主持聊天", "设置", "语言"} <= {*texts(made.root).split("'")},
        what=lambda: texts(made.root),
        step=made.root.update,
    )
    assert made.start.name == "王伟"
    assert settings.load().language == "zh_CN"
    choose(made, "English")
    wait_until(lambda: "Host a chat" in texts(made.root), step=made.root.update)


def test_the_first_page_changes_it_too(window_of_program: Window) -> None:
    made = window_of_program
    made.start.name = "王伟"
    made.first.page._on_language("zh_CN")
    made.root.update()
    assert "主持聊天" in texts(made.root)
    assert made.start.name == "王伟"
    assert settings.load().language == "zh_CN"


def test_the_first_page_names_the_language_that_is_spoken(window_of_program: Window) -> None:
    made = window_of_program
    made.settings.name = "Ada"  # who was here before has one button for it
    own_catalogue("xx", '# Xish\nmsgid "Help"\nmsgstr "Xelp"\n')
    made.first.page._on_language("xx")
    made.root.update()
    assert {"Xish", "Xelp"} <= {*texts(made.root).split("'")}


def own_catalogue(code: str, words: str) -> None:
    languages_dir().mkdir(parents=True, exist_ok=True)
    (languages_dir() / f"{code}.po").write_text(words, encoding="utf-8")


HEAD = '# Xish\nmsgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural={plural};\\n"\n\n'
BROKEN = {
    "no catalogue": "nothing of a catalogue",
    "NULs": HEAD.format(plural="n>1") + 'msgid "Help"\nmsgstr "Ai\0de"\n',
    "a plural that is no rule": HEAD.format(plural="(n+"),
    "a plural that divides by nothing": (
        HEAD.format(plural="n/0") + 'msgid "Help"\nmsgstr "Aide"\n'
    ),
    "nothing translated": HEAD.format(plural="n>1") + 'msgid "Help"\nmsgstr ""\n',
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_language_that_cannot_be_read_is_said_and_not_chosen(
    window_of_program: Window, how: str
) -> None:
    made = window_of_program
    own_catalogue("xx", BROKEN[how])
    made.preferences.set("language", "zh_CN")
    made.root.update()
    choose(made, "xx" if how == "no catalogue" else "Xish")
    assert "xx.po" in texts(made.root)
    assert "主持聊天" in texts(made.root), "the one before stays"
    assert settings.load().language == "zh_CN"
    sheet = made.sheets.current
    assert isinstance(sheet, QuestionSheet)
    sheet.buttons[0].invoke()
    made.root.update()
    assert isinstance(made.sheets.current, SettingsSheet)


def test_what_a_menu_opens_keeps_the_keyboard(window_of_program: Window) -> None:
    made = window_of_program
    made.settings.name = "Ada"
    made.first.renew()
    own_catalogue("xx", BROKEN["no catalogue"])
    made.root.focus_force()
    made.root.update()
    made.start._ways[0].invoke()
    wait_until(lambda: menus(made.root) != [], step=made.root.update)
    (menu,) = menus(made.root)
    menu.invoke("end")
    menu.unpost()
    wait_until(lambda: not menu.winfo_exists(), step=made.root.update)
    assert isinstance(made.sheets.current, QuestionSheet)
    assert str(made.root.focus_get()).startswith(str(made.sheets.current))


def menus(root: tk.Tk) -> list[tk.Menu]:
    return [one for one in all_in(root) if isinstance(one, tk.Menu) and one.winfo_viewable()]


def test_a_language_that_cannot_be_read_is_said_at_the_start(display: str) -> None:
    own_catalogue("xx", BROKEN["no catalogue"])
    kept = settings.load()
    kept.language = "xx"
    settings.save(kept)
    root = tk.Tk()
    made = Window(root, StartRequest(theme="light", scale=1.0, discovery=False))
    made.begin()
    root.update()
    assert "xx.po" in texts(root)
    assert "Host a chat" in texts(root)
    made.leave_window(end_host=True)


def test_what_was_told_before_in_a_conversation_is_in_it_too(window_of_program: Window) -> None:
    made = window_of_program
    made.start.name = "Ada"
    with running() as host:
        made.start.join_at(host.listeners[0].address, "")
        wait_until(lambda: made.chat is not None, step=made.root.update)
        assert made.chat is not None
        room = made.chat.active
        assert room is not None
        made.chat.session.model.add(room, EntryKind.INFO, "", words.tr("You pinned a message"))
        choose(made, "简体中文")
        made.sheets.close()
        wait_until(
            lambda: (
                made.chat is not None
                and "你置顶了一条消息" in made.chat.timeline.text.get("1.0", "end")
            ),
            step=made.root.update,
        )
        made.leave_window(end_host=True)


def test_what_is_typed_at_a_sheet_that_replaced_another_goes_into_it(
    window_of_program: Window,
) -> None:
    made = window_of_program
    own_catalogue("xx", BROKEN["no catalogue"])
    own_catalogue("yy", BROKEN["no catalogue"])
    made.start.name = "Ada"
    with running() as host:
        made.start.join_at(host.listeners[0].address, "")
        wait_until(lambda: made.chat is not None, step=made.root.update)
        made.root.focus_force()
        for name in ("xx", "yy", "简体中文", "English", "xx", "yy"):
            choose(made, name)
            wait_until(lambda: made.sheets.current is not None, step=made.root.update)
            assert [one for one in all_in(made.root) if isinstance(one, Sheet)] == [
                made.sheets.current
            ], f"one sheet, with {name}"
            assert str(made.root.focus_get()).startswith(str(made.sheets.current)), name
        made.sheets.close()
        made.root.update()
        assert made.chat is not None
        assert made.root.focus_get() is made.chat.composer.text
        made.leave_window(end_host=True)
