"""All fits at each size of the window and of the text: what has no room is a scroll away."""

import importlib
import pkgutil
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import ttk

import pytest

from desktopchat.hosting.doors import Doors
from desktopchat.irc import caps
from desktopchat.irc.address import Address
from desktopchat.lan.found import FoundPerson
from desktopchat.lan.join_code import join_code
from desktopchat.store.person.setting_control import SECTIONS
from desktopchat.store.person.settings import Settings
from desktopchat.store.person.storage import KeptPart
from desktopchat.ui import sheets
from desktopchat.ui.chat.copy_bar import CopyBar
from desktopchat.ui.chat.hosting_bar import HostingBar
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.look.thumbnail import Thumbnail
from desktopchat.ui.parts.about_rows import AboutRows
from desktopchat.ui.parts.backup_rows import BackupRows
from desktopchat.ui.parts.knock_bar import CarryOn, KnockBar
from desktopchat.ui.parts.outgoing import Look, Outgoing
from desktopchat.ui.parts.person_facts import PersonFacts
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.parts.scrolled import Scrolled, WrappedLabel
from desktopchat.ui.parts.storage_rows import StorageRows
from desktopchat.ui.sheets.copies import CopiesSheet
from desktopchat.ui.sheets.doctor import DoctorSheet
from desktopchat.ui.sheets.face import FaceSheet
from desktopchat.ui.sheets.help import HelpSheet
from desktopchat.ui.sheets.host_panel import HostPanel
from desktopchat.ui.sheets.jump import Goal, Jump
from desktopchat.ui.sheets.key_changed import KeyChangedSheet
from desktopchat.ui.sheets.own_card import OwnCard
from desktopchat.ui.sheets.person_card import PersonCard
from desktopchat.ui.sheets.pinned import PinnedMessage, PinnedSheet
from desktopchat.ui.sheets.question import QuestionSheet
from desktopchat.ui.sheets.room_dialog import RoomDialog
from desktopchat.ui.sheets.room_settings import RoomSettings
from desktopchat.ui.sheets.search import SearchIn, SearchSheet
from desktopchat.ui.sheets.send_files import SendFiles
from desktopchat.ui.sheets.settings import MoreRow, SettingsSheet
from desktopchat.ui.sheets.share import ShareSheet
from desktopchat.ui.sheets.shared import SharedItem, SharedSheet
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words.catalogues import languages
from tests.ui.chatting import OURS, Wire
from tests.ui.test_at_rest import change_often, come_to_rest, start_page
from tests.ui.test_clipboard import picture
from tests.ui.test_network_sheets import KEY, WHERE, Script
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

WINDOWS = [
    (1.0, 480, 600),
    (1.0, 640, 420),
    (1.0, 1600, 1000),
    (1.25, 1000, 700),
    (1.5, 1600, 1000),
    (2.0, 1600, 1000),
    (2.0, 1100, 900),
]
BESIDE_STRIP = (1.0, 424, 600)
"""What the strip of places leaves a page of the smallest window."""
FACTS = PersonFacts(
    "Grace",
    "Grace Hopper",
    ("Operator", "Bot"),
    "away",
    "Away: at lunch until two",
    status="Back at two, with the compiler and the moth",
    lines=("The name is theirs: account hopper",),
    warning="⚠ Looks like Gracie, and is somebody else",
)


class Made:
    """What sheets are made of."""

    def __init__(self, root: tk.Tk, theme: Theme) -> None:
        self.root, self.theme, self.avatars = root, theme, Avatars(theme)
        self.wire = Wire(OURS, caps.CHANNEL_RENAME)
        self.wire.hear(":host MODE #Lab-3 +o Ada")
        self.room = self.wire.session.model.conversations[self.wire.session.model.fold("#Lab-3")]


def nothing(*_args: object) -> None:
    pass


def copies(made: Made) -> Sheet:
    sheet = CopiesSheet(made.root, made.theme, made.avatars, on_ask=nothing, on_take_back=nothing)
    sheet.show([Row(f"{n}", f"Person {n}", detail="Can be asked") for n in range(12)])
    sheet.say("Person 7 was asked.")
    return sheet


