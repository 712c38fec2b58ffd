"""What this program is: its version, a report of it for when something goes wrong, and whose work
is inside."""

import threading
import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat import inventory
from desktopchat.lan.doctor.examination import BackgroundExamination, short_answer
from desktopchat.lan.doctor.finding import Finding
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.background import Background
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.words import tr, tr_noop

SEARCH_TEXT = tr_noop(
    "about version licence license report error bug copyright packages doctor help keys commands"
    " shortcuts"
)
_LOOK = 100  # milliseconds between looks at what the doctor found


class AboutRows(ttk.Frame):
    """visit: begins the doctor's examination. on_doctor, on_help: show those sheets."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        *,
        visit: Callable[[], BackgroundExamination],
        on_doctor: Callable[[], object],
        on_help: Callable[[], object],
    ) -> None:
        super().__init__(parent, style="TFrame")
        self._theme, self._begin = theme, visit
        self._visit: BackgroundExamination | None = None
        self._timer = ""
        self._findings: list[Finding] = []
        px = theme.px
        WrappedLabel(self, "\n".join(self._lines())).pack(fill="x")
        ways = ttk.Frame(self, style="TFrame")
        ways.pack(fill="x", pady=(px(8), 0))
        self.copy = self._button(ways, tr("Copy report"), self._report)
        self.copy.grid(row=0, column=0, sticky="w")
        self._said = WrappedLabel(
            self,
            tr(
                "For an error report: the lines above and the doctor's short answer. No names,"
                " addresses or messages are in it."
            ),
            "Small.TLabel",
        )
        self._said.pack(fill="x", pady=(px(2), px(12)))
        more = ttk.Frame(self, style="TFrame")
        more.pack(fill="x", pady=(0, px(12)))
        for number, (words, command) in enumerate(
            ((tr("Keys and commands"), on_help), (tr("What keeps us apart?"), on_doctor))
        ):
            button = self._button(more, words, command, "Link.TButton")
            button.grid(row=number, column=0, sticky="w")
        ttk.Label(self, text=tr("What is inside"), style="Dim.TLabel").pack(anchor="w")
        self.inside = WrappedLabel(self, "…", "Small.TLabel")
        self.inside.pack(fill="x", pady=(px(2), 0))
        self._listed = False
        self.bind("<Map>", self._list)

    def _lines(self) -> list[str]:
        return [*inventory.versions(), *screen(self, self._theme)]

    def _button(
        self, parent: tk.Misc, words: str, command: Callable[[], object], style: str = "TButton"
    ) -> ttk.Button:
        button = ttk.Button(parent, text=words, style=style, command=command)
        button.bind("<Return>", lambda _event: button.invoke())
        return button

    def _list(self, _event: "tk.Event[tk.Misc]") -> None:
        """Whose work is inside, read when it is first seen."""
        if self._listed:
            return
        self._listed = True

        def work(tell: Callable[[str], object], _stop: threading.Event) -> None:
            own = f"DesktopChat · {inventory.LICENCE}"
            tell("\n".join([own, *map(str, inventory.parts())]))

        Background(self, work, lambda words: self.inside.configure(text=words))

    # the report

    def _report(self) -> None:
        if self._visit is None:
            self._findings.clear()
            self._visit = self._begin()
            self.copy.state(["disabled"])
            self._look()

    def _look(self) -> None:
        visit = self._visit
        if visit is None:
            return
        over = visit.over  # asked for before what was found: then nothing comes later
        self._findings.extend(visit.poll())
        self._said.configure(text=visit.step or tr("Asking the doctor…"))
        if not over:
            self._timer = self.after(_LOOK, self._look)
            return
        self._visit = None
        self.clipboard_clear()
        self.clipboard_append("\n".join([*self._lines(), short_answer(self._findings)]) + "\n")
        self._said.configure(text=tr("Copied. Paste it below what went wrong."))
        self.copy.state(["!disabled"])

    def destroy(self) -> None:
        if self._timer:
            self.after_cancel(self._timer)
        if self._visit is not None:
            self._visit.stop()
            self._visit = None
        super().destroy()


def screen(widget: tk.Misc, theme: Theme) -> list[str]:
    """Tk and the screen, a line each."""
    patch = widget.tk.call("info", "patchlevel")
    system = widget.tk.call("tk", "windowingsystem")
    across, down = widget.winfo_screenwidth(), widget.winfo_screenheight()
    return [
        f"Tk {patch} ({system})",  # no words: for a report
        f"Screen {across} × {down}, text at {theme.scale:.0%}",  # no words: for an error report,
    ]
