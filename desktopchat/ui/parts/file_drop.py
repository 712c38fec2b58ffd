"""Files and folders that are dragged over a widget, by tkdnd (XDND, OLE, Cocoa).

Tk has nothing of the kind, so a library is loaded into it. Where that is missing or can't be loaded
there is no dragging, and nothing else changes.
"""

import tkinter as tk
from collections.abc import Callable
from pathlib import Path

COPY, REFUSE = "copy", "refuse_drop"


class FileDrop:
    """on_enter: whether what is dragged over the widget may be dropped. on_leave: it is no more
    over it, dropped or not. on_drop: gets what was dropped and is there."""

    def __init__(
        self,
        widget: tk.Misc,
        *,
        on_enter: Callable[[], bool],
        on_leave: Callable[[], object],
        on_drop: Callable[[list[Path]], object],
    ) -> None:
        self._widget = widget
        self._on_enter, self._on_leave, self._on_drop = on_enter, on_leave, on_drop
        if not _load(widget):
            return
        for event, act in (
            ("<<DropEnter>>", self._entered),
            ("<<DropPosition>>", self._entered),
            ("<<DropLeave>>", self._left),
        ):
            widget.tk.call("bind", str(widget), event, widget.register(act))
        # Only here is what is dragged asked for, "%D": its owner may take its time.
        widget.tk.call("bind", str(widget), "<<Drop>>", f"{widget.register(self._dropped)} %D")
        widget.tk.call("tkdnd::drop_target", "register", str(widget), "DND_Files")

    # Tcl takes what these give: what becomes of the drop.

    def _entered(self) -> str:
        return COPY if self._on_enter() else REFUSE

    def _left(self) -> str:
        self._on_leave()
        return REFUSE

    def _dropped(self, names: str) -> str:
        self._on_leave()
        paths = [Path(name) for name in self._widget.tk.splitlist(names)]
        # Once the other program knows that all has come.
        self._widget.after_idle(
            lambda: self._on_drop([path for path in paths if path.is_absolute() and path.exists()])
        )
        return COPY


def _load(widget: tk.Misc) -> bool:
    """Have tkdnd in this Tk; whether that went well."""
    try:
        from tkinterdnd2 import TkinterDnD

        # What its own Tk class calls; ours is there long before, and shows the first page sooner.
        TkinterDnD._require(widget)
    except (ImportError, RuntimeError, OSError, tk.TclError):
        return False
    return True
