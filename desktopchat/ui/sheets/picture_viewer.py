"""One picture over the whole window: to be looked at closely, with the ones before and after it."""

from __future__ import annotations

import io
import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tkinter import ttk
from typing import TYPE_CHECKING

from desktopchat.ui.look import bidi
from desktopchat.ui.look.elided import elided
from desktopchat.ui.look.icons import Icons
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.look.zoomed import Zoomed
from desktopchat.ui.parts import wheel
from desktopchat.ui.parts.tip import Tip
from desktopchat.ui.sheets.sheets import Cover
from desktopchat.ui.sheets.step_player import StepPlayer
from desktopchat.words import tr

if TYPE_CHECKING:
    from PIL import Image

    from desktopchat.client.files.moving import Step

GROUND = "#101218"
"""In every theme: pictures are looked at in the dark."""
_INK = "#c3c9d8"
_STEP = 1.25  # of zooming
_NUDGE = 80  # pixels at 100 % that an arrow key moves a picture larger than the window
_MARGIN = 16  # pixels at 100 % around what is said over the picture


@dataclass(slots=True, frozen=True)
class Seen:
    """What is looked at. about: who sent it and when. at: the how many'th of how many it is."""

    token: str
    name: str
    about: str
    at: tuple[int, int]


class PictureViewer(Cover):
    """on_step(by): the picture so many before (below zero) or after this one is wanted, or as near
    as there is one. on_save, on_copy: so is a file of it, or a copy to be pasted elsewhere (None
    where that can't be). on_folder(path): show where a file of it lies."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        *,
        on_step: Callable[[int], object],
        on_save: Callable[[], object],
        on_folder: Callable[[Path], object],
        on_copy: Callable[[Image.Image], object] | None,
    ) -> None:
        super().__init__(root, theme.palette.page)
        self._theme, self._icons = theme, Icons(theme)
        self._on_step, self._on_save, self._on_copy = on_step, on_save, on_copy
        self._on_folder = on_folder
        self._picture: Image.Image | None = None
        self._shown: Image.Image | None = None
        """What is drawn: the picture, or one of its steps."""
        self._zoomed: Zoomed | None = None
        self._seen = Seen("", "", "", (1, 1))
        self._whole = False
        """Whether what is shown is the whole picture, and not its small copy."""
        self._noted: tuple[str, Path | None] = ("", None)
        self._held: tuple[int, int] | None = None  # the place where the button went down, moved
        self._dragged = False
        self._due = ""
        self._image = tk.PhotoImage(master=self)
        self._build()
        self._player = StepPlayer(self.canvas, self._show_step)
        self._listen()

    def open(self) -> None:
        """Lie over the window, with the keyboard."""
        self.place(x=0, y=0, relwidth=1, relheight=1)
        self.lift()
        self.update_idletasks()
        self.grab_set()
        self.canvas.focus_set()

    def _build(self) -> None:
        px = self._theme.px
        bar = ttk.Frame(self, padding=(px(16), px(8)))
        bar.pack(fill="x")
        bar.columnconfigure(0, weight=1)
        self._title = ttk.Label(bar, anchor="w", width=1)
        self._title.grid(row=0, column=0, columnspan=2, sticky="ew", padx=(0, px(8)))
        self._title.bind("<Configure>", lambda _event: self._fit_title())
        self._before = self._tool(bar, 2, "left", tr("The picture before (Page Up)"), self._back)
        self._count = ttk.Label(bar, style="Dim.TLabel")
        self._count.grid(row=0, column=3, padx=px(4))
        self._after = self._tool(bar, 4, "right", tr("The next picture (Page Down)"), self._next)
        self._tool(bar, 5, "minus", tr("Smaller (−)"), lambda: self._zoom(1 / _STEP))
        self._scale = ttk.Button(bar, style="Tool.TButton", width=6, command=self._one_to_one)
        self._scale.grid(row=0, column=6)
        Tip(self._scale, self._theme, tr("All of it, or pixel by pixel (0)"))
        self._tool(bar, 7, "plus", tr("Larger (+)"), lambda: self._zoom(_STEP))
        self._copy = ttk.Button(bar, text=tr("Copy"), width=7, command=self._copied)
        if self._on_copy is not None:
            self._copy.grid(row=0, column=8, padx=(px(12), 0))
        self._save = ttk.Button(bar, text=tr("Save"), command=self._on_save)
        self._save.grid(row=0, column=9, padx=(px(8), 0))
        self._tool(bar, 10, "close", tr("Back to the conversation (Esc)"), self.close)
        ttk.Separator(self).pack(fill="x")
        self.canvas = tk.Canvas(
            self, background=GROUND, highlightthickness=0, borderwidth=0, takefocus=True
        )
        self.canvas.pack(fill="both", expand=True)
        self._item = self.canvas.create_image(0, 0, anchor="nw", image=self._image)
        self._words = self.canvas.create_text(
            0, 0, fill=_INK, font=self._theme.font("body"), justify="center"
        )
        self._note = ttk.Frame(self, padding=(px(14), px(8)))
        self._told = ttk.Label(self._note)
        self._told.pack(side="left")
        self._folder = ttk.Button(self._note, text=tr("Show in folder"), style="Link.TButton")

    def _tool(
        self, bar: ttk.Frame, column: int, sign: str, words: str, act: Callable[[], object]
    ) -> ttk.Button:
        button = ttk.Button(bar, style="Tool.TButton", image=self._icons.image(sign), command=act)
        button.grid(row=0, column=column)
        Tip(button, self._theme, words)
        return button

    def _listen(self) -> None:
        canvas = self.canvas
        canvas.bind("<Configure>", self._resized)
        canvas.bind("<ButtonPress-1>", self._pressed)
        canvas.bind("<B1-Motion>", self._moved)
        canvas.bind("<ButtonRelease-1>", self._released)
        canvas.bind("<Double-Button-1>", self._double_clicked)
        for turn in wheel.EVENTS:
            canvas.bind(turn, self._turned)
        keys: dict[str, Callable[[], object]] = {
            "<Escape>": self.close,
            "<Left>": lambda: self._arrow(-1, 0),
            "<Right>": lambda: self._arrow(1, 0),
            "<Up>": lambda: self._arrow(0, -1),
            "<Down>": lambda: self._arrow(0, 1),
            "<Prior>": self._back,
            "<Next>": self._next,
            "<Home>": lambda: self._on_step(-self._seen.at[1]),
            "<End>": lambda: self._on_step(self._seen.at[1]),
            "<Key-0>": self._one_to_one,
            "<Control-s>": self._on_save,
            "<Control-c>": self._copied,
        }
        keys |= dict.fromkeys(("<plus>", "<equal>", "<KP_Add>"), lambda: self._zoom(_STEP))
        keys |= dict.fromkeys(("<minus>", "<KP_Subtract>"), lambda: self._zoom(1 / _STEP))
        canvas.bind("<space>", lambda _event: self._player.pause_or_go_on())
        for widget in (self, *self._all()):
            for key, act in keys.items():
                widget.bind(key, lambda _event, act=act: (act(), "break")[1])  # type: ignore[misc]

    def _all(self) -> list[tk.Misc]:
        bar = self.winfo_children()[0]
        return [self.canvas, *bar.winfo_children(), self._folder]

    # what is shown

    def show(self, seen: Seen) -> None:
        """Another picture is looked at, and not here yet."""
        self._player.play(())
        self._picture = self._shown = self._zoomed = None
        self._whole = False
        self.tell("")
        number, count = seen.at
        self._seen = seen
        self._fit_title()
        self._count.configure(text=tr("{number} of {count}", number=number, count=count))
        self._before.state(["disabled" if number == 1 else "!disabled"])
        self._after.state(["disabled" if number == count else "!disabled"])
        self._copy.configure(text=tr("Copy"))
        self._copy.state(["disabled"])
        self.say(tr("Loading…"))
        self._draw()

    def _fit_title(self) -> None:
        """What it is called, with its end, and whose it is as far as there is room."""
        font, room = self._theme.font("body"), self._title.winfo_width()
        name = elided(self._seen.name, room, font.measure, end=8)
        words = elided(f"{name}   {self._seen.about}", room, font.measure)
        self._title.configure(text=bidi.visual(words, 0))

    def say(self, words: str) -> None:
        """Say something where the picture would be."""
        self.canvas.itemconfigure(self._words, text=words)

    def tell(self, words: str, path: Path | None = None, *, failed: bool = False) -> None:
        """Say something beside the picture, which stays as it is; "" for nothing. path: of the file
        that it was saved as."""
        if (words, path) == self._noted:
            return
        self._noted = words, path
        if not words:
            self._note.place_forget()
            return
        px = self._theme.px
        if path is None:
            self._folder.pack_forget()
        else:
            self._folder.configure(command=lambda: self._on_folder(path))
            self._folder.pack(side="left", padx=(px(12), 0))
        font = self._theme.font("body")
        room = self.winfo_width() - px(4 * _MARGIN) - (self._folder.winfo_reqwidth() if path else 0)
        words = bidi.visual(elided(words, room, font.measure, end=24), 0)
        self._told.configure(text=words, style="Error.TLabel" if failed else "TLabel")
        self._note.place(relx=0.5, rely=1.0, y=-px(_MARGIN), anchor="s")
        self._note.lift()

    @property
    def told(self) -> str:
        """What is said beside the picture."""
        return self._noted[0]

    def can_save(self, can: bool) -> None:
        """Whether it makes sense to save what is seen now."""
        self._save.state(["!disabled" if can else "disabled"])

    def picture(
        self,
        picture: Image.Image,
        size: tuple[int, int],
        steps: Sequence[Step] = (),
        *,
        whole: bool,
    ) -> None:
        """Show it. size: pixels of the whole picture, which this may be a smaller copy of. steps:
        of one that moves, which play again and again."""
        self._picture, self._shown, self._whole = picture, picture, whole
        if self._zoomed is None or self._zoomed.size != size:
            self._zoomed = Zoomed(size, self._view, self._theme.px(100) / 100)
        if whole:
            self.say("")
            self._copy.state(["!disabled"])
        self._player.play(steps, still=self._theme.movement.still)
        self._draw()

    def _show_step(self, step: Image.Image) -> None:
        self._shown = step
        self._draw()

    @property
    def moves(self) -> bool:
        """Whether the picture moves just now."""
        return self._player.moves

    @property
    def is_whole(self) -> bool:
        """Whether the picture is here as it was sent."""
        return self._whole

    @property
    def image_size(self) -> tuple[int, int]:
        """Pixels of the screen that show it."""
        return self._image.width(), self._image.height()

    @property
    def _view(self) -> tuple[int, int]:
        return max(1, self.canvas.winfo_width()), max(1, self.canvas.winfo_height())

    def _draw(self) -> None:
        """Draw it soon, once for all that happens now."""
        if not self._due:
            self._due = self.after_idle(self._drawn)

    def _drawn(self) -> None:
        self._due = ""
        canvas, picture, zoomed = self.canvas, self._shown, self._zoomed
        canvas.coords(self._words, self._view[0] / 2, self._view[1] / 2)
        canvas.itemconfigure(self._words, width=max(1, self._view[0] - self._theme.px(48)))
        if picture is None or zoomed is None:
            self._image.blank()
            self._scale.configure(text="")
            return
        part = zoomed.part
        ratio = picture.width / zoomed.size[0], picture.height / zoomed.size[1]
        box = tuple(edge * ratio[number % 2] for number, edge in enumerate(part.box))
        seen = picture.resize(part.size, _filter(zoomed.zoom / ratio[0]), box, reducing_gap=2.0)  # type: ignore[arg-type]
        out = io.BytesIO()
        seen.save(out, "PPM")
        if self.image_size != part.size:
            self._image.configure(width=part.size[0], height=part.size[1])
        self.tk.call(str(self._image), "put", out.getvalue(), "-format", "PPM")
        canvas.coords(self._item, *part.place)
        self._scale.configure(text=f"{round(zoomed.zoom * 100)} %")
        canvas.configure(cursor="" if zoomed.fitted else "fleur")

    # what people do

    def _zoom(self, factor: float, at: tuple[int, int] | None = None) -> None:
        if self._zoomed is not None:
            self._zoomed.by(factor, at)
            self._draw()

    def _one_to_one(self, at: tuple[int, int] | None = None) -> None:
        """From all of it to its own size, and back."""
        if self._zoomed is None:
            return
        if self._zoomed.fitted and self._zoomed.zoom != 1:
            self._zoom(1 / self._zoomed.zoom, at)
        else:
            self._zoomed.fit()
            self._draw()

    def _arrow(self, across: int, down: int) -> None:
        """Move a picture that is larger than the window; else go on to another."""
        if self._zoomed is not None and not self._zoomed.fitted:
            step = self._theme.px(_NUDGE)
            self._zoomed.move(-across * step, -down * step)
            self._draw()
        elif across:
            self._on_step(across)

    def _back(self) -> None:
        self._on_step(-1)

    def _next(self) -> None:
        self._on_step(1)

    def _copied(self) -> None:
        if self._picture is not None and self._whole and self._on_copy is not None:
            self._on_copy(self._picture)
            self._copy.configure(text=tr("Copied"))

    def _turned(self, event: tk.Event[tk.Misc]) -> None:
        self._zoom(_STEP ** -wheel.turned(event), (event.x, event.y))

    def _resized(self, _event: tk.Event[tk.Misc]) -> None:
        if self._zoomed is not None:
            self._zoomed.show_in(self._view)
        self._draw()

    def _pressed(self, event: tk.Event[tk.Misc]) -> None:
        self._held, self._dragged = (event.x, event.y), False
        self.canvas.focus_set()

    def _double_clicked(self, event: tk.Event[tk.Misc]) -> None:
        self._player.pause_or_go_on()  # as it was before the first click
        self._one_to_one((event.x, event.y))

    def _moved(self, event: tk.Event[tk.Misc]) -> None:
        if self._zoomed is None or self._held is None:
            return
        across, down = event.x - self._held[0], event.y - self._held[1]
        self._held, self._dragged = (event.x, event.y), True
        self._zoomed.move(across, down)
        self._draw()

    def _released(self, event: tk.Event[tk.Misc]) -> None:
        """A click beside the picture leaves; on one that moves it pauses, and lets it go on."""
        beside = self.canvas.find_overlapping(event.x, event.y, event.x, event.y) == ()
        clicked = self._held is not None and not self._dragged
        self._held = None
        if clicked and beside:
            self.close()
        elif clicked:
            self._player.pause_or_go_on()

    def leave(self) -> None:
        self._player.play(())
        super().leave()


def _filter(zoom: float) -> int:
    """How pixels are made of others: of one seen larger than it is each is to be seen."""
    from PIL import Image

    return Image.Resampling.NEAREST if zoom >= 3 else Image.Resampling.BILINEAR
