"""The ttk styles: one table a kind of widget, and the pictures that they are made of.

A style's name begins with the ground that it stands on: nothing or "Card." for the page, "Side."
for the side bars, "Bar." for the hosting line, "Alert." for a line about what went wrong. The
corners of the opaque pictures are painted in that ground.
"""

import tkinter as tk
from collections.abc import Iterator, Sequence
from tkinter import ttk
from typing import Any, NamedTuple

from desktopchat.ui.look.fonts import Fonts
from desktopchat.ui.look.palette import Palette
from desktopchat.ui.look.shapes import Layer, NinePatch, Point, rounded, square, strokes

GROUNDS = {
    "": "page",
    "Card.": "page",
    "Side.": "side",
    "Bar.": "bar",
    "Alert.": "alert",
    "Composer.": "field",
}

# In the order in which they are looked for: the first that holds wins.
_STATES = {
    "disabled": ("disabled",),
    "pressed": ("pressed",),
    "ring_selected": ("selected", "focus"),
    "ring": ("focus",),
    "selected": ("selected",),
    "hover": ("active",),
}


# Buttons that the first window shows, by style and ground.
_EARLY = {
    "TButton": ("", "Side."),
    "Accent.TButton": ("",),
    "Tool.TButton": ("", "Side."),
    "Link.TButton": ("",),
    "Row.TButton": ("", "Side."),
}


class _Face(NamedTuple):
    """A button's colours in one state; border "" for none."""

    fill: str
    border: str = ""


class _Button(NamedTuple):
    style: str
    ink: str
    hover_ink: str
    font: str
    padding: tuple[int, int]
    normal: _Face
    hover: _Face
    pressed: _Face
    disabled: _Face
    grounds: tuple[str, ...]


