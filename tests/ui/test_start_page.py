"""The first page: two choices, what each needs, and what it says when that is not enough."""

import tkinter as tk
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from tkinter import ttk

import pytest

from desktopchat import words
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.lan.found import FoundHost
from desktopchat.store.paths import compiled_words_dir, languages_dir
from desktopchat.store.person.settings import LastHost, Place, Settings
from desktopchat.ui import keys
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.start.page import HostForm, JoinForm, StartPage
from desktopchat.words import catalogues
from tests.ui.test_at_rest import come_to_rest, start_page
from tests.ui.test_fits import all_in, window
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

NOW = datetime.now(UTC).isoformat(timespec="seconds")


class Asked:
    """What the page asked its owner for."""

    def __init__(self) -> None:
        self.hosted: list[HostForm] = []
        self.joined: list[JoinForm] = []
        self.spoken: list[str] = []
        self.cancelled = 0

    def cancel(self) -> None:
        self.cancelled += 1


@pytest.fixture
def root(display: str) -> Iterator[tk.Tk]:
    window = tk.Tk()
    window.geometry("1000x700+20+20")
    window.update()
    yield window
    window.destroy()


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def opened(root: tk.Tk, asked: Asked) -> Callable[[Settings], StartPage]:
    theme: Theme | None = None

    def open_page(settings: Settings) -> StartPage:
        nonlocal theme
        theme = theme or Theme(root, settings)
        page = StartPage(
            root,
            theme,
            Avatars(theme),
            settings,
            on_host=asked.hosted.append,
            on_join=asked.joined.append,
            on_cancel=asked.cancel,
            on_language=asked.spoken.append,
        )
        page.place(x=0, y=0, relwidth=1, relheight=1)
        root.update()
        root.focus_force()
        page.begin()
        root.update()
        return page

    return open_page


def known(**more: object) -> Settings:
    settings = Settings(name="Ada Lovelace", theme="light", scale=1.0)
    for key, value in more.items():
        setattr(settings, key, value)
    return settings


LAB = Place("irc://192.168.1.20:6667", "Lab 3", "#Lab-3", NOW)

Open = Callable[[Settings], StartPage]


def test_the_first_time_the_name_is_asked_with_a_good_guess_in_it(
    root: tk.Tk, opened: Open
) -> None:
    page = opened(Settings(theme="light", scale=1.0))
    wait_until(lambda: root.focus_get() is page.name_field.entry, step=root.update)
    assert page.name_field.text
    assert page.host_card.title_field.text


def buttons(page: StartPage) -> dict[str, ttk.Button]:
    """Those that are seen, by their words."""
    found = [one for one in all_in(page) if isinstance(one, ttk.Button) and one.winfo_viewable()]
    return {str(one.cget("text")): one for one in found}


@pytest.mark.parametrize("size", ["1000x700", "480x600"])
def test_the_first_time_all_languages_and_what_this_is_are_in_sight(
    root: tk.Tk, opened: Open, asked: Asked, size: str
) -> None:
    root.geometry(size)
    page = opened(Settings(theme="light", scale=1.0))
    wait_until(lambda: f"{page.winfo_width()}x{page.winfo_height()}" == size, step=root.update)
    assert "✓ English" in buttons(page)
    buttons(page)["简体中文"].invoke()
    assert asked.spoken == ["zh_CN"]
    seen = [one for one in all_in(page) if isinstance(one, ttk.Label) and one.winfo_viewable()]
    said = [one.cget("text") for one in seen]
    assert any(str(words).startswith("Talk with the people") for words in said)


def test_later_the_language_in_use_is_a_link_of_its_own(root: tk.Tk, opened: Open) -> None:
    page = opened(known())
    assert "English" in buttons(page)
    assert "简体中文" not in buttons(page)


def test_a_password_for_the_own_chat_is_a_click_away(
    root: tk.Tk, opened: Open, asked: Asked
) -> None:
    page = opened(known())
    assert not page.host_card.password_field.winfo_viewable()
    buttons(page)["With a password"].invoke()
    wait_until(lambda: root.focus_get() is page.host_card.password_field.entry, step=root.update)
    page.host_card.password_field.text = "tea"
    page.host()
    assert asked.hosted[-1].password == "tea"


