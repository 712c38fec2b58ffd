"""The doctor: what keeps this computer apart from others, and what to do."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.irc.address import Address, AddressError, parse_address
from desktopchat.lan.doctor.examination import BackgroundExamination
from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.join_code import CodeError, parse_code
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr

_EVERY = 100  # milliseconds between looks at what was found
_HEIGHT = 300  # pixels of the findings at 100 %
_LEAST = 96  # where the window is low
_MARKS = {Verdict.GOOD: "✓", Verdict.NOTE: "i", Verdict.BAD: "✕"}


class DoctorSheet(Sheet):
    """visit: begins an examination, with the host's address that is missed, if there is one.
    address: what the field says at first."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        *,
        visit: Callable[[Address | None], BackgroundExamination],
        address: str = "",
    ) -> None:
        super().__init__(root, theme, width=680)
        px = theme.px
        self._begin = visit
        self._visit: BackgroundExamination | None = None
        self._timer = ""
        self.findings: list[Finding] = []
        body = self.body
        body.columnconfigure(0, weight=1)
        self.heading(tr("What keeps us apart?"))
        WrappedLabel(
            body,
            tr(
                "This looks at the network, the firewall of this computer, and who is heard."
                " Nothing is changed."
            ),
            "Dim.TLabel",
        ).grid(row=1, column=0, columnspan=2, sticky="ew", pady=(0, px(12)))
        self.field = Field(
            body,
            theme,
            tr("A chat that you miss, if any: its code, link or address"),
            hint="babid-hajov-kohid-balaf",
            on_enter=self.look,
        )
        self.field.text = address
        self.field.grid(row=2, column=0, sticky="ew")
        self.button = ttk.Button(body, command=self._press, width=12)
        self.button.grid(row=2, column=1, sticky="s", padx=(px(8), 0))
        self.button.bind("<Return>", lambda _event: self._press())
        self._build_report()
        self._step = self.foot_words()
        self.copy = self.add_button(tr("Copy all"), self._copy)
        self.add_button(tr("Done"), self.close, "Accent.TButton")
        self.look()
        self.open(self.button)

    def _build_report(self) -> None:
        theme, px = self._theme, self._theme.px
        frame = ttk.Frame(self.body, style="TFrame", height=px(_HEIGHT))
        frame.grid_propagate(False)
        self.scrolled.give(frame, px(_HEIGHT), px(_LEAST))
        frame.columnconfigure(0, weight=1)
        frame.rowconfigure(0, weight=1)
        frame.grid(row=3, column=0, columnspan=2, sticky="nsew", pady=(px(16), 0))
        self.report = tk.Text(
            frame,
            wrap="word",
            font=theme.font("body"),
            borderwidth=0,
            highlightthickness=0,
            padx=0,
            pady=0,
            cursor="arrow",
            insertwidth=0,
            state="disabled",
            takefocus=True,
        )
        bar = ttk.Scrollbar(frame, orient="vertical", command=self.report.yview)
        self.report.configure(yscrollcommand=bar.set)
        self.report.grid(row=0, column=0, sticky="nsew")
        bar.grid(row=0, column=1, sticky="ns", padx=(px(8), 0))
        self._colour()

    def _colour(self) -> None:
        theme, px, palette = self._theme, self._theme.px, self._theme.palette
        text = self.report
        text.configure(
            background=palette.page,
            foreground=palette.text,
            selectbackground=palette.selected,
            selectforeground=palette.text,
            tabs=(px(24),),
        )
        marks = {
            Verdict.GOOD: palette.ok,
            Verdict.NOTE: palette.accent,
            Verdict.BAD: palette.danger,
        }
        for verdict, colour in marks.items():
            text.tag_configure(verdict.value, foreground=colour, font=theme.font("bold"))
        text.tag_configure("title", font=theme.font("bold"), lmargin2=px(24), spacing1=px(8))
        text.tag_configure("words", foreground=palette.dim, lmargin1=px(24), lmargin2=px(24))
        text.tag_configure(
            "details",
            font=theme.font("small"),
            foreground=palette.dim,
            lmargin1=px(24),
            lmargin2=px(40),
            spacing1=px(2),
        )
        text.tag_configure(
            "command",
            font=theme.font("mono"),
            background=palette.code,
            lmargin1=px(24),
            lmargin2=px(40),
            spacing1=px(4),
        )

    def restyle(self) -> None:
        super().restyle()
        if self.winfo_exists():
            self._colour()

    # the examination

    def look(self) -> None:
        """Begin anew, with the address that the field has."""
        text = self.field.text.strip()
        try:
            address = (parse_code(text) or parse_address(text)) if text else None
        except (AddressError, CodeError) as error:
            self.field.say_wrong(str(error))
            return
        self._stop()
        self.findings.clear()
        self.report.configure(state="normal")
        self.report.delete("1.0", "end")
        self.report.configure(state="disabled")
        self._visit = self._begin(address)
        self._draw_state()
        self._poll()

    @property
    def looking(self) -> bool:
        return self._visit is not None

    def _press(self) -> None:
        if self.looking:
            self._stop()
            self._draw_state()
        else:
            self.look()

    def _poll(self) -> None:
        visit = self._visit
        if visit is None:
            return
        over = visit.over  # asked for before what was found: then nothing comes later
        for finding in visit.poll():
            self._add(finding)
        if over:
            self._visit = None
            self._show_worst()
        else:
            self._timer = self.after(_EVERY, self._poll)
        self._draw_state()

    def _show_worst(self) -> None:
        """Scroll to the first that is broken, or to the beginning."""
        broken = self.report.tag_nextrange(Verdict.BAD.value, "1.0")
        self.report.yview(broken[0] if broken else "1.0")

    def _stop(self) -> None:
        if self._timer:
            self.after_cancel(self._timer)
            self._timer = ""
        if self._visit is not None:
            self._visit.stop()
            self._visit = None

    def destroy(self) -> None:
        self._stop()
        super().destroy()

    def _draw_state(self) -> None:
        if self._visit is not None:
            words, button = self._visit.step, tr("Stop")
        else:
            button = tr("Look again")
            bad = sum(finding.verdict is Verdict.BAD for finding in self.findings)
            words = tr("Nothing is broken.") if not bad else tr("What is wrong is marked with ✕.")
        self._step.configure(text=words)
        self.button.configure(text=button)

    def _add(self, finding: Finding) -> None:
        self.findings.append(finding)
        text = self.report
        follows = text.yview()[1] >= 1.0
        text.configure(state="normal")
        if len(self.findings) > 1:
            text.insert("end", "\n")
        text.insert("end", f"{_MARKS[finding.verdict]}\t", (finding.verdict.value, "title"))
        text.insert("end", finding.title, "title")
        if finding.words:
            text.insert("end", f"\n{finding.words}", "words")
        for command in finding.commands:
            text.insert("end", "\n")
            text.insert("end", command, "command")
        for line in finding.details:
            text.insert("end", "\n")
            text.insert("end", line, "details")
        text.configure(state="disabled")
        if follows:
            text.see("end")

    def _copy(self) -> None:
        self.clipboard_clear()
        self.clipboard_append(self.report.get("1.0", "end").strip() + "\n")
        self.copy.configure(text=tr("Copied"))
