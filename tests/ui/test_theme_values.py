"""The look as values: colours, shapes, scale, fonts and the system's wish. No window."""

import threading
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from desktopchat.ui.look import appearance, icons, programs, scale
from desktopchat.ui.look.appearance import (
    IS_DARK,
    IS_LIGHT,
    UNKNOWN,
    WAITING,
    AppearanceQuery,
    find_out,
)
from desktopchat.ui.look.fonts import choose
from desktopchat.ui.look.palette import (
    DARK,
    LIGHT,
    Palette,
    contrast,
    high_contrast,
    rgb,
    text_pairs,
)
from desktopchat.ui.look.shapes import Layer, NinePatch, disc, rounded, square, strokes
from tests.waiting import wait_until


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_reaches_a_contrast_of_four_and_a_half(palette: Palette) -> None:
    weak = {
        what: round(contrast(ink, ground), 2)
        for what, ink, ground in text_pairs(palette)
        if contrast(ink, ground) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("dark", [False, True])
def test_high_contrast_reaches_seven_and_keeps_names_apart(dark: bool) -> None:
    palette = high_contrast(dark=dark)
    weak = {
        what: round(contrast(ink, ground), 2)
        for what, ink, ground in text_pairs(palette)
        if contrast(ink, ground) < 7
    }
    assert not weak
    assert contrast(palette.edge, palette.page) == 21
    assert len(set(palette.hues)) == len(palette.hues)
    assert len(set(palette.discs)) == len(palette.discs)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_a_name_and_its_avatar_have_colours_in_the_same_order(palette: Palette) -> None:
    assert len(palette.hues) == len(palette.discs) == len(set(palette.hues))


def pixel(patch: NinePatch, x: int, y: int) -> tuple[int, int, int]:
    body = patch.ppm[patch.ppm.index(b"\n") + 1 :]
    at = (y * patch.width + x) * 3
    return body[at], body[at + 1], body[at + 2]


def test_a_rounded_plate_is_ground_in_the_corner_border_at_the_edge_and_filled_inside() -> None:
    patch = rounded("#ffffff", [Layer("#000000", 0, 8), Layer("#ff0000", 1, 7)], (10, 6))
    middle_x, middle_y = patch.width // 2, patch.height // 2
    assert pixel(patch, 0, 0) == (255, 255, 255)
    assert pixel(patch, middle_x, 0) == pixel(patch, 0, middle_y) == (0, 0, 0)
    assert pixel(patch, middle_x, middle_y) == (255, 0, 0)
    assert len(patch.ppm) == len(b"P6 28 24 255\n") + patch.width * patch.height * 3


def test_a_corner_is_smooth_and_the_same_on_all_four_sides() -> None:
    patch = rounded("#ffffff", [Layer("#000000", 0, 8)], (1, 1))
    right, low = patch.width - 1, patch.height - 1
    greys = {pixel(patch, x, y)[0] for x in range(9) for y in range(9)}
    assert len(greys - {0, 255}) > 3
    for x in range(9):
        for y in range(9):
            assert (
                pixel(patch, x, y)
                == pixel(patch, right - x, y)
                == pixel(patch, x, low - y)
                == pixel(patch, y, x)
            )


def test_a_thin_pill_has_exactly_the_size_that_was_asked_for() -> None:
    patch = rounded("#ffffff", [Layer("#000000", 2, 3)], (10 - 12, 8))
    assert (patch.width, patch.height) == (10, 20)
    assert len(patch.ppm) - patch.ppm.index(b"\n") - 1 == 10 * 20 * 3


def test_one_shape_for_several_styles_is_drawn_once() -> None:
    layers = [Layer("#000000", 0, 8)]
    assert rounded("#ffffff", layers, (10, 6)) is rounded("#ffffff", [*layers], (10, 6))
    assert rounded("#ffffff", layers, (10, 8)) != rounded("#ffffff", layers, (10, 6))


def test_a_sign_for_several_parts_of_the_window_is_drawn_once() -> None:
    assert icons._png("pin", 16, "#112233") is icons._png("pin", 16, "#112233")
    assert icons._png("pin", 16, "#112233") != icons._png("pin", 16, "#332211")


def test_a_line_is_drawn_over_what_is_there() -> None:
    box = square("#ffffff", [Layer("#0000ff", 0, 0)], 9)
    marked = strokes(box, "#ff0000", (((0.0, 4.5), (9.0, 4.5)),), 1)
    assert pixel(marked, 4, 4) == (255, 0, 0)
    assert pixel(marked, 4, 1) == (0, 0, 255)


def test_a_disc_leaves_its_corners_to_the_ground() -> None:
    ppm = disc("#102030", "#ffffff", 12)
    body = ppm[ppm.index(b"\n") + 1 :]
    assert tuple(body[:3]) == rgb("#102030")
    assert tuple(body[(6 * 12 + 6) * 3 :][:3]) == (255, 255, 255)


class FakeTk:
    """A root whose screen has so many pixels a point."""

    def __init__(self, scaling: float) -> None:
        self.tk = self
        self._scaling = scaling

    def call(self, *_words: str) -> float:
        return self._scaling


def wanted(
    setting: float | None = None,
    environ: dict[str, str] | None = None,
    platform: str = "linux",
    resources: str = "",
    scaling: float = 96 / 72,
) -> float:
    root = FakeTk(scaling)
    return scale.wanted(root, setting, environ or {}, platform, lambda: resources)  # type: ignore[arg-type]


def test_the_scale_comes_from_the_environment_then_the_settings_then_the_system() -> None:
    xft = "*color: red\nXft.dpi:\t144\n"
    assert wanted(1.25, {"DESKTOPCHAT_SCALE": "2.0"}, resources=xft) == 2.0
    assert wanted(1.25, resources=xft) == 1.25
    assert wanted(0, resources=xft) == 1.5
    assert wanted(scaling=2 * 96 / 72) == 2.0
    assert wanted(platform="darwin", scaling=1.0) == 1.0
    assert wanted(platform="win32", scaling=1.5 * 96 / 72, resources=xft) == 1.5


def test_a_screen_of_a_hundred_dots_an_inch_is_drawn_at_one() -> None:
    assert wanted(scaling=100 / 72) == 1.0


@pytest.mark.parametrize("nonsense", ["", "huge", "nan", "-1", "0"])
def test_nonsense_in_the_environment_is_passed_over(nonsense: str) -> None:
    assert wanted(environ={"DESKTOPCHAT_SCALE": nonsense}) == 1.0


def test_no_scale_is_beyond_what_can_be_used() -> None:
    assert wanted(environ={"DESKTOPCHAT_SCALE": "50"}) == scale.LARGEST
    assert wanted(0.01) == scale.SMALLEST


def test_windows_is_told_that_the_window_scales_itself() -> None:
    said: list[tuple[str, int]] = []
    modern = SimpleNamespace(SetProcessDpiAwareness=lambda level: said.append(("modern", level)))
    scale.before_tk("win32", lambda name: {"shcore": modern}[name])
    old = SimpleNamespace(SetProcessDPIAware=lambda: said.append(("old", 0)))

    def windows_7(name: str) -> object:
        if name == "shcore":
            raise OSError(name)
        return old

    scale.before_tk("win32", windows_7)
    scale.before_tk("linux", lambda name: pytest.fail(f"{name} was loaded"))
    assert said == [("modern", 1), ("old", 0)]


def test_the_first_font_that_is_there_is_taken_whatever_its_case() -> None:
    assert choose(["Inter", "Noto Sans"], ["noto sans", "DejaVu Sans"]) == "noto sans"
    assert choose(["Inter"], ["fixed"]) is None


class FakeSystem:
    """Answers commands by their first words, and counts them."""

    def __init__(self, **answers: str | None) -> None:
        self._answers = answers
        self.asked: list[str] = []

    def __call__(self, command: Sequence[str]) -> str | None:
        self.asked.append(command[0] if command[0] != "gsettings" else command[-1])
        return self._answers.get(self.asked[-1].replace("-", "_"))


@pytest.mark.parametrize(
    ("answers", "answer"),
    [
        ({"gdbus": "(<<uint32 1>>,)"}, IS_DARK),
        ({"gdbus": "(<<uint32 2>>,)"}, IS_LIGHT),
        ({"gdbus": "(<<uint32 0>>,)", "color_scheme": "'prefer-dark'\n"}, IS_DARK),
        ({"gdbus": None, "color_scheme": "'prefer-light'\n"}, IS_LIGHT),
        ({"color_scheme": "'default'\n", "gtk_theme": "'Adwaita-dark'\n"}, IS_DARK),
        ({"color_scheme": None, "gtk_theme": "'Yaru'\n"}, IS_LIGHT),
        ({}, UNKNOWN),
    ],
)
def test_linux_is_dark_when_the_portal_or_gsettings_say_so(
    answers: dict[str, str | None], answer: appearance.SystemAppearance
) -> None:
    assert find_out("linux", FakeSystem(**answers)) is answer


def test_macos_is_dark_when_its_defaults_say_so() -> None:
    assert find_out("darwin", FakeSystem(defaults="Dark\n")) is IS_DARK
    assert find_out("darwin", FakeSystem(defaults=None)) is IS_LIGHT


@pytest.mark.parametrize(("value", "answer"), [(0, IS_DARK), (1, IS_LIGHT), (None, UNKNOWN)])
def test_windows_is_dark_when_its_registry_says_so(
    value: int | None, answer: appearance.SystemAppearance
) -> None:
    assert find_out("win32", FakeSystem(), lambda: value) is answer


def test_a_program_that_is_not_there_is_no_answer() -> None:
    assert programs.run(["/nonexistent/program"]) is None


def test_the_system_is_asked_in_a_thread_so_that_nobody_waits() -> None:
    go_on = threading.Event()

    def slow() -> appearance.SystemAppearance:
        go_on.wait(5)
        return IS_DARK

    question = AppearanceQuery(slow)
    assert question.answer is WAITING
    go_on.set()
    wait_until(lambda: question.answer is IS_DARK)
