"""The sheets and the menu that belong to the whole window: settings, help, the doctor."""

import tkinter as tk
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktopchat.irc.address import TLS_PORT, Address
from desktopchat.lan.doctor.examination import BackgroundExamination
from desktopchat.lan.interfaces import interfaces
from desktopchat.store.paths import languages_dir
from desktopchat.store.person.backup import ENDING
from desktopchat.store.person.storage import kept_copies, kept_parts
from desktopchat.ui.parts import about_rows, backup_rows, menu, running_rows, storage_rows
from desktopchat.ui.parts.about_rows import AboutRows
from desktopchat.ui.parts.backup_rows import BackupRows
from desktopchat.ui.parts.file_dialog import choose_files, choose_place
from desktopchat.ui.parts.running_rows import AutostartRow, NoTrayRow
from desktopchat.ui.parts.storage_rows import StorageRows
from desktopchat.ui.sheets.doctor import DoctorSheet
from desktopchat.ui.sheets.help import HelpSheet
from desktopchat.ui.sheets.key_changed import KeyChangedSheet
from desktopchat.ui.sheets.question import QuestionSheet
from desktopchat.ui.sheets.settings import MoreRow, SettingsSheet
from desktopchat.words import tr
from desktopchat.words.catalogues import languages

if TYPE_CHECKING:
    from desktopchat.ui.app import Window
    from desktopchat.ui.open_place import OpenPlace


def show_settings(window: "Window", section: str = "me") -> None:
    """Ctrl+, : all that there is to choose. section: the one to begin with."""
    near = window.nearby.on
    window.sheets.open(
        lambda: SettingsSheet(
            window.root,
            window.theme,
            replace(window.settings, theme=window.look.theme),  # as it is seen now
            things={
                "interfaces": [(card.name, card.shown) for card in interfaces()],
                "language": _languages(),
            },
            left_out=[
                *(() if near else ("visible", "interfaces")),
                *(() if window.in_tray.there else ("when_closed",)),
            ],
            on_change=window.preferences.set,
            on_name=window.preferences.set_name,
            on_zoom=window.preferences.zoom,
            more=_more_settings(window),
            section=section,
        )
    )


def _languages() -> list[tuple[str, str]]:
    there = [(one.code, one.name) for one in languages(languages_dir())]
    return [("", tr("As the system")), *there]


def _more_settings(window: "Window") -> list[MoreRow]:
    """What the settings show that is nothing to choose."""

    def storage(parent: tk.Misc) -> tk.Widget:
        from desktopchat.ui.outside import open_folder

        parts = [*kept_parts(), *kept_copies(window.places.keep_no_copy)]
        return StorageRows(parent, window.theme, parts, on_folder=open_folder)

    def backup(parent: tk.Misc) -> tk.Widget:
        def choose_file() -> Path | None:
            found = choose_files(window.root, window.theme, tr("Restore a backup"), many=False)
            return found[0] if found else None

        def choose_new() -> Path | None:
            name = f"DesktopChat {datetime.now(UTC).astimezone():%Y-%m-%d}{ENDING}"
            return choose_place(window.root, window.theme, tr("Back up"), name)

        return BackupRows(parent, window.theme, choose_place=choose_new, choose_file=choose_file)

    def about(parent: tk.Misc) -> tk.Widget:
        return AboutRows(
            parent,
            window.theme,
            visit=lambda: _visit(window, None),
            on_doctor=lambda: show_doctor(window),
            on_help=lambda: show_help(window),
        )

    def starting(parent: tk.Misc) -> tk.Widget:
        return AutostartRow(parent, window.theme)

    def no_tray(parent: tk.Misc) -> tk.Widget:
        return NoTrayRow(parent, window.theme)

    rows = [MoreRow("running", running_rows.AUTOSTART.search_text, starting)]
    if not window.in_tray.there:
        rows.insert(0, MoreRow("running", running_rows.WHEN_CLOSED.search_text, no_tray))
    return [
        *rows,
        MoreRow("storage", tr(storage_rows.SEARCH_TEXT), storage),
        MoreRow("backup", tr(backup_rows.SEARCH_TEXT), backup),
        MoreRow("about", tr(about_rows.SEARCH_TEXT), about),
    ]


