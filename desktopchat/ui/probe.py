"""What the window shows, as a file, for tests of the real program. Off unless asked for.

`DESKTOPCHAT_PROBE=FILE` (or StartRequest.probe) has the window write FILE, as JSON, after a
tick in which anything that it shows has changed. Everything in it is read back from the
widgets, so a test that reads it learns what a person would see, and nothing else:

    {"title": the window's title, "window": its number on the screen,
     "page": "start" or "chat", "sheet": name of the sheet over it,
     "places": [what the strip says of each],
     "sheet_rows": [row] of the lists in it that are seen, "sheet_words": all else that it says,
     start page: "words": {place: what it says}, "name", "buttons": what they are called,
                 "near": [row] of hosts, people and places, "call": who invites
     chat page:  "conversation", "timeline": the words in the text widget, emoji as themselves,
                 "pictures": how many of the shared ones are there to be seen in it,
                 "at_end": whether the newest of them is seen,
                 "seen": who has read them, at each that has such pictures beside it,
                 "rooms": [row], "people": [row], "marks": {person: the word behind them},
                 "typing": the line over the composer, "header", "status", "hosting", "copies",
                 "copy", "share",
                 "knock", "lock", "welcome", "composer", "note",
                 "doing": what the composer's text is for,
                 "long": what is asked about a long text that was pasted,
                 "emoji": what the picker or the list over the composer would put in,
                 "new_line": the way to it,
                 "drop": what would become of what is dragged over the page}

The file is there from when the window is seen. It is replaced as a whole, so a reader never meets
half of it. It gives no way in.
"""

import json
import os
import tkinter as tk
from pathlib import Path
from tkinter import ttk
from typing import TYPE_CHECKING

from desktopchat.ui.parts.rowlist import RowList

if TYPE_CHECKING:
    from desktopchat.ui.app import Window
    from desktopchat.ui.chat.page import ChatPage

VARIABLE = "DESKTOPCHAT_PROBE"


def wanted(asked: Path | None) -> Path | None:
    """The file to write, or None where nobody asked."""
    named = os.environ.get(VARIABLE)
    return asked or (Path(named) if named else None)


class Probe:
    """Writes what a window shows, whenever that has changed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._last = ""

    def write(self, window: "Window") -> None:
        if not self._last and not window.root.winfo_viewable():
            return  # nobody sees anything yet
        text = json.dumps(shown(window), ensure_ascii=False, indent=1)
        if text != self._last:
            self._last = text
            new = self._file.with_name(self._file.name + ".new")
            new.write_text(text, encoding="utf-8")
            new.replace(self._file)


def shown(window: "Window") -> dict[str, object]:
    """What the widgets of the window hold now."""
    sheet = window.sheets.current
    seen: dict[str, object] = {
        "title": window.root.title(),
        "window": window.root.winfo_id(),
        "sheet": type(sheet).__name__ if sheet is not None else "",
        "sheet_rows": _rows(sheet) if sheet is not None else [],
        "sheet_words": "\n".join(_words(sheet)) if sheet is not None else "",
        "focus": str(window.root.tk.call("focus")),
        "places": window.places.words,
    }
    if window.chat is None:
        page = window.start
        seen |= {"page": "start", "words": page.words, "name": page.name_field.text}
        seen["buttons"] = {
            "host": str(page.host_card.button.cget("text")),
            "remedy": page.host_card.remedy,
        }
        seen["call"] = page.calls.words
        seen["near"] = [row.text for row in page.join_card.list.rows if not row.heading]
        return seen
    chat = window.chat
    seen |= {
        "page": "chat",
        "conversation": chat.active.name if chat.active is not None else "",
        "timeline": chat.timeline.text.plain("1.0", "end-1c"),
        "pictures": chat.timeline.text.shared.count,
        "at_end": chat.timeline.at_end,
        "seen": list(chat.timeline.seen.shown.values()),
        "rooms": [row.text for row in chat.sidebar.list.rows if not row.heading],
        "badges": {row.text: row.badge for row in chat.sidebar.list.rows if row.badge},
        "people": [row.text for row in chat.people.list.rows if not row.heading],
        "marks": {row.text: row.note for row in chat.people.list.rows if row.note},
        "typing": chat.typing_line.words,
        "header": chat.header.words,
        "status": chat.status.words if chat.status.winfo_ismapped() else "",
        "hosting": chat.hosting.words if chat.hosting.winfo_ismapped() else "",
        "copies": str(chat.hosting.copies.cget("text")),
        "copy": chat.copy_here.bar.words,
        "share": f"{chat.context.code} {chat.context.link}".strip(),
        "knock": chat.knocks.words,
        "lock": chat.sidebar.lock,
        "welcome": chat.welcome.words,
        "composer": chat.composer.content,
        "password": chat.composer.password.words if chat.composer.asks_password else "",
        "note": chat.composer.said,
        "doing": chat.composer.bar.words,
        "long": chat.composer.long_bar.said,
        "emoji": _offered(chat),
        "new_line": chat.new_line.words,
        "files": chat.sharing.words,
        "voice": chat.voice.bar.words if chat.voice.bar.winfo_ismapped() else "",
        "plays": chat.voice.playing.busy,
        "microphone": bool(chat.composer.microphone.winfo_ismapped()),
        "drop": chat.dropping.words,
    }
    return seen


def _offered(chat: "ChatPage") -> str:
    picker, hints = chat.emoji.picker, chat.composer.hints.rows
    if picker is not None:
        return picker.signs[picker.chosen] if picker.signs else ""
    return hints[0].sign if hints else ""


def _rows(widget: tk.Misc) -> list[str]:
    if isinstance(widget, RowList):
        return [row.text for row in widget.rows] if widget.winfo_viewable() else []
    return [row for child in widget.winfo_children() for row in _rows(child)]


def _words(widget: tk.Misc) -> list[str]:
    if isinstance(widget, tk.Text):
        return [widget.get("1.0", "end-1c")]
    said = [str(widget.cget("text"))] if isinstance(widget, ttk.Label | ttk.Button) else []
    return said + [line for child in widget.winfo_children() for line in _words(child)]
