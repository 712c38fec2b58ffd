"""The picture that others see beside my name: chosen, and cut to a circle."""

from __future__ import annotations

import io
import threading
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import ttk
from typing import TYPE_CHECKING

from desktopchat.ui.look import thumbnail
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.look.zoomed import Zoomed
from desktopchat.ui.parts import wheel
from desktopchat.ui.parts.file_dialog import choose_files
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr, tr_noop
from desktopchat.words.reasons import reason

if TYPE_CHECKING:
    from PIL import Image

_WIDE = 400
_VIEW = 240  # pixels at 100 % of the circle
_RING = 4  # pixels at 100 % around it, in which it shows that it has the keyboard
ACROSS = 256
"""Pixels of what is sent."""
_SHARP = 1600  # pixels that each side of what is cut keeps at most
_BYTES_MOST = 100_000_000
_STEP = 1.15
_NUDGE = 12  # pixels at 100 % of an arrow key
_LOOK = 20  # milliseconds between looks at whether the picture is read
_HINT = tr_noop(
    "Move it with the mouse or the arrows; the wheel, + and − make it larger and smaller."
)

_Read = tuple["Image.Image", tuple[int, int]] | str


class FaceSheet(Sheet):
    """me: nick and name. on_use gets a JPEG of 256 by 256 pixels, and gives what is wrong, or "".
    on_remove: none is to be shown any more; None where none is."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        me: tuple[str, str],
        *,
        on_use: Callable[[bytes], str],
        on_remove: Callable[[], object] | None,
    ) -> None:
        super().__init__(root, theme, width=_WIDE)
        px = theme.px
        self._on_use = on_use
        self._picture: Image.Image | None = None
        self._zoomed: Zoomed | None = None
        self._held: tuple[int, int] | None = None
        self._read: list[_Read] = []
        self._due = ""
        self.heading(tr("Your picture"))
        side, around = px(_VIEW), px(_RING)
        self.canvas = tk.Canvas(
            self.body, width=side + 2 * around, height=side + 2 * around, takefocus=True,
            background=theme.palette.page, highlightthickness=0, borderwidth=0,
        )  # fmt: skip
        self.canvas.pack(pady=(0, px(8)))
        self._image = avatars.image(*me, side, "page")
        self._item = self.canvas.create_image(around, around, anchor="nw", image=self._image)
        edge = (around / 2, around / 2, side + 1.5 * around, side + 1.5 * around)
        self._ring = self.canvas.create_oval(*edge, width=px(2), outline="")
        self._words = WrappedLabel(self.body, style="Dim.TLabel")
        self._words.pack(fill="x")
        choose = ttk.Button(self.body, text=tr("Choose a picture…"), command=self._choose)
        choose.bind("<Return>", lambda _event: choose.invoke())
        choose.pack(pady=(px(12), 0))
        if on_remove is not None:
            self.add_button(tr("Remove it"), lambda: self._leave_to(on_remove))
        self.add_button(tr("Cancel"), self.close)
        self.use = self.add_button(tr("Use it"), self._used, "Accent.TButton")
        self.use.state(["disabled"])
        self._listen()
        self.open(choose)

    @property
    def words(self) -> str:
        """What it says below the picture."""
        return str(self._words.cget("text"))

    def _listen(self) -> None:
        canvas, step = self.canvas, self._theme.px(_NUDGE)
        canvas.bind("<FocusIn>", lambda _event: self._mark(self._theme.palette.accent))
        canvas.bind("<FocusOut>", lambda _event: self._mark(""))
        canvas.bind("<ButtonPress-1>", self._pressed)
        canvas.bind("<B1-Motion>", self._moved)
        for turn in wheel.EVENTS:
            canvas.bind(turn, lambda event: self._zoom(_STEP ** -wheel.turned(event)))
        for key, x, y in (("Left", 1, 0), ("Right", -1, 0), ("Up", 0, 1), ("Down", 0, -1)):
            canvas.bind(f"<{key}>", lambda _event, x=x, y=y: self._move(x * step, y * step))  # type: ignore[misc]
        for key in ("plus", "equal", "KP_Add"):
            canvas.bind(f"<{key}>", lambda _event: self._zoom(_STEP))
        for key in ("minus", "KP_Subtract"):
            canvas.bind(f"<{key}>", lambda _event: self._zoom(1 / _STEP))
        canvas.bind("<Return>", lambda _event: self.use.invoke())

    def _mark(self, colour: str) -> None:
        self.canvas.itemconfigure(self._ring, outline=colour)

    def _leave_to(self, act: Callable[[], object]) -> None:
        self.close()
        act()

    def has_unsaved(self) -> bool:
        return self._picture is not None

    def _choose(self) -> None:
        paths = choose_files(self.winfo_toplevel(), self._theme, tr("Choose a picture"), many=False)
        if paths:
            self.take(paths[0])

    def take(self, path: Path) -> None:
        """Show the picture of a file, to be cut."""
        self._words.configure(text=tr("Reading it…"))
        threading.Thread(target=self._work, args=(path,), name="face", daemon=True).start()
        self._await()

    def _work(self, path: Path) -> None:
        """In a thread, as a large picture takes a while."""
        try:
            with path.open("rb") as file:
                data = file.read(_BYTES_MOST)
            self._read.append(thumbnail.upright(data, _SHARP))
        except OSError as error:
            self._read.append(tr("{name} can't be read: {why}.", name=path.name, why=reason(error)))
        except thumbnail.PictureError:
            self._read.append(
                tr("{name} is no picture that can be shown. Choose another one.", name=path.name)
            )

    def _await(self) -> None:
        if not self._read:
            self._due = self.after(_LOOK, self._await)
            return
        self._due = ""
        read = self._read.pop()
        if isinstance(read, str):
            self._words.configure(text=read)
            return
        self._picture = read[0]
        side = self._theme.px(_VIEW)
        self._zoomed = Zoomed(self._picture.size, (side, side), covers=True)
        self._words.configure(text=tr(_HINT))
        self.use.state(["!disabled"])
        self._draw()
        self.canvas.focus_set()

    def _draw(self) -> None:
        """The circle as it will be seen."""
        if self._picture is None or self._zoomed is None:
            return
        side = self._theme.px(_VIEW)
        cut = self._picture.resize((side, side), box=self._zoomed.part.box, reducing_gap=2.0)
        ppm = thumbnail.rounded(cut, self._theme.palette.page, side // 2)
        self._image = tk.PhotoImage(master=self, data=ppm, format="PPM")
        self.canvas.itemconfigure(self._item, image=self._image)

    def _pressed(self, event: tk.Event[tk.Misc]) -> None:
        self._held = (event.x, event.y)
        self.canvas.focus_set()

    def _moved(self, event: tk.Event[tk.Misc]) -> None:
        if self._held is not None:
            self._move(event.x - self._held[0], event.y - self._held[1])
            self._held = (event.x, event.y)

    def _move(self, across: float, down: float) -> None:
        if self._zoomed is not None:
            self._zoomed.move(across, down)
            self._draw()

    def _zoom(self, factor: float) -> None:
        if self._zoomed is not None:
            self._zoomed.by(factor)
            self._draw()

    def _used(self) -> None:
        if self._picture is None or self._zoomed is None:
            return
        from PIL import Image

        box = self._zoomed.part.box
        cut = self._picture.resize((ACROSS, ACROSS), Image.Resampling.LANCZOS, box)
        out = io.BytesIO()
        cut.save(out, "JPEG", quality=88)
        wrong = self._on_use(out.getvalue())
        if wrong:
            self._words.configure(text=wrong)
        else:
            self.close()

    def destroy(self) -> None:
        if self._due:
            self.after_cancel(self._due)
        super().destroy()