def share(made: Made) -> Sheet:
    sheet = ShareSheet(
        made.root,
        made.theme,
        address=WHERE,
        code=join_code(WHERE),
        avatars=made.avatars,
        on_invite=nothing,
        on_door=nothing,
        doors=Doors(
            "http://192.168.100.200:6680/#k3JxWq0bZ1mT9aRr5uVY2g",
            "https://192.168.100.200:6681/#aRr5uVY2gk3JxWq0bZ1mT9",
        ),
    )
    sheet.show_people([FoundPerson("a", "Ada"), FoundPerson("b", "Bo", "Kitchen")], {})
    return sheet


def sending(made: Made, *items: Outgoing) -> Sheet:
    """Of things that were looked at, with all that there is to choose."""
    for item in items:
        assert item.look is not None
    return SendFiles(
        made.root, made.theme, items, place="#Lab-3", on_send=lambda _words, _items, _choices: ""
    )


def send_picture(made: Made) -> Sheet:
    item = Outgoing(Path("/nowhere/Picture 2026-01-02 10.11.12.jpg"))
    item.look = Look(5_000_000, 0, Thumbnail(picture(), 4000, 2000), tells=True)
    return sending(made, item)


def send_files(made: Made) -> Sheet:
    items = [Outgoing(Path(f"/nowhere/report {number} {'x' * 60}.pdf")) for number in range(40)]
    for item in items:
        item.look = Look(999)
    items[1].look = Look(wrong="It can't be read: Permission denied.")
    items[2].look = Look(999, 0, Thumbnail(picture(), 40, 20), stays=True)
    items[3] = Outgoing(Path("/nowhere/photo.jpg"))
    items[3].look = Look(5_000_000, 0, Thumbnail(picture(), 4000, 2000), tells=True)
    return sending(made, *items)


def host_panel(made: Made) -> Sheet:
    return HostPanel(
        made.root,
        made.theme,
        made.avatars,
        made.wire.session,
        title="Laboratory of the third floor",
    )


def room_settings(made: Made, may_rule: bool = True) -> RoomSettings:
    return RoomSettings(
        made.root,
        made.theme,
        made.avatars,
        made.wire.session,
        made.room,
        may_rule=may_rule,
        waiting=lambda: (),
        on_answer=nothing,
    )


def tab(key: str, make: Callable[[Made], Sheet]) -> Callable[[Made], Sheet]:
    def opened(made: Made) -> Sheet:
        sheet = make(made)
        assert isinstance(sheet, RoomSettings | HostPanel)
        sheet.tabs.show(key)
        return sheet

    return opened


def settings(made: Made, section: str = "me") -> SettingsSheet:
    return SettingsSheet(
        made.root,
        made.theme,
        Settings(name="Ada", theme="dark"),
        things={
            "interfaces": [(f"eth{n}", f"Network card {n} (10.0.{n}.1)") for n in range(5)],
            "language": [(one.code, one.name) for one in languages()],
        },
        on_change=nothing,
        on_name=nothing,
        on_zoom=nothing,
        more=[
            MoreRow("storage", "", lambda parent: storage(parent, made)),
            MoreRow("backup", "", lambda parent: backup(parent, made)),
            MoreRow("about", "", lambda parent: about(parent, made)),
        ],
        section=section,
    )


def storage(parent: tk.Misc, made: Made) -> StorageRows:
    nowhere = Path("/nowhere")
    parts = [
        KeptPart(f"Pictures {n}", "Small copies. " * 9, (nowhere,), nowhere, lambda: 0)
        for n in range(4)
    ]
    return StorageRows(parent, made.theme, parts, on_folder=lambda _folder: "")


def backup(parent: tk.Misc, made: Made) -> BackupRows:
    return BackupRows(parent, made.theme, choose_place=lambda: None, choose_file=lambda: None)


def about(parent: tk.Misc, made: Made) -> AboutRows:
    return AboutRows(
        parent,
        made.theme,
        visit=Script,  # type: ignore[arg-type]
        on_doctor=nothing,
        on_help=nothing,
    )