def show_help(window: "Window") -> None:
    """F1; pressed again it leaves."""
    if isinstance(window.sheets.current, HelpSheet):
        window.sheets.close()
        return
    window.sheets.open(
        lambda: HelpSheet(
            window.root,
            window.theme,
            on_doctor=lambda: show_doctor(window),
        )
    )


def say_language_trouble(window: "Window", why: str) -> None:
    """The catalogue of a language can't be read, and another one is spoken."""
    other = partial(show_settings, window, "language")
    window.sheets.open(
        lambda: QuestionSheet(
            window.root,
            window.theme,
            heading=tr("This language can't be used"),
            words=why,
            answers=[(tr("Choose another language"), "Accent.TButton", other)],
        )
    )


def show_key_changed(window: "Window", place: "OpenPlace") -> None:
    """The host has another key: stop, or trust it."""
    client, problem = place.client, place.client.problem
    if problem is None or isinstance(window.sheets.current, KeyChangedSheet):
        return
    window.sheets.open(
        lambda: KeyChangedSheet(
            window.root,
            window.theme,
            host=problem.address or client.address.authority,
            old=client.key_before,
            new=problem.detail,
            on_stop=place.stop_at_key,
            on_trust=client.trust_new_key,
        )
    )


def place_menu(window: "Window", place: "OpenPlace", x: int, y: int) -> None:
    """The menu of a place: its address, leaving it."""
    chat = place.chat
    if chat is None:
        return
    by_talk = window.settings.by_talk
    ends = place.role.hosting is not None

    def keyed(label: str, key: str) -> menu.Item:
        return menu.Keyed(label, partial(chat.context.press, key), key)

    items: list[menu.Item] = [
        keyed(tr("Bring others in…"), "share"),
        keyed(tr("New room, or join one…"), "room"),
        (tr("What the host said"), chat.navigation.open_console),
        (
            tr("List rooms by name") if by_talk else tr("List rooms by recent talk"),
            lambda: window.preferences.set("by_talk", not by_talk),
        ),
        None,
        menu.Keyed(tr("Add a place…"), window.first.add_place, "add_place"),
        (
            _leaving(ends=ends, asks=place.asks_when_left),
            partial(window.ask_to_leave, place),
        ),
    ]
    if place.role.refuses_copy:
        items.insert(1, (tr("Let me be asked for a copy again"), chat.copy_here.let_ask))
    if ends:
        items.insert(1, (tr("Keep it on another computer, too…"), chat.copies.show))
    if chat.session.admin.runs_host:
        items.insert(items.index(None), keyed(tr("Who is connected…"), "host"))
    menu.post(
        window.root,
        window.theme,
        items,
        x,
        y,
        chat.focus_composer,
    )


def _leaving(*, ends: bool, asks: bool) -> str:
    if ends:
        return tr("End this chat…") if asks else tr("End this chat")
    return tr("Leave this chat…") if asks else tr("Leave this chat")


def show_doctor(window: "Window", port: int = 0) -> None:
    """What keeps this computer apart from others. port: at which they would come, 0 for that of
    the own host, or the usual one."""
    missed = window.start.fields[2].strip() if window.chat is None else ""
    window.sheets.open(
        lambda: DoctorSheet(
            window.root,
            window.theme,
            visit=partial(_visit, window, port=port),
            address=missed,
        )
    )


def _visit(window: "Window", address: Address | None, *, port: int = 0) -> BackgroundExamination:
    """Begin the doctor's examination. address: of a host that is missed. port: as above."""
    own = window.places.own
    hosting = own.role.hosting if own is not None else None
    port = port or (hosting.port if hosting is not None else TLS_PORT)
    heartbeat_port = window.settings.heartbeat_port
    only = window.nearby.interfaces
    return BackgroundExamination(address, only=only, port=port, heartbeat_port=heartbeat_port)