def test_what_had_a_password_is_hosted_without_one_only_on_a_second_press(
    root: tk.Tk, opened: Open, asked: Asked
) -> None:
    page = opened(known(last_host=LastHost("Lab 3", "#Lab-3", 0, NOW, locked=True)))
    field = page.host_card.password_field
    wait_until(lambda: root.focus_get() is field.entry, step=root.update)
    page.host()
    assert asked.hosted == []
    assert "had a password" in field.wrong
    field.text = "tea"
    page.host()
    field.text = ""
    page.host()
    page.host_card.title_field.text = "Kitchen"
    page.host()
    assert [one.password for one in asked.hosted] == ["tea", "", ""]


def test_settings_and_help_are_a_click_away(root: tk.Tk, opened: Open) -> None:
    pressed: list[str] = []
    for name in ("settings", "help"):
        keys.bind(root, name, partial(pressed.append, name))
    page = opened(known())
    buttons = {str(one.cget("text")): one for one in all_in(page) if isinstance(one, ttk.Button)}
    buttons["Settings"].invoke()
    buttons["Help"].invoke()
    assert pressed == ["settings", "help"]


def test_hosting_needs_one_press_once_the_name_is_known(
    root: tk.Tk, opened: Open, asked: Asked
) -> None:
    page = opened(known(last_host=LastHost("Lab 3", "#Lab-3", 0, NOW)))
    wait_until(lambda: root.focus_get() is page.host_card.button, step=root.update)
    page.host_card.button.invoke()
    assert asked.hosted == [HostForm("Ada Lovelace", "Lab 3", "")]


def test_joining_again_needs_one_press(root: tk.Tk, opened: Open, asked: Asked) -> None:
    page = opened(known(places=[LAB]))
    recent = page.join_card.list
    wait_until(lambda: root.focus_get() is recent.canvas, step=root.update)
    recent.open_current()
    (form,) = asked.joined
    assert (form.name, form.address.host, form.room) == ("Ada Lovelace", "192.168.1.20", "#Lab-3")


def test_the_keyboard_stays_on_a_place_that_is_found_on_the_network(
    root: tk.Tk, opened: Open, asked: Asked
) -> None:
    page = opened(known(places=[LAB]))
    recent = page.join_card.list
    wait_until(lambda: root.focus_get() is recent.canvas, step=root.update)
    found = FoundHost("id", "Lab 3", "#Lab-3", 2, False, "", "", "", ("192.168.1.20",), 6667, False)
    page.join_card.show_near([found], [], datetime.now(UTC))
    assert recent.current == "host:id"
    page.join_card.show_near([], [], datetime.now(UTC))
    assert recent.current == "place:irc://192.168.1.20:6667"
    page.join_card.show_near([found], [], datetime.now(UTC))
    recent.canvas.event_generate("<Return>")
    assert [form.address.host for form in asked.joined] == ["192.168.1.20"]


def test_the_room_is_called_after_the_person_until_it_gets_a_title(opened: Open) -> None:
    page = opened(known())
    assert page.host_card.title_field.text == "Ada’s room"
    page.name_field.text = "Grace Hopper"
    assert page.host_card.title_field.text == "Grace’s room"
    page.host_card.title_field.text = "Lab 3"
    page.name_field.text = "Linus"
    assert page.host_card.title_field.text == "Lab 3"


def test_an_empty_list_says_what_will_be_in_it(root: tk.Tk, opened: Open) -> None:
    card = opened(Settings(name="Ada")).join_card

    def said() -> bool:
        root.update()
        return any(child.winfo_ismapped() for child in card.list.canvas.winfo_children())

    assert said()
    card.show_places([Place("ircs://10.0.0.9", "Lab", "#lab", NOW)], datetime.now(UTC))
    assert not said()
    card.show_places([], datetime.now(UTC))
    assert said()


def test_a_missing_name_is_asked_for_in_place(root: tk.Tk, opened: Open, asked: Asked) -> None:
    page = opened(known())
    page.name_field.text = "  "
    page.host_card.button.invoke()
    assert "name" in page.words["name"]
    assert asked.hosted == []
    wait_until(lambda: root.focus_get() is page.name_field.entry, step=root.update)
    page.name_field.text = "Ada"
    assert page.words["name"] == ""