def settings_found(made: Made) -> Sheet:
    sheet = settings(made)
    sheet.search.text = "show"
    return sheet


def doctor(made: Made) -> Sheet:
    def visit(_address: Address | None) -> Script:
        return Script()

    return DoctorSheet(made.root, made.theme, visit=visit)  # type: ignore[arg-type]


def question(made: Made) -> Sheet:
    return QuestionSheet(
        made.root,
        made.theme,
        heading="Go on without you?",
        words="3 others are in this chat, which runs on this computer. " * 3,
        answers=[
            ("Keep hosting in the background", "Accent.TButton", nothing),
            ("End the chat for everyone", "Danger.TButton", nothing),
        ],
    )


def key_changed(made: Made) -> Sheet:
    return KeyChangedSheet(
        made.root,
        made.theme,
        host="lab-pc",
        old=KEY,
        new=KEY[::-1],
        on_stop=nothing,
        on_trust=nothing,
    )


def person_card(made: Made) -> Sheet:
    return PersonCard(
        made.root,
        made.theme,
        made.avatars,
        FACTS,
        at=(made.root.winfo_rootx() + 400, made.root.winfo_rooty() + 900),
        on_message=nothing,
        on_mention=nothing,
        on_more=nothing,
    )


def own_card(made: Made) -> Sheet:
    return OwnCard(
        made.root,
        made.theme,
        made.avatars,
        FACTS,
        at=None,
        on_name=nothing,
        on_status=nothing,
        on_away=nothing,
        on_picture=nothing,
    )


def face(made: Made) -> Sheet:
    return FaceSheet(
        made.root,
        made.theme,
        made.avatars,
        ("ada", "Ada Lovelace"),
        on_use=lambda _jpeg: "",
        on_remove=nothing,
    )


def search(made: Made) -> Sheet:
    return SearchSheet(
        made.root,
        made.theme,
        made.avatars,
        choices={
            SearchIn.HERE: "#Lab-3 of the second floor, with the long name",
            SearchIn.PLACE: "All of the department of physics",
            SearchIn.ALL: "All places",
        },
        chosen=SearchIn.HERE,
        on_look=nothing,
        on_go=nothing,
    )


def pinned(made: Made) -> Sheet:
    sheet = PinnedSheet(
        made.root, made.theme, made.avatars, room="Lab-3", on_go=nothing, on_unpin=nothing
    )
    said = "The kettle is " + "very " * 60 + "hot"
    sheet.start(
        [PinnedMessage(str(n), ("Bo", "Bo"), "24 Nov", said, "Pinned by Ada") for n in range(20)]
    )
    return sheet


def shared(made: Made) -> Sheet:
    sheet = SharedSheet(
        made.root,
        made.theme,
        made.avatars,
        where="Lab-3",
        on_look=nothing,
        on_open=nothing,
        on_go=nothing,
    )
    sheet.start()
    items = [
        SharedItem(str(n), f"report {n} {'x' * 80}.pdf", "Bo · look", f"Day {n // 5}", "09:12", "")
        for n in range(40)
    ]
    reach = (
        "The host is away: only what is kept here was searched. 100 newest shown: narrow it down."
    )
    sheet.show(items, reach=reach, looking=False)
    return sheet


def shared_nothing(made: Made) -> Sheet:
    sheet = shared(made)
    assert isinstance(sheet, SharedSheet)
    sheet.show([], reach="", looking=False)
    return sheet


def jump(made: Made, typed: str = "") -> Sheet:
    goals = [Goal(f"k{number}", f"Lab {number}") for number in range(20)]
    sheet = Jump(made.root, made.theme, made.avatars, goals, on_go=nothing)
    sheet.entry.insert(0, typed)
    return sheet


