"""The ttk styles: one table a kind of widget, and the pictures that they are made of.

A style's name begins with the ground that it stands on (`palette.GROUNDS`). The corners of the
opaque pictures are painted in that ground.
"""

import tkinter as tk
from tkinter import ttk

from desktopchat.ui.look.buttons import Buttons
from desktopchat.ui.look.elements import Elements
from desktopchat.ui.look.fonts import Fonts
from desktopchat.ui.look.palette import GROUNDS, Palette
from desktopchat.ui.look.shapes import Layer, NinePatch, rounded, square, strokes


class Builder:
    """Fills the ttk theme in use: `first` with what the first window shows, `rest` with the rest.
    To be kept as long as the theme is.

    An image costs three round trips to an X server, so what is rarely seen comes after the window
    stands.
    """

    def __init__(self, root: tk.Misc, palette: Palette, fonts: Fonts, scale: float) -> None:
        self._palette, self._fonts = palette, fonts
        self._style = ttk.Style(root)
        self._elements = Elements(root, scale)
        self._px = self._elements.px
        self._buttons = Buttons(self._style, self._elements, palette, fonts)

    def first(self) -> None:
        self._base()
        self._labels()
        self._frames()
        self._buttons.draw(early=True)
        self._entries()
        self._scrollbars("Vertical")
        self._lines()

    def rest(self) -> None:
        self._buttons.draw(early=False)
        self._checks()
        self._scrollbars("Horizontal")

    def _base(self) -> None:
        palette, style = self._palette, self._style
        style.configure(
            ".",
            background=palette.page,
            foreground=palette.text,
            fieldbackground=palette.field,
            selectbackground=palette.selected,
            selectforeground=palette.text,
            insertcolor=palette.text,
            insertwidth=self._px(1.5),
            troughcolor=palette.page,
            bordercolor=palette.line,
            lightcolor=palette.line,
            darkcolor=palette.line,
            focuscolor=palette.accent,
            font=self._fonts["body"],
        )
        style.map(".", foreground=[("disabled", palette.off)], background=[])

    def _labels(self) -> None:
        palette, configure = self._palette, self._style.configure
        kinds: dict[str, tuple[str, str]] = {  # style: (colour, font)
            "": (palette.text, "body"),
            "Dim.": (palette.dim, "body"),
            "Small.": (palette.dim, "small"),
            "Title.": (palette.text, "title"),
            "Heading.": (palette.text, "heading"),
            "Error.": (palette.danger, "body"),
            "Bold.": (palette.text, "bold"),
        }
        for prefix, ground in GROUNDS.items():
            for kind, (ink, font) in kinds.items():
                configure(
                    f"{prefix}{kind}TLabel",
                    background=getattr(palette, ground),
                    foreground=ink,
                    font=self._fonts[font],
                )

    def _frames(self) -> None:
        palette, configure, elements = self._palette, self._style.configure, self._elements
        for prefix, ground in GROUNDS.items():
            configure(f"{prefix}TFrame", background=getattr(palette, ground))
            configure(f"{prefix}Inner.TFrame", background=getattr(palette, ground))
        for name, fill, radius in (("Card", palette.page, 12), ("Field", palette.field, 8)):
            edge = palette.edge if name == "Field" else palette.line
            calm = elements.plate(palette.page, fill, edge, radius, middle=(192, 96))
            ring = elements.plate(palette.page, fill, palette.accent, radius, 2, middle=(192, 96))
            elements.add(f"{name}.Frame.shape", calm, [(("focus",), ring)])
            elements.layout(f"{name}.TFrame", [(f"{name}.Frame.shape", {"sticky": "nswe"})])
            configure(f"{name}.TFrame", background=fill)
        configure("Card.TFrame", padding=self._px(24))
        configure("Field.TFrame", padding=self._px(4))
        configure("Field.Inner.TFrame", background=palette.field)
        configure("Field.TLabel", background=palette.field)

    def _entries(self) -> None:
        p, elements, wide = self._palette, self._elements, (128, 16)
        states = [
            (("disabled",), elements.plate(p.page, p.page, p.line, 8, middle=wide)),
            (("invalid",), elements.plate(p.page, p.field, p.danger, 8, 2, middle=wide)),
            (("focus",), elements.plate(p.page, p.field, p.accent, 8, 2, middle=wide)),
            (("active",), elements.plate(p.page, p.field, p.thumb_hover, 8, middle=wide)),
        ]
        elements.add("Entry.shape", elements.plate(p.page, p.field, p.edge, 8, middle=wide), states)
        inner = ("Entry.textarea", {"sticky": "nswe"})
        inside = ("Entry.padding", {"sticky": "nswe", "children": [inner]})
        elements.layout("TEntry", [("Entry.shape", {"sticky": "nswe", "children": [inside]})])
        self._style.configure("TEntry", padding=(self._px(10), self._px(8)))

    def _checks(self) -> None:
        p, u = self._palette, self._elements.scale
        tick = (((4.5 * u, 9.5 * u), (7.7 * u, 12.5 * u), (13.5 * u, 5.8 * u)),)

        def box(fill: str, border: str, thick: float = 1.5) -> NinePatch:
            wide, round_ = self._px(thick), self._px(5)
            layers = [Layer(border, 0, round_), Layer(fill, wide, round_ - wide)]
            return square(p.page, layers, self._px(18))

        def marked(under: NinePatch, ink: str) -> NinePatch:
            return strokes(under, ink, tick, 2 * u)

        empty = box(p.field, p.thumb_hover)
        states = [
            (("disabled", "selected"), marked(box(p.line, p.line), p.off)),
            (("disabled",), box(p.page, p.line)),
            (("selected", "focus"), marked(box(p.accent, p.text, 2), p.on_accent)),
            (("selected",), marked(box(p.accent, p.accent), p.on_accent)),
            (("focus",), box(p.field, p.accent, 2)),
            (("active",), box(p.hover, p.accent)),
        ]
        size = (empty.width + self._px(8), empty.height)
        self._elements.add("Check.sign", empty, states, size=size, sticky="w")
        label = ("Checkbutton.label", {"side": "left", "sticky": ""})
        sign = ("Check.sign", {"side": "left", "sticky": ""})
        padding = ("Checkbutton.padding", {"sticky": "nswe", "children": [sign, label]})
        self._elements.layout("TCheckbutton", [padding])
        self._style.configure("TCheckbutton", padding=(0, self._px(4)))
        self._style.map("TCheckbutton", background=[])

    def _scrollbars(self, way: str) -> None:
        for prefix, ground in (("", self._palette.page), ("Side.", self._palette.side)):
            self._scrollbar(f"{prefix}{way}", way, ground)

    def _lines(self) -> None:
        p = self._palette
        hair = NinePatch(b"P6 1 1 255\n" + bytes.fromhex(p.line[1:]), 0, 1, 1)
        self._elements.add("hairline", hair, [], size=(self._px(1), self._px(1)))
        for way in ("Horizontal", "Vertical"):
            self._elements.layout(f"{way}.TSeparator", [("hairline", {"sticky": "nswe"})])

    def _scrollbar(self, name: str, way: str, ground: str) -> None:
        """Thin and round, without arrows; as a style `name`.TScrollbar."""
        p, upright = self._palette, way == "Vertical"

        def thumb(colour: str) -> NinePatch:
            inset = self._px(2)
            thin = self._px(10) - 2 * (inset + self._px(3) + 1)
            middle = (thin, self._px(8)) if upright else (self._px(8), thin)
            return rounded(ground, [Layer(colour, inset, self._px(3))], middle)

        states = [
            (("disabled",), thumb(ground)),  # everything is seen
            (("pressed",), thumb(p.dim)),
            (("active",), thumb(p.thumb_hover)),
        ]
        least = (self._px(10), self._px(40)) if upright else (self._px(40), self._px(10))
        self._elements.add(f"{name}.thumb", thumb(p.thumb), states, size=least)
        trough = (
            f"{way}.Scrollbar.trough",
            {
                "sticky": "ns" if upright else "ew",
                "children": [(f"{name}.thumb", {"expand": 1, "sticky": "nswe"})],
            },
        )
        self._elements.layout(f"{name}.TScrollbar", [trough])
        colours = dict.fromkeys(
            ("troughcolor", "background", "bordercolor", "lightcolor", "darkcolor"), ground
        )
        self._style.configure(f"{name}.TScrollbar", gripcount=0, **colours)
        self._style.map(f"{name}.TScrollbar", background=[], troughcolor=[])