@pytest.mark.parametrize("typed", ["", "http://example.test", "two words", "lab-pc:99999"])
def test_what_is_no_address_is_explained_under_the_field(
    opened: Open, asked: Asked, typed: str
) -> None:
    page = opened(known())
    page.join_card.address_field.text = typed
    page.join_card.button.invoke()
    assert page.words["address"]
    assert asked.joined == []


def test_a_taken_name_offers_another_one_selected_to_be_typed_over(
    root: tk.Tk, opened: Open, asked: Asked
) -> None:
    page = opened(known(places=[LAB]))
    page.join_card.list.open_current()
    page.progress("Connecting…")
    page.show_problem(Problem(ProblemKind.NAME_TAKEN, "Ada_Lovelace", "192.168.1.20:6667"))
    assert page.name_field.text == "Ada Lovelace 2"
    assert "already there" in page.words["name"]
    wait_until(lambda: root.focus_get() is page.name_field.entry, step=root.update)
    assert page.name_field.entry.selection_present()


def test_a_wrong_password_opens_the_field_for_it(root: tk.Tk, opened: Open, asked: Asked) -> None:
    page = opened(known(places=[LAB]))
    page.join_card.list.open_current()
    page.show_problem(Problem(ProblemKind.WRONG_PASSWORD, "", "192.168.1.20:6667"))
    field = page.join_card.password_field
    wait_until(lambda: root.focus_get() is field.entry, step=root.update)
    assert page.words["password"]
    field.text = "tea"
    page.join_card.button.invoke()
    assert asked.joined[-1].password == "tea"


@pytest.mark.parametrize(
    "kind",
    [
        ProblemKind.NOBODY_ANSWERS,
        ProblemKind.UNKNOWN_HOST,
        ProblemKind.NOT_IRC,
        ProblemKind.NO_NETWORK,
        ProblemKind.SILENT,
    ],
)
def test_a_bad_address_is_told_under_the_address(opened: Open, kind: ProblemKind) -> None:
    page = opened(known(places=[LAB]))
    page.join_card.list.open_current()
    page.show_problem(Problem(kind, "lab-pc", "lab-pc:6667"))
    assert "lab-pc" in page.words["address"]


def test_a_taken_port_offers_the_next_one_as_a_button(opened: Open, asked: Asked) -> None:
    page = opened(known())
    page.host_card.button.invoke()
    page.show_problem(Problem(ProblemKind.PORT_TAKEN, "", "0.0.0.0:6667"))
    assert "6667" in page.words["host"]
    assert "6668" in page.host_card.remedy
    page.host(6668)
    assert asked.hosted[-1].port == 6668


def test_while_it_connects_the_button_becomes_cancel(
    root: tk.Tk, opened: Open, asked: Asked
) -> None:
    page = opened(known(places=[LAB]))
    page.join_card.list.open_current()
    page.progress("Connecting to 192.168.1.20…")
    root.update()
    assert page.busy
    assert not page.join_card.button.winfo_ismapped()
    page.join_card.cancel.invoke()
    assert asked.cancelled == 1
    page.progress("")
    root.update()
    assert page.join_card.button.winfo_ismapped()


def test_in_another_language_the_suggested_title_is_in_that_language(opened: Open) -> None:
    before = opened(known())
    before.name_field.text = "Grace Hopper"
    catalogues.speak("zh_CN", languages_dir(), compiled_words_dir())
    try:
        page = opened(known())
        page.take_over(before)
        assert page.name_field.text == "Grace Hopper"
        assert page.host_card.title_field.text == "Grace的房间"
        before.host_card.title_field.text = "Lab 3"
        page.take_over(before)
        assert page.host_card.title_field.text == "Lab 3"
    finally:
        words.use(words.ENGLISH, None)


@pytest.mark.parametrize("size", [(1000, 700), (424, 600)])
def test_the_list_of_chats_has_its_height_also_beside_the_way_back(
    root: tk.Tk, size: tuple[int, int]
) -> None:
    page = start_page(root, window(root, 1.0, *size), 3)
    page.show_back("Lab")
    come_to_rest(root)
    assert page.join_card.list.canvas.winfo_height() == 216  # two headings and three rows