SHEETS: dict[str, Callable[[Made], Sheet]] = {
    "copies": copies,
    "face": face,
    "help": lambda made: HelpSheet(made.root, made.theme, on_doctor=nothing),
    "settings": settings,
    **{
        f"settings {section}": lambda made, section=section: settings(made, section)  # type: ignore[misc]
        for section in SECTIONS
        if section != "me"
    },
    "settings found": settings_found,
    "share": share,
    "doctor": doctor,
    "room": room_settings,
    "room out": tab("out", room_settings),
    "room in": tab("in", room_settings),
    "room door": tab("door", room_settings),
    "room to read": lambda made: room_settings(made, may_rule=False),
    "host": host_panel,
    "host bans": tab("bans", host_panel),
    "host words": tab("words", host_panel),
    "host log": tab("log", host_panel),
    "person": person_card,
    "own": own_card,
    "question": question,
    "key": key_changed,
    "search": search,
    "pinned": pinned,
    "shared": shared,
    "shared nothing": shared_nothing,
    "picture": send_picture,
    "files": send_files,
    "rooms": lambda made: RoomDialog(made.root, made.theme, made.avatars, on_join=nothing),
    "jump": jump,
    "jump to nothing": lambda made: jump(made, "teapot"),
}


def all_in(widget: tk.Misc) -> list[tk.Misc]:
    return [widget, *(one for child in widget.winfo_children() for one in all_in(child))]


def scrolled_with(widget: tk.Misc) -> Scrolled | None:
    while widget.master is not None:
        widget = widget.master
        if isinstance(widget, Scrolled):
            return widget
    return None


def check_that_all_is_in_reach(root: tk.Tk, top: tk.Misc) -> None:
    """Each field, button and word is in the window whole, once it is scrolled to."""
    for widget in all_in(top):
        controls = ttk.Button | ttk.Entry | ttk.Checkbutton | ttk.Label
        if not isinstance(widget, controls) or not widget.winfo_viewable():
            continue
        around = scrolled_with(widget)
        if around is not None:
            around.see(widget)
            come_to_rest(root)
        what = f"{widget} {'' if isinstance(widget, ttk.Entry) else widget.cget('text')}"
        x, y = widget.winfo_rootx() - root.winfo_rootx(), widget.winfo_rooty() - root.winfo_rooty()
        assert x >= 0, what
        assert x + widget.winfo_width() <= root.winfo_width(), what
        if around is None:
            assert y >= 0, what
            assert y + widget.winfo_height() <= root.winfo_height(), what
        elif widget.winfo_height() < around.winfo_height():
            assert widget.winfo_rooty() >= around.winfo_rooty(), what
            low = around.winfo_rooty() + around.winfo_height()
            assert widget.winfo_rooty() + widget.winfo_height() <= low, what
        if not isinstance(widget, ttk.Entry):
            assert widget.winfo_width() >= widget.winfo_reqwidth() - 1, f"{what} is cut"
            assert widget.winfo_height() >= widget.winfo_reqheight() - 1, f"{what} is cut"


def window(root: tk.Tk, scale: float, width: int, height: int) -> Theme:
    root.geometry(f"{width}x{height}+0+0")
    root.update()
    return Theme(root, Settings(theme="light", scale=scale))


def every_kind() -> set[type[Sheet]]:
    """The sheets of the program."""
    for module in pkgutil.iter_modules(sheets.__path__, f"{sheets.__name__}."):
        importlib.import_module(module.name)
    return {kind for kind in Sheet.__subclasses__() if kind.__module__.startswith("desktopchat.")}


@pytest.mark.parametrize(("scale", "width", "height"), WINDOWS)
def test_all_of_each_sheet_is_in_reach(root: tk.Tk, scale: float, width: int, height: int) -> None:
    made, looked_at = Made(root, window(root, scale, width, height)), set[type[Sheet]]()
    for name, make in SHEETS.items():
        sheet = make(made)
        looked_at.add(type(sheet))
        come_to_rest(root)
        check_that_all_is_in_reach(root, sheet)
        for button in sheet.foot.winfo_children():
            assert scrolled_with(button) is None, f"the button of {name} scrolls away"
        sheet.close()
        come_to_rest(root)
    assert every_kind() - looked_at == set(), "SHEETS lacks them"


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_comes_to_rest(root: tk.Tk, name: str) -> None:
    theme = window(root, 1.0, 1000, 700)
    sheet = SHEETS[name](Made(root, theme))
    change_often(root, theme, 40)
    sheet.close()
    come_to_rest(root)


