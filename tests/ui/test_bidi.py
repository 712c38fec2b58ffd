"""Right-to-left words in the order in which Tk on X11 has to be given them."""

import sys
from collections.abc import Iterator

import bidi as python_bidi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.ui.look import bidi
from desktopchat.ui.timeline.pieces import Piece
from desktopchat.ui.timeline.turned import Turned, turned

SARAH, SHALOM, LONG = "שרה", "שלום", "אחת שתיים שלוש ארבע"


@pytest.fixture(autouse=True, scope="module")
def x11() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bidi, "TK_KNOWS", False)
        yield


def mirrored(text: str) -> str:
    return text[::-1]


def test_hebrew_is_drawn_from_the_right() -> None:
    assert bidi.visual(SHALOM) == "םולש"
    assert bidi.visual("Ada") == "Ada"


def test_arabic_letters_are_joined_and_lam_with_alef_is_one() -> None:
    assert bidi.visual("سلام") == "\ufee1\ufefc\ufeb3"


def test_a_hebrew_word_in_english_and_an_english_one_in_hebrew_keep_their_place() -> None:
    assert bidi.visual(f"say {SHALOM}, please") == f"say {mirrored(SHALOM)}, please"
    assert bidi.visual(f"{SARAH} Python {SHALOM}") == f"{mirrored(SHALOM)} Python {mirrored(SARAH)}"


def test_numbers_and_brackets_read_right_among_hebrew() -> None:
    assert bidi.visual(f"{SARAH} 1,250.50 (abc)!") == f"!(abc) 1,250.50 {mirrored(SARAH)}"
    assert bidi.visual(f"{SARAH} ({SHALOM})") == f"({mirrored(SHALOM)}) {mirrored(SARAH)}"


def test_our_own_words_begin_at_the_left_whosever_name_comes_first() -> None:
    assert bidi.visual(f"{SARAH} is writing…", 0) == f"{mirrored(SARAH)} is writing…"


def test_points_stay_with_their_letter_and_what_is_not_seen_is_not_drawn() -> None:
    assert [cell.said for cell in bidi.cells("שָׁל")] == ["שָׁ", "ל"]
    joined = bidi.cells("می\u200cخ")
    assert "\u200c" not in "".join(cell.glyph for cell in joined)
    assert "".join(cell.said for cell in joined) == "می\u200cخ"


def test_where_tk_knows_or_the_packages_are_missing_nothing_is_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pieces = [Piece(SHALOM, ("body",)), Piece("\n", ("body",))]
    with monkeypatch.context() as patch:
        patch.setattr(bidi, "TK_KNOWS", True)
        assert bidi.visual(SHALOM) == SHALOM
        assert turned(pieces, 100, per_letter) is pieces
    for missing in ("bidi", "arabic_reshaper"):
        bidi._tools.cache_clear()
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, missing, None)
            assert bidi.visual(SHALOM) == SHALOM
            assert bidi.wrapped(SHALOM, 10, len) == SHALOM
        bidi._tools.cache_clear()
    assert bidi.visual(SHALOM) != SHALOM


@given(st.text("אבגםabcXY123()[]<>.,:-/ +%$\"'ابت٣٤😀\t", min_size=1, max_size=16))
def test_the_order_is_that_of_the_unicode_bidirectional_algorithm(text: str) -> None:
    if not bidi.has_rtl(text):
        return
    base = bidi.base_level(text)
    drawn = "".join(cell.said for cell in bidi.ordered(bidi.cells(text), base))
    ligatures = any(len(cell.said) > 1 for cell in bidi.cells(text))
    assert ligatures or drawn == python_bidi.get_display(text)


@given(st.text(min_size=1, max_size=60), st.integers(0, 12))
def test_nothing_is_lost_of_any_text(text: str, room: int) -> None:
    text = f"{SHALOM}{text}".replace("\n", " ")
    cells = bidi.cells(text)
    assert "".join(cell.said for cell in cells) == text
    lines = bidi.broken(cells, room, lambda cell: len(cell.glyph))
    assert tuple(cell for line in lines for cell in line) == cells
    for line in lines:
        assert sorted(bidi.ordered(line, 1)) == sorted(line)


