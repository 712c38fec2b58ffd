"""The sheets about the network: bringing others in, the doctor, and what the settings say of it."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from types import SimpleNamespace
from typing import TypeVar

import pytest
import zxingcpp

from desktopchat.irc.address import Address
from desktopchat.lan.doctor.examination import BackgroundExamination
from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.found import FoundPerson
from desktopchat.lan.join_code import join_code, parse_code
from desktopchat.store.person.settings import Settings
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.qr_picture import qr_picture
from desktopchat.ui.sheets.doctor import DoctorSheet
from desktopchat.ui.sheets.phone_door import PhoneDoor
from desktopchat.ui.sheets.settings import SettingsSheet
from desktopchat.ui.sheets.share import ShareSheet
from desktopchat.ui.sheets.sheets import Sheets
from desktopchat.ui.window_sheets import show_settings
from tests import LOOPBACK
from tests.waiting import texts, wait_until

pytestmark = pytest.mark.gui
Widget = TypeVar("Widget", bound=tk.Misc)

KEY = "0123456789abcdef" * 4
WHERE = Address("192.168.1.20", 6697, True, "#Lab-3", KEY, ("10.0.0.7", "fd77:1::20"))


@pytest.fixture(params=[1.0, 2.0])
def theme(root: tk.Tk, request: pytest.FixtureRequest) -> Theme:
    return Theme(root, Settings(theme="light", scale=request.param))


# Bringing others in


@pytest.fixture
def invited() -> list[str]:
    return []


@pytest.fixture
def share(root: tk.Tk, theme: Theme, invited: list[str]) -> ShareSheet:
    return ShareSheet(
        root,
        theme,
        address=WHERE,
        code=join_code(WHERE),
        avatars=Avatars(theme),
        on_invite=invited.append,
    )


def test_the_picture_holds_the_link(share: ShareSheet) -> None:
    (read,) = zxingcpp.read_barcodes(share.picture.convert("L"))
    assert read.text == share.link == str(WHERE)


def test_the_picture_holds_the_longest_link_that_there_is() -> None:
    others = tuple(f"fd77:1:2:3:4:5:6:{number:x}" for number in range(7))
    link = str(Address("fd77:1:2:3:4:5:6:ff", 66, True, "#" + "房" * 30, KEY, others))
    (read,) = zxingcpp.read_barcodes(qr_picture(link, 232).convert("L"))
    assert read.text == link


def test_the_code_and_the_link_are_copied_whole(root: tk.Tk, share: ShareSheet) -> None:
    share.buttons["Code"].invoke()
    code = parse_code(root.clipboard_get())
    assert code is not None
    assert code.hosts == WHERE.hosts
    assert share.buttons["Code"].cget("text") == "Copied"
    share.buttons["Link"].invoke()
    assert root.clipboard_get() == str(WHERE)
    assert share.buttons["Code"].cget("text") == "Copy"


@pytest.mark.parametrize(("code", "other"), [("babid-hajov", "link"), ("", "code")])
def test_what_is_to_be_given_is_what_is_shown(
    root: tk.Tk, theme: Theme, code: str, other: str
) -> None:
    shown = ShareSheet(
        root,
        theme,
        address=WHERE,
        code=code,
        avatars=Avatars(theme),
        on_invite=lambda _id: None,
    )
    assert f"the {other} into" not in " ".join(texts(shown).split())
    assert ("Code" in shown.buttons) == bool(code)


def test_people_nearby_are_invited_with_one_click(
    root: tk.Tk, share: ShareSheet, invited: list[str]
) -> None:
    assert not share.people.winfo_manager()
    people = [FoundPerson("a", "Ada"), FoundPerson("b", "Bo", "Kitchen")]
    share.show_people(people, {"Bo": "Coming"})
    root.update()
    assert [(row.text, row.note) for row in share.people.rows] == [
        ("Ada", "Invite"),
        ("Bo", "Coming"),
    ]
    share.people.canvas.event_generate("<Button-1>", x=40, y=10)
    share.people.canvas.event_generate("<ButtonRelease-1>", x=40, y=10)
    root.update()
    assert invited == ["a"]
    share.show_people([], {})
    assert not share.people.winfo_manager()


# A phone without the program

DOOR = "http://192.168.1.20:6680/#k3JxWq0bZ1mT9aRr5uVY2g"


@pytest.fixture
def asked() -> list[bool]:
    return []


@pytest.fixture
def phones(root: tk.Tk, theme: Theme, asked: list[bool]) -> PhoneDoor:
    sheet = ShareSheet(
        root,
        theme,
        address=WHERE,
        code="",
        avatars=Avatars(theme),
        on_invite=lambda _id: None,
        on_door=lambda on, tls: asked.append(on),
    )
    assert sheet.phones is not None
    return sheet.phones[0]


def test_the_door_is_opened_and_closed_by_a_switch(
    root: tk.Tk, phones: PhoneDoor, asked: list[bool]
) -> None:
    assert not phones.picture.winfo_ismapped()
    phones.switch.invoke()
    phones.show("")  # as long as the host has not answered
    assert (asked, phones.on, "Opening…" in texts(phones)) == ([True], True, True)
    phones.show(DOOR)
    root.update()
    assert phones.picture.winfo_ismapped()
    assert phones.on
    assert "Opening…" not in texts(phones)
    phones.copy.invoke()
    assert root.clipboard_get() == DOOR
    phones.switch.invoke()
    phones.show(DOOR)
    root.update()
    assert (asked, phones.on, phones.link) == ([True, False], False, "")
    assert not phones.picture.winfo_ismapped()
    phones.show("")
    assert not phones.on


def test_a_door_that_is_open_is_shown_as_open(root: tk.Tk, phones: PhoneDoor) -> None:
    phones.show(DOOR)
    root.update()
    assert phones.on
    (read,) = zxingcpp.read_barcodes(qr_picture(phones.link, 232).convert("L"))
    assert read.text == DOOR


def test_why_the_door_does_not_open_is_said(phones: PhoneDoor) -> None:
    phones.switch.invoke()
    phones.show("", "The disk is full.")
    assert not phones.on
    assert "The disk is full." in texts(phones)
    phones.show("", "The disk is full.")
    phones.switch.invoke()
    phones.show(DOOR)
    assert phones.on
    assert "The disk is full." not in texts(phones)


def test_the_door_of_anothers_host_is_theirs_to_open(share: ShareSheet) -> None:
    assert share.phones is None
    assert "phone" not in texts(share)


# The doctor


class Script:
    """In place of a `BackgroundExamination`: finds what it is told to."""

    def __init__(self) -> None:
        self.address: Address | None = None
        self.found: list[Finding] = []
        self.step, self.over, self.stopped = "Looking…", False, False

    def poll(self) -> list[Finding]:
        found, self.found = self.found, []
        return found

    def stop(self) -> None:
        self.stopped = True


GOOD = Finding("cards", Verdict.GOOD, "This computer is on a network", "eth0: 192.168.1.5")
BAD = Finding(
    "firewall",
    Verdict.BAD,
    "ufw blocks the chat",
    "All of it.",
    ("sudo ufw allow 1",),
    ("By a rule.",),
)


@pytest.fixture
def visits() -> list[Script]:
    return []


@pytest.fixture
def doctor(root: tk.Tk, theme: Theme, visits: list[Script]) -> Callable[[str], DoctorSheet]:
    def visit(address: Address | None) -> Script:
        visits.append(Script())
        visits[-1].address = address
        return visits[-1]

    def opened(text: str) -> DoctorSheet:
        return DoctorSheet(
            root,
            theme,
            visit=visit,  # type: ignore[arg-type]
            address=text,
        )

    return opened


def test_what_is_found_is_shown_as_it_comes(
    root: tk.Tk, doctor: Callable[[str], DoctorSheet], visits: list[Script]
) -> None:
    sheet = doctor("")
    assert sheet.button.cget("text") == "Stop"
    visits[0].found.append(GOOD)
    wait_until(lambda: sheet.findings == [GOOD], step=root.update)
    assert sheet.looking
    visits[0].found.append(BAD)
    visits[0].over = True
    wait_until(lambda: not sheet.looking, step=root.update)
    shown = sheet.report.get("1.0", "end")
    assert "✓\tThis computer is on a network\neth0: 192.168.1.5\n" in shown
    assert "✕\tufw blocks the chat\nAll of it.\nsudo ufw allow 1\nBy a rule.\n" in shown
    assert sheet.button.cget("text") == "Look again"
    sheet.copy.invoke()
    assert root.clipboard_get() == shown.strip() + "\n"
    sheet.button.invoke()
    assert len(visits) == 2
    assert sheet.report.get("1.0", "end") == "\n"


def test_it_stops_when_told_and_when_it_is_closed(
    root: tk.Tk, doctor: Callable[[str], DoctorSheet], visits: list[Script]
) -> None:
    sheet = doctor("")
    sheet.button.invoke()
    assert visits[0].stopped
    assert not sheet.looking
    sheet.button.invoke()
    sheet.close()
    root.update()
    assert visits[1].stopped


def test_the_address_may_be_a_code_and_a_wrong_one_is_said(
    doctor: Callable[[str], DoctorSheet], visits: list[Script]
) -> None:
    sheet = doctor(join_code(WHERE))
    assert visits[0].address is not None
    assert visits[0].address.host == "192.168.1.20"
    sheet.button.invoke()
    sheet.field.text = "irc://lab-pc:99999"
    sheet.look()
    assert "99999" in sheet.field.wrong
    assert len(visits) == 1


@pytest.mark.sockets
def test_a_real_visit_ends_by_itself(root: tk.Tk, theme: Theme) -> None:
    sheet = DoctorSheet(
        root,
        theme,
        visit=lambda address: BackgroundExamination(
            address, only=[LOOPBACK], heartbeat_port=60_001
        ),
    )
    wait_until(lambda: not sheet.looking, 60, step=root.update)
    assert {"cards", "firewall", "nearby", "port"} <= {one.check for one in sheet.findings}


# The settings


def test_the_settings_say_who_sees_me_and_by_which_cards(root: tk.Tk, theme: Theme) -> None:
    said: list[tuple[str, object]] = []
    sheet = SettingsSheet(
        root,
        theme,
        Settings(name="Ada", theme="light"),
        things={"interfaces": [("eth0", "eth0"), ("{8D3}", "Wi-Fi")]},
        on_change=lambda name, value: said.append((name, value)),
        on_name=lambda name: said.append(("name", name)),
        on_zoom=lambda step: said.append(("zoom", step)),
    )
    checks = {str(one.cget("text")): one for one in _of_kind(sheet, ttk.Checkbutton)}
    assert {"Use eth0", "Use Wi-Fi"} < set(checks)
    checks["Show others that I am typing"].invoke()
    checks["People nearby see me and chats I host"].invoke()
    checks["Use eth0"].invoke()
    checks["Use Wi-Fi"].invoke()  # one is needed
    checks["Use eth0"].invoke()
    buttons = {str(one.cget("text")): one for one in _of_kind(sheet, ttk.Button)}
    buttons["Dark"].invoke()
    assert str(buttons["Dark"].cget("style")) == "Accent.TButton"
    assert str(buttons["Light"].cget("style")) == "TButton"
    buttons["Larger"].invoke()
    assert said == [
        ("tell_typing", False),
        ("visible", False),
        ("interfaces", ["{8D3}"]),
        ("interfaces", ["{8D3}"]),
        ("interfaces", []),
        ("theme", "dark"),
        ("zoom", 1),
    ]


def _of_kind(widget: tk.Misc, kind: type[Widget]) -> list[Widget]:
    own = [widget] if isinstance(widget, kind) else []
    return own + [one for child in widget.winfo_children() for one in _of_kind(child, kind)]


@pytest.mark.gui
def test_the_settings_show_the_colours_that_are_seen(root: tk.Tk) -> None:
    """Also where they are chosen for this once, by the command line."""
    sheets = Sheets(root)
    window = SimpleNamespace(
        root=root,
        theme=Theme(root, Settings(theme="dark", scale=1.0)),
        look=Settings(theme="dark"),
        settings=Settings(theme="system", movement="all"),
        nearby=SimpleNamespace(on=False),
        in_tray=SimpleNamespace(there=False),
        preferences=SimpleNamespace(set=print, set_name=print, zoom=print),
        places=SimpleNamespace(keep_no_copy=print),
        sheets=sheets,
    )
    show_settings(window)
    assert sheets.current is not None
    buttons = {str(one.cget("text")): one for one in _of_kind(sheets.current, ttk.Button)}
    assert str(buttons["Dark"].cget("style")) == "Accent.TButton"
    assert str(buttons["System"].cget("style")) == "TButton"