@pytest.mark.parametrize("places", [0, 1, 10])
@pytest.mark.parametrize(("scale", "width", "height"), [*WINDOWS, BESIDE_STRIP])
def test_all_of_the_first_page_is_in_reach(
    root: tk.Tk, scale: float, width: int, height: int, places: int
) -> None:
    page = start_page(root, window(root, scale, width, height), places)
    page.join_card.ask_password()
    page.host_card.say_wrong("Something else uses port 6697 on this computer.", "Host on 6698")
    page.name_field.say_wrong("Type your name first: others see it beside your words.")
    come_to_rest(root)
    check_that_all_is_in_reach(root, page)


def test_a_label_in_what_is_not_laid_out_yet_does_not_grow_a_letter_a_line(root: tk.Tk) -> None:
    # Many of them together were higher than a picture of X11 may be, which ended the program.
    frame = ttk.Frame(root, width=1, height=1)
    label = WrappedLabel(frame, "Nothing is kept of what was said there before. " * 20)
    before = label.winfo_reqheight()
    frame.grid_propagate(False)
    frame.columnconfigure(0, weight=1)
    label.grid(sticky="ew")
    frame.place(x=0, y=0, width=1, height=1)
    root.update()
    assert label.winfo_reqheight() == before
    frame.place(width=400, height=400)
    root.update()
    assert label.winfo_reqheight() < before


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_long_answer_takes_several_lines(root: tk.Tk, scale: float) -> None:
    theme = window(root, scale, 1000, 700)
    words = "The computer of Maximiliane von Brandenburg carries on, and I stay in the chat"
    answers = [(words, "Accent.TButton", nothing), ("End it", "TButton", nothing)]
    sheet = QuestionSheet(root, theme, heading="Go?", words="", answers=answers)
    root.update()
    first, second = sheet.buttons
    check_that_all_is_in_reach(root, sheet)
    assert first.winfo_height() > second.winfo_height()
    assert str(first.cget("text")).replace("\n", " ") == words


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_lines_over_the_conversation_are_read_whole(root: tk.Tk, scale: float) -> None:
    theme = window(root, scale, 600, 700)
    knocks = KnockBar(root, theme, on_admit=nothing, on_changed=nothing)
    copy = CopyBar(root, theme, nothing)
    for row, bar in enumerate((knocks, copy)):
        bar.grid(row=row, sticky="ew")
    root.columnconfigure(0, weight=1)
    knocks.add(CarryOn("max", "Maximiliane von Brandenburg"))
    copy.show("Your computer keeps a copy of this chat, but others can’t reach it", cut_off=True)
    root.update()
    for bar in (knocks, copy):
        check_that_all_is_in_reach(root, bar)
    one_line = copy.winfo_height()
    root.geometry("1800x700")
    wait_until(lambda: copy.winfo_height() < one_line, step=root.update)
    check_that_all_is_in_reach(root, copy)


@pytest.mark.parametrize(("width", "left_out"), [(1000, 0), (560, 1), (470, 2)])
def test_the_bar_of_whoever_hosts_leaves_out_what_the_menu_has(
    root: tk.Tk, width: int, left_out: int
) -> None:
    theme = window(root, 2.0, width, 700)
    bar = HostingBar(root, theme)
    bar.grid(sticky="ew")
    root.columnconfigure(0, weight=1)
    bar.show("Lab 3", 2, "babid-hajov-kohid-balaf", "ircs://10.0.0.2")
    bar.show_copies("Safe: 2", "")
    bar.allow(True)
    come_to_rest(root)
    check_that_all_is_in_reach(root, bar)
    assert [bool(one.winfo_manager()) for one in (bar.share, bar.button)].count(False) == left_out
    assert bar.copies.winfo_ismapped()
    assert bar.manage.winfo_ismapped()
    assert "2 people" in str(bar._label.cget("text"))