def test_a_long_text_is_broken_in_the_order_of_reading() -> None:
    assert bidi.wrapped(LONG, 10, len) == f"{mirrored('אחת שתיים')}\n{mirrored('שלוש ארבע')}"
    assert bidi.wrapped(SHALOM, 2, len) == f"{mirrored('של')}\n{mirrored('ום')}"


# Rows of the timeline


def per_letter(text: str, piece: Piece) -> int:
    return 2 if piece.emoji else len(text)


def drawn(pieces: list[Piece], room: int = 100) -> list[list[tuple[str, str]]]:
    """The lines of the screen: what is drawn, with the last tag that words were given."""
    lines: list[list[tuple[str, str]]] = [[]]
    for piece in turned(pieces, room, per_letter):
        if piece.text == "\n":
            lines.append([])
        else:
            given = [t for t in piece.tags if t not in ("right", "goes_on", "went_on")]
            lines[-1].append((piece.text, given[-1]))
    return lines[:-1]


def test_words_keep_how_they_are_set_in_every_line() -> None:
    pieces = [
        Piece("אחת ", ("body",)),
        Piece("שתיים שלוש", ("body", "strong")),
        Piece(" ארבע", ("body",)),
        Piece("\n", ("body",)),
    ]
    assert drawn(pieces, 10) == [
        [(mirrored("שתיים"), "strong"), (mirrored("אחת "), "body")],
        [(mirrored(" ארבע"), "body"), (mirrored("שלוש"), "strong")],
    ]
    assert all("right" in piece.tags for piece in turned(pieces, 10, per_letter)[:-1])


def test_links_mentions_and_emoji_stand_whole_in_a_line_from_the_right() -> None:
    pieces = [
        Piece("@Ada", ("body", "mention")),
        Piece(f" {SHALOM} ", ("body",)),
        Piece("https://a.org/?", ("body", "link")),
        Piece(" ", ("body",)),
        Piece("😀", ("body",), True),
        Piece("\n", ("body",)),
    ]
    assert drawn(pieces) == [
        [
            ("😀", "body"),
            (" ", "body"),
            ("https://a.org/?", "link"),
            (f" {mirrored(SHALOM)} ", "body"),
            ("@Ada", "mention"),
        ]
    ]


def test_a_line_from_the_right_may_begin_with_what_is_hidden() -> None:
    hidden = Piece("▸ hidden", ("body", "hidden"))
    pieces = [hidden, Piece(f" {SHALOM}", ("body",)), Piece("\n", ("body",))]
    assert drawn(pieces) == [[(f"{mirrored(SHALOM)} ", "body"), ("▸ hidden", "hidden")]]


def test_a_time_stays_behind_the_name_and_a_line_of_ours_begins_at_the_left() -> None:
    head = [
        Piece(SARAH, ("head", "name")),
        Piece("  10:01", ("head", "time")),
        Piece("\n", ("head",)),
    ]
    assert drawn(head) == [[(mirrored(SARAH), "name"), ("  10:01", "time")]]
    note = [Piece(f"{SARAH} joined", ("note",)), Piece("  10:01\n", ("note", "late"))]
    assert drawn(note) == [[(f"{mirrored(SARAH)} joined", "note"), ("  10:01", "late")]]


def test_lines_without_such_words_stay_as_they_are() -> None:
    pieces = [Piece(f"one\n{SHALOM}\n\ntwo", ("body",)), Piece("\n", ("body",))]
    made = turned(pieces, 100, per_letter)
    assert [piece.text for piece in made if not piece.cells] == ["one", "\n", "\n", "two", "\n"]
    assert turned(pieces[1:], 100, per_letter) == pieces[1:]


def test_each_place_of_a_row_knows_what_it_says_and_its_piece() -> None:
    pieces = [
        Piece(f"{LONG} ", ("body",)),
        Piece("a.org", ("body", "link")),
        Piece("\n", ("body",)),
    ]
    shows, line = Turned(pieces), 0
    for piece in turned(pieces, 10, per_letter):
        shows.put(line, ((cell, len(cell.glyph)) for cell in piece.cells))
        line += piece.text == "\n"
    places = [shows.said(row, column) for row in range(line) for column in range(20)]
    said = sorted(place for place in places if place is not None)
    assert "".join(words for _, _, words in said) == f"{LONG} a.org\n"
    found = shows.piece(line - 1, 0)
    assert found is not None
    assert found[0].text == "a.org"
