"""The look of the window: one `Theme` a window, which everything else asks for colours and sizes.

It draws its own ttk theme on top of `clam`, switches between light and dark and between sizes
while the window stands, and tells those who draw themselves (`on_change`).
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import font as tkfont
from tkinter import ttk
from typing import Protocol

from desktopchat.ui.look import appearance, scale, styles
from desktopchat.ui.look.fonts import Fonts
from desktopchat.ui.look.gone import when_gone
from desktopchat.ui.look.movement import Movement
from desktopchat.ui.look.palette import DARK, LIGHT, Palette, high_contrast

ZOOM_STEPS = (0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
_SAME = 0.01  # two factors of the size that differ by less are one
FINISH = 60  # ms from the first page to drawing what is rarely seen and asking the system
POLL = 40  # ms between looks at whether the system has answered
ASK_AGAIN = 5.0  # s: no sooner is the system asked again when the window comes to the front


class LookSettings(Protocol):
    """The settings that the theme reads and writes back."""

    theme: str  # "system", "light" or "dark"
    scale: float  # 1.0 is 96 dots an inch; 0 lets the system say
    system_dark: bool  # whether the system's look was dark when it last said
    contrast: bool  # whether all is to stand out as far as it can


class Theme:
    """Colours, fonts and sizes of one window, as they are now.

    Everything runs in the window's thread; only the question whether the system is dark may take
    its time in a thread of `appearance`, and is looked for with `after`.
    """

    def __init__(
        self,
        root: tk.Tk,
        settings: LookSettings | None = None,
        ask: Callable[[], appearance.AppearanceQuery] = appearance.AppearanceQuery,
    ) -> None:
        self.root = root
        self._settings = settings
        self._ask = ask
        self._callbacks: list[Callable[[], object]] = []
        self._built: dict[str, styles.Builder] = {}  # by the name of the ttk theme
        self._unfinished: styles.Builder | None = None
        self._settling: str | None = None  # the `after` until the first page stands
        self._polling: str | None = None  # the `after` that waits for the system's answer
        self._system_dark = settings is not None and settings.system_dark
        self._question: appearance.AppearanceQuery | None = None
        self.natural_scale = scale.wanted(root)
        self.scale = scale.wanted(root, settings.scale if settings else None)
        self.fonts = Fonts(root, self.scale)
        self.palette: Palette = LIGHT
        self._shown: Palette | None = None
        self.movement = Movement(root, self._tell_all)
        self.name = "system"
        self.apply(settings.theme if settings else "system")
        root.bind("<Activate>", self._front, add=True)
        root.bind("<FocusIn>", self._front, add=True)
        when_gone(root, self._gone)

    @property
    def dark(self) -> bool:
        return self.palette.dark

    def px(self, size: float) -> int:
        """Pixels of the screen for so many at 100 %; never 0 for something that is there."""
        return max(1, round(size * self.scale)) if size else 0

    def font(self, role: str) -> tkfont.Font:
        """A named font that follows `zoom`: "body", "bold", "italic", "small", "small_bold",
        "section", "heading", "title" or "mono"."""
        return self.fonts[role]

    def on_change(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call back after colours, sizes or `movement` changed. Returns a function that ends this.

        A callback whose widget was destroyed is dropped by itself.
        """
        self._callbacks.append(callback)

        def forget() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return forget

    def apply(self, name: str) -> None:
        """Show the "light", "dark" or "system" look from now on; kept in the settings."""
        self.name = name if name in ("light", "dark") else "system"
        if self._settings is not None and self._settings.theme != self.name:
            self._settings.theme = self.name
        if self.name == "system" and self._shown is not None:
            self._ask_system()
        self._show()

    @property
    def size(self) -> str:
        """How large all is beside what the system wants: "-1" for smaller, "0" for the same, "1"
        for larger, which are also the steps there."""
        beside = self.scale / self.natural_scale - 1
        return "0" if abs(beside) < _SAME else "1" if beside > 0 else "-1"

    def zoom(self, step: int) -> None:
        """Everything larger (1), smaller (-1) or as the system wants it (0); kept in settings."""
        if step == 0:
            self.scale = self.natural_scale
        else:
            now = self.scale / self.natural_scale
            if step > 0:
                factor = next((size for size in ZOOM_STEPS if size > now + _SAME), ZOOM_STEPS[-1])
            else:
                factor = next(
                    (size for size in reversed(ZOOM_STEPS) if size < now - _SAME), ZOOM_STEPS[0]
                )
            self.scale = scale.bounded(self.natural_scale * factor)
        if self._settings is not None:
            self._settings.scale = 0 if step == 0 else self.scale
        self.fonts.resize(self.scale)
        self._show()

    def follow_focus(self, frame: ttk.Widget, widget: tk.Misc) -> None:
        """Show the ring of `frame` (Field.TFrame or Card.TFrame) while `widget` has the focus."""
        widget.bind("<FocusIn>", lambda _event: frame.state(["focus"]), add=True)
        widget.bind("<FocusOut>", lambda _event: frame.state(["!focus"]), add=True)

    # The system's wish

    def _ask_system(self) -> None:
        self._question = self._ask()
        self._take_answer()

    def _take_answer(self) -> None:
        if self._polling is not None:
            self.root.after_cancel(self._polling)
            self._polling = None
        answer = self._question.answer if self._question is not None else appearance.UNKNOWN
        if answer is appearance.WAITING:
            self._polling = self.root.after(POLL, self._late_answer)
        elif answer is not appearance.UNKNOWN:
            self._system_dark = answer is appearance.IS_DARK
            if self._settings is not None:
                self._settings.system_dark = self._system_dark

    def _late_answer(self) -> None:
        self._polling = None
        if self.name == "system":
            self._take_answer()
            self._show()

    def _front(self, event: "tk.Event[tk.Misc]") -> None:
        """The window came to the front: the system's look may have changed meanwhile."""
        question = self._question if self.name == "system" and self._polling is None else None
        if event.widget is self.root and question is not None and question.age > ASK_AGAIN:
            self._ask_system()
            self._show()

    def _gone(self) -> None:
        for timer in (self._polling, self._settling):
            if timer is not None:
                self.root.after_cancel(timer)
        self._polling = self._settling = self._unfinished = None
        self._callbacks.clear()

    # Drawing

    def _show(self) -> None:
        dark = self._system_dark if self.name == "system" else self.name == "dark"
        strong = self._settings is not None and self._settings.contrast
        palette = high_contrast(dark=dark) if strong else DARK if dark else LIGHT
        look = f"{'strong-' if strong else ''}{'dark' if dark else 'light'}"
        ttk_name = f"desktopchat-{look}-{self.scale:.3f}"
        before, style = self._shown, ttk.Style(self.root)
        if before is palette and style.theme_use() == ttk_name:
            return
        self.palette = self._shown = palette
        self.finish()
        if ttk_name in self._built:
            style.theme_use(ttk_name)
        else:
            style.theme_create(ttk_name, parent="clam")
            style.theme_use(ttk_name)
            builder = styles.Builder(self.root, palette, self.fonts, self.scale)
            builder.first()
            self._built[ttk_name] = self._unfinished = builder
            if before is None:
                self._settling = self.root.after_idle(self._settle_soon)
            else:
                self.finish()
        self._set_options()
        if before is not None:
            self._recolour(self.root)
        self._tell_all()

    def _settle_soon(self) -> None:
        self._settling = self.root.after(FINISH, self._settle)

    def _settle(self) -> None:
        """The first page stands: now what would have taken of its time."""
        self._settling = None
        self.finish()
        if self.name == "system" and self._question is None:
            self._ask_system()
            self._show()

    def finish(self) -> None:
        """Draw the rest of the ttk theme in use: pages after the first one need it at once."""
        if self._unfinished is not None:
            builder, self._unfinished = self._unfinished, None
            builder.rest()

    def _tell_all(self) -> None:
        for callback in tuple(self._callbacks):
            self._tell(callback)

    def _tell(self, callback: Callable[[], object]) -> None:
        if callback not in self._callbacks:
            return  # taken back, or the window went, while the others were told
        owner = getattr(callback, "__self__", None)
        if isinstance(owner, tk.Misc) and not _exists(owner):
            self._callbacks.remove(callback)
            return
        callback()

    def _options(self) -> dict[str, dict[str, object]]:
        """Options of Tk's own widgets, by class."""
        p, ring = self.palette, self.px(2)
        return {
            "Tk": {"background": p.page},
            "Toplevel": {"background": p.page},
            "Canvas": {"background": p.page, "highlightthickness": 0},
            "Frame": {"background": p.page},
            "Label": {"background": p.page, "foreground": p.text},
            "Text": {
                "background": p.page, "foreground": p.text, "insertBackground": p.text,
                "selectBackground": p.selected, "selectForeground": p.text,
                "inactiveSelectBackground": p.selected, "highlightBackground": p.page,
                "highlightColor": p.accent, "highlightThickness": ring, "borderWidth": 0,
                "relief": "flat", "insertWidth": self.px(1.5), "selectBorderWidth": 0,
                "font": self.fonts["body"].name,
            },
            "Menu": {
                "background": p.field, "foreground": p.text, "activeBackground": p.selected,
                "activeForeground": p.text, "disabledForeground": p.off, "selectColor": p.accent,
                "borderWidth": self.px(1), "activeBorderWidth": self.px(3), "relief": "flat",
                "tearOff": 0, "font": self.fonts["body"].name,
            },
        }  # fmt: skip

    def _set_options(self) -> None:
        for kind, options in self._options().items():
            for option, value in options.items():
                if kind != "Tk":
                    self.root.option_add(f"*{kind}.{option}", str(value), "widgetDefault")
        self.root.configure(background=self.palette.page)

    def _recolour(self, top: tk.Misc) -> None:
        """Give the widgets that stand what new ones would get. Who wants other colours sets them
        again in its `on_change` callback, which comes later."""
        options = self._options()
        stack: list[str] = [str(top)]
        call = top.tk.call
        while stack:
            path = stack.pop()
            stack.extend(map(str, top.tk.splitlist(call("winfo", "children", path))))
            known = options.get(str(call("winfo", "class", path)))
            if known:
                given = [
                    part
                    for option, value in known.items()
                    if option not in ("tearOff", "font", "highlightThickness", "borderWidth")
                    for part in (f"-{option.lower()}", value)
                ]
                call(path, "configure", *given)


def _exists(widget: tk.Misc) -> bool:
    try:
        return bool(widget.winfo_exists())
    except tk.TclError:  # the whole window is gone
        return False
