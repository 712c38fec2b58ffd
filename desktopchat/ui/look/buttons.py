"""The styles of buttons: a table of kinds, each drawn on the grounds that it stands on."""

from collections.abc import Iterator
from tkinter import ttk
from typing import NamedTuple

from desktopchat.ui.look.elements import Elements
from desktopchat.ui.look.fonts import Fonts
from desktopchat.ui.look.palette import GROUNDS, Palette
from desktopchat.ui.look.shapes import Layer, NinePatch, rounded

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
    "TButton": ("",),
    "Accent.TButton": ("",),
    "Link.TButton": ("",),
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


class Buttons:
    """Of the ttk theme in use."""

    def __init__(
        self, style: ttk.Style, elements: Elements, palette: Palette, fonts: Fonts
    ) -> None:
        self._style, self._elements, self._palette, self._fonts = style, elements, palette, fonts

    def draw(self, *, early: bool) -> None:
        """Those that the first window shows, or the others."""
        for kind in self._kinds():
            for ground in kind.grounds:
                if (ground in _EARLY.get(kind.style, ())) is early:
                    self._draw(kind, ground)

    def _kinds(self) -> Iterator[_Button]:
        p = self._palette
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

    def _draw(self, kind: _Button, prefix: str) -> None:
        palette, elements = self._palette, self._elements
        ground: str = getattr(palette, GROUNDS[prefix])
        name = f"{prefix}{kind.style}"
        radius = 8

        def plain(face: _Face) -> NinePatch:
            fill = ground if face.fill == "ground" else face.fill
            if fill == ground and not face.border:
                return rounded(
                    ground,
                    [Layer(ground, 0, elements.px(radius))],
                    (elements.px(24), elements.px(16)),
                )
            return elements.plate(ground, fill, face.border, radius)

        def ringed(face: _Face) -> NinePatch:
            fill = ground if face.fill == "ground" else face.fill
            gap = ground if not face.border and fill != ground else ""
            return elements.plate(ground, fill, palette.accent, radius, 2, gap)

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
        elements.add(
            shape,
            plain(kind.normal),
            [(state, shapes[key]) for key, state in _STATES.items() if key in shapes],
        )
        across = "w" if kind.style == "Row.TButton" else ""
        label = ("Button.label", {"sticky": across})
        padding = ("Button.padding", {"sticky": "nswe", "children": [label]})
        elements.layout(name, [(shape, {"sticky": "nswe", "children": [padding]})])
        self._style.configure(
            name,
            background=ground,
            foreground=kind.ink,
            font=self._fonts[kind.font],
            padding=tuple(elements.px(size) for size in kind.padding),
            anchor="w" if across else "center",
            justify="left" if across else "center",
            width="",
        )
        inks = [
            ("disabled", palette.off),
            ("pressed", kind.hover_ink),
            ("focus", kind.ink),  # its face is the ringed one then, under the pointer too
            ("active", kind.hover_ink),
        ]
        if kind.style == "Accent.TButton":
            inks[0] = ("disabled", palette.dim)
        self._style.map(name, foreground=inks, background=[])