class Builder:
    """Fills the ttk theme in use: `first` with what the first window shows, `rest` with the rest.

    An image costs three round trips to an X server, so what is rarely seen comes after the window
    stands. `images` must be kept as long as the theme is.
    """

    def __init__(self, root: tk.Misc, palette: Palette, fonts: Fonts, scale: float) -> None:
        self.root, self.palette, self.fonts, self.scale = root, palette, fonts, scale
        self.style = ttk.Style(root)
        self.images: list[tk.PhotoImage] = []
        self._made: dict[NinePatch, tk.PhotoImage] = {}

    def first(self) -> None:
        self.base()
        self.labels()
        self.frames()
        for button in self.button_kinds():
            for ground in button.grounds:
                if ground in _EARLY.get(button.style, ()):
                    self.button(button, ground)
        self.entries()
        self.scrollbars("Vertical")
        self.lines()
        self.lists()

    def rest(self) -> None:
        for button in self.button_kinds():
            for ground in button.grounds:
                if ground not in _EARLY.get(button.style, ()):
                    self.button(button, ground)
        self.combobox()
        self.checks()
        self.scrollbars("Horizontal")

    def px(self, size: float) -> int:
        return max(1, round(size * self.scale)) if size else 0

    def image(self, patch: NinePatch) -> tk.PhotoImage:
        if patch not in self._made:
            self._made[patch] = tk.PhotoImage(master=self.root, data=patch.ppm, format="PPM")
            self.images.append(self._made[patch])
        return self._made[patch]

    def element(
        self,
        name: str,
        normal: NinePatch,
        states: Sequence[tuple[tuple[str, ...], NinePatch]],
        *,
        size: tuple[int, int] | None = None,
        sticky: str = "nswe",
    ) -> None:
        """A ttk element of pictures. `size` is its least width and height in pixels."""
        least = size or (2 * normal.border, 2 * normal.border)
        across, down = min(normal.border, normal.width // 2), min(normal.border, normal.height // 2)
        spec: list[Any] = [(*state, self.image(patch)) for state, patch in states]
        self.style.element_create(
            name, "image", self.image(normal), *spec,
            border=(across, down), padding=0, sticky=sticky, width=least[0], height=least[1],
        )  # fmt: skip

    def layout(self, name: str, spec: list[Any]) -> None:
        self.style.layout(name, spec)

    def base(self) -> None:
        palette, style = self.palette, self.style
        style.configure(
            ".",
            background=palette.page,
            foreground=palette.text,
            fieldbackground=palette.field,
            selectbackground=palette.selected,
            selectforeground=palette.text,
            insertcolor=palette.text,
            insertwidth=self.px(1.5),
            troughcolor=palette.page,
            bordercolor=palette.line,
            lightcolor=palette.line,
            darkcolor=palette.line,
            focuscolor=palette.accent,
            font=self.fonts["body"],
        )
        style.map(".", foreground=[("disabled", palette.off)], background=[])

    def labels(self) -> None:
        palette, configure = self.palette, self.style.configure
        kinds: dict[str, tuple[str, str]] = {  # style: (colour, font)
            "": (palette.text, "body"),
            "Dim.": (palette.dim, "body"),
            "Small.": (palette.dim, "small"),
            "Title.": (palette.text, "title"),
            "Heading.": (palette.text, "heading"),
            "Section.": (palette.dim, "section"),
            "Error.": (palette.danger, "body"),
            "Ok.": (palette.ok, "body"),
            "Accent.": (palette.accent, "body"),
            "Bold.": (palette.text, "bold"),
        }
        for prefix, ground in GROUNDS.items():
            for kind, (ink, font) in kinds.items():
                configure(
                    f"{prefix}{kind}TLabel",
                    background=getattr(palette, ground),
                    foreground=ink,
                    font=self.fonts[font],
                )
        configure(
            "Tip.TLabel",
            background=palette.text,
            foreground=palette.page,
            font=self.fonts["small"],
            padding=(self.px(8), self.px(4)),
        )

    def frames(self) -> None:
        palette, configure = self.palette, self.style.configure
        for prefix, ground in GROUNDS.items():
            configure(f"{prefix}TFrame", background=getattr(palette, ground))
            configure(f"{prefix}Inner.TFrame", background=getattr(palette, ground))
        for name, fill, radius in (("Card", palette.page, 12), ("Field", palette.field, 8)):
            calm = self.plate(palette.page, fill, palette.line, radius, middle=(192, 96))
            ring = self.plate(palette.page, fill, palette.accent, radius, 2, middle=(192, 96))
            if name == "Field":
                calm = self.plate(palette.page, fill, palette.edge, radius, middle=(192, 96))
            self.element(f"{name}.Frame.shape", calm, [(("focus",), ring)])
            self.layout(f"{name}.TFrame", [(f"{name}.Frame.shape", {"sticky": "nswe"})])
            configure(f"{name}.TFrame", background=fill)
        configure("Card.TFrame", padding=self.px(24))
        configure("Field.TFrame", padding=self.px(4))
        configure("Field.Inner.TFrame", background=palette.field)
        configure("Field.TLabel", background=palette.field)

    def plate(
        self,
        ground: str,
        fill: str,
        border: str,
        radius: float,
        thick: float = 1,
        gap: str = "",
        middle: tuple[int, int] = (24, 16),
    ) -> NinePatch:
        """A rounded rectangle; sizes in pixels at 100 %. `gap` parts the border from the fill."""
        wide = self.px(thick)
        layers = []
        inset, round_ = 0, self.px(radius)
        if border:
            layers.append(Layer(border, 0, round_))
            inset += wide
        if gap:
            layers.append(Layer(gap, inset, max(0, round_ - inset)))
            inset += self.px(1.5)
        layers.append(Layer(fill, inset, max(0, round_ - inset)))
        return rounded(ground, layers, (self.px(middle[0]), self.px(middle[1])))

    def button_kinds(self) -> Iterator[_Button]:
        p = self.palette
        everywhere = ("", "Side.", "Bar.", "Alert.")
        flat, hover, pressed = _Face("ground"), _Face(p.hover), _Face(p.selected)
        if p.dark:  # the page's hover hardly shows on the tinted lines
            quiet = _Face(p.hover, p.edge)
            quiet_hover, quiet_pressed = _Face(p.selected, p.edge), _Face(p.page, p.edge)
        else:
            quiet = _Face(p.page, p.edge)
            quiet_hover, quiet_pressed = _Face(p.hover, p.edge), _Face(p.selected, p.edge)
        off = _Face("ground", p.line)
        yield _Button(
            "TButton", p.text, p.text, "body", (16, 8), quiet, quiet_hover, quiet_pressed, off,
            everywhere,
        )  # fmt: skip
        yield _Button(
            "Accent.TButton", p.on_accent, p.on_accent, "bold", (16, 8), _Face(p.accent),
            _Face(p.accent_hover), _Face(p.accent_press), _Face(p.line),
            (*everywhere, "Composer."),
        )  # fmt: skip
        yield _Button(
            "Danger.TButton", p.danger, p.on_danger, "body", (16, 8), _Face(quiet.fill, p.danger),
            _Face(p.danger, p.danger), _Face(p.danger_hover, p.danger_hover), off, everywhere,
        )  # fmt: skip
        yield _Button(
            "Tool.TButton", p.text, p.text, "body", (8, 6), flat, hover, pressed, flat, everywhere,
        )  # fmt: skip
        yield _Button(
            "Link.TButton", p.accent, p.accent, "body", (6, 3), flat, hover, pressed, flat,
            everywhere,
        )  # fmt: skip
        yield _Button(
            "Row.TButton", p.text, p.text, "body", (10, 6), flat, hover, pressed, flat,
            ("", "Side."),
        )  # fmt: skip

    def button(self, kind: _Button, prefix: str) -> None:
        palette = self.palette
        ground: str = getattr(palette, GROUNDS[prefix])
        name = f"{prefix}{kind.style}"
        radius = 8

        def plain(face: _Face) -> NinePatch:
            fill = ground if face.fill == "ground" else face.fill
            if fill == ground and not face.border:
                return rounded(
                    ground, [Layer(ground, 0, self.px(radius))], (self.px(24), self.px(16))
                )
            return self.plate(ground, fill, face.border, radius)

        def ringed(face: _Face) -> NinePatch:
            fill = ground if face.fill == "ground" else face.fill
            gap = ground if not face.border and fill != ground else ""
            return self.plate(ground, fill, palette.accent, radius, 2, gap)

        chosen = _Face(palette.selected)
        shapes = {
            "disabled": plain(kind.disabled),
            "pressed": plain(kind.pressed),
            "ring": ringed(kind.normal),
            "hover": plain(kind.hover),
        }
        if kind.style == "Row.TButton":
            shapes["selected"], shapes["ring_selected"] = plain(chosen), ringed(chosen)
        shape = f"{name}.shape"
        self.element(
            shape,
            plain(kind.normal),
            [(state, shapes[key]) for key, state in _STATES.items() if key in shapes],
        )
        across = "w" if kind.style == "Row.TButton" else ""
        label = ("Button.label", {"sticky": across})
        padding = ("Button.padding", {"sticky": "nswe", "children": [label]})
        self.layout(name, [(shape, {"sticky": "nswe", "children": [padding]})])
        self.style.configure(
            name,
            background=ground,
            foreground=kind.ink,
            font=self.fonts[kind.font],
            padding=tuple(self.px(size) for size in kind.padding),
            anchor="w" if across else "center",
            width="",
        )
        inks = [("disabled", palette.off), ("pressed", kind.hover_ink), ("active", kind.hover_ink)]
        if kind.style == "Accent.TButton":
            inks[0] = ("disabled", palette.dim)
        self.style.map(name, foreground=inks, background=[])

    def entries(self) -> None:
        p = self.palette
        wide = (128, 16)
        states = [
            (("disabled",), self.plate(p.page, p.page, p.line, 8, middle=wide)),
            (("invalid",), self.plate(p.page, p.field, p.danger, 8, 2, middle=wide)),
            (("focus",), self.plate(p.page, p.field, p.accent, 8, 2, middle=wide)),
            (("active",), self.plate(p.page, p.field, p.thumb_hover, 8, middle=wide)),
        ]
        self.element("Entry.shape", self.plate(p.page, p.field, p.edge, 8, middle=wide), states)
        inner = ("Entry.textarea", {"sticky": "nswe"})
        inside = ("Entry.padding", {"sticky": "nswe", "children": [inner]})
        self.layout("TEntry", [("Entry.shape", {"sticky": "nswe", "children": [inside]})])
        self.style.configure("TEntry", padding=(self.px(10), self.px(8)))

    def combobox(self) -> None:
        p = self.palette
        self.arrow()
        area = ("Combobox.textarea", {"sticky": "nswe"})
        padding = ("Combobox.padding", {"sticky": "nswe", "children": [area]})
        arrow = ("Combobox.sign", {"side": "right", "sticky": "ns"})
        self.layout(
            "TCombobox", [("Entry.shape", {"sticky": "nswe", "children": [arrow, padding]})]
        )
        self.style.configure("TCombobox", padding=(self.px(10), self.px(8)))
        self.style.map(
            "TCombobox",
            fieldbackground=[("readonly", p.field)],
            foreground=[("disabled", p.off)],
            selectbackground=[("readonly", p.field)],
        )

    def arrow(self) -> None:
        p, u = self.palette, self.scale
        side = self.px(24)
        blank = NinePatch(b"P6 %d %d 255\n" % (side, side), 0, side, side)
        field = bytes.fromhex(p.field[1:]) * (side * side)
        lines = (((8 * u, 10.5 * u), (12 * u, 14.5 * u), (16 * u, 10.5 * u)),)
        sign = strokes(blank._replace(ppm=blank.ppm + field), p.dim, lines, 1.6 * u)
        self.element("Combobox.sign", sign, [], size=(side + self.px(6), self.px(4)), sticky="")

    def checks(self) -> None:
        u = self.scale
        tick = (((4.5 * u, 9.5 * u), (7.7 * u, 12.5 * u), (13.5 * u, 5.8 * u)),)
        dot = (((9 * u, 9 * u), (9 * u, 9 * u)),)
        self.check("Check", 5, tick, 2 * u)
        self.check("Radio", 9, dot, 8 * u)

    def check(
        self, kind: str, radius: int, mark: tuple[tuple[Point, ...], ...], thickness: float
    ) -> None:
        p = self.palette

        def box(fill: str, border: str, thick: float = 1.5) -> NinePatch:
            wide, round_ = self.px(thick), self.px(radius)
            layers = [Layer(border, 0, round_), Layer(fill, wide, round_ - wide)]
            return square(p.page, layers, self.px(18))

        def marked(under: NinePatch, ink: str) -> NinePatch:
            return strokes(under, ink, mark, thickness)

        empty = box(p.field, p.thumb_hover)
        states = [
            (("disabled", "selected"), marked(box(p.line, p.line), p.off)),
            (("disabled",), box(p.page, p.line)),
            (("selected", "focus"), marked(box(p.accent, p.text, 2), p.on_accent)),
            (("selected",), marked(box(p.accent, p.accent), p.on_accent)),
            (("focus",), box(p.field, p.accent, 2)),
            (("active",), box(p.hover, p.accent)),
        ]
        size = (empty.width + self.px(8), empty.height)
        self.element(f"{kind}.sign", empty, states, size=size, sticky="w")
        label = (f"{kind}button.label", {"side": "left", "sticky": ""})
        sign = (f"{kind}.sign", {"side": "left", "sticky": ""})
        padding = (f"{kind}button.padding", {"sticky": "nswe", "children": [sign, label]})
        self.layout(f"T{kind}button", [padding])
        self.style.configure(f"T{kind}button", padding=(0, self.px(4)))
        self.style.map(f"T{kind}button", background=[])

    def scrollbars(self, way: str) -> None:
        for prefix, ground in (("", self.palette.page), ("Side.", self.palette.side)):
            self.scrollbar(f"{prefix}{way}", way, ground)

    def lines(self) -> None:
        p = self.palette
        hair = NinePatch(b"P6 1 1 255\n" + bytes.fromhex(p.line[1:]), 0, 1, 1)
        self.element("hairline", hair, [], size=(self.px(1), self.px(1)))
        for way in ("Horizontal", "Vertical"):
            self.layout(f"{way}.TSeparator", [("hairline", {"sticky": "nswe"})])
        self.style.configure(
            "TProgressbar", background=p.accent, troughcolor=p.line, thickness=self.px(4)
        )

    def scrollbar(self, name: str, way: str, ground: str) -> None:
        """Thin and round, without arrows; as a style `name`.TScrollbar."""
        p, upright = self.palette, way == "Vertical"

        def thumb(colour: str) -> NinePatch:
            inset = self.px(2)
            thin = self.px(10) - 2 * (inset + self.px(3) + 1)
            middle = (thin, self.px(8)) if upright else (self.px(8), thin)
            return rounded(ground, [Layer(colour, inset, self.px(3))], middle)

        states = [
            (("disabled",), thumb(ground)),  # everything is seen
            (("pressed",), thumb(p.dim)),
            (("active",), thumb(p.thumb_hover)),
        ]
        least = (self.px(10), self.px(40)) if upright else (self.px(40), self.px(10))
        self.element(f"{name}.thumb", thumb(p.thumb), states, size=least)
        trough = (
            f"{way}.Scrollbar.trough",
            {
                "sticky": "ns" if upright else "ew",
                "children": [(f"{name}.thumb", {"expand": 1, "sticky": "nswe"})],
            },
        )
        self.layout(f"{name}.TScrollbar", [trough])
        colours = dict.fromkeys(
            ("troughcolor", "background", "bordercolor", "lightcolor", "darkcolor"), ground
        )
        self.style.configure(f"{name}.TScrollbar", gripcount=0, **colours)
        self.style.map(f"{name}.TScrollbar", background=[], troughcolor=[])

    def lists(self) -> None:
        p, configure = self.palette, self.style.configure
        height = self.fonts["body"].metrics("linespace") + self.px(12)
        chosen = [("selected", p.selected)]
        for prefix, ground_name in (("", "page"), ("Side.", "side")):
            ground: str = getattr(p, ground_name)
            name = f"{prefix}Treeview"
            self.layout(name, [("Treeview.treearea", {"sticky": "nswe"})])
            configure(name, background=ground, fieldbackground=ground, rowheight=height)
            self.style.map(name, background=chosen, foreground=[("selected", p.text)])
