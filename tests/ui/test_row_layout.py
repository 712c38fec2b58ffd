"""Where the rows of a list stand, as values."""

from desktopchat.ui.parts.row_layout import RowLayout
from desktopchat.ui.parts.rowpaint import Row


def layout(*keys: str, room: int = 50) -> RowLayout:
    """Rows of 20 pixels, headings (with a capital) of 30."""
    made = RowLayout(lambda row: 30 if row.heading else 20)
    made.rows = [Row(key, key, heading=key.isupper()) for key in keys]
    made.room = room
    made.measure()
    return made


def test_rows_stand_one_below_the_other_and_are_found_by_place_and_key() -> None:
    rows = layout("A", "b", "c")
    assert ([rows.top(at) for at in range(4)], rows.total) == ([0, 30, 50, 70], 70)
    assert [rows.index_at(y) for y in (-1, 0, 29, 30, 69, 70)] == [-1, 0, 0, 1, 2, -1]
    assert (rows.index_of("c"), rows.index_of("d"), rows.index_of("")) == (2, -1, -1)
    assert (rows.key_at(1), rows.key_at(-1), rows.key_at(3)) == ("b", "", "")


def test_scrolling_ends_at_both_ends() -> None:
    rows = layout("A", "b", "c")
    rows.scroll(1000)
    assert (rows.offset, rows.above, rows.seen()) == (20, 0, [0, 1, 2])
    rows.scroll(-1000)
    assert (rows.offset, rows.seen()) == (0, [0, 1])


def test_a_row_comes_into_sight_and_its_heading_with_the_first() -> None:
    rows = layout("A", "b", "c", "d", "e")
    rows.see(4)
    assert rows.top(5) == 50
    rows.see(2)
    assert rows.top(2) == 0
    rows.see(1)
    assert rows.offset == 0


def test_a_row_is_held_where_it_was_though_the_list_ends_above() -> None:
    rows = layout("b", "c", "d")
    rows.hold(2, 5)
    rows.clamp()
    assert rows.top(2) == 5
    rows.scroll(0)  # who scrolls gives up the room below the last row
    assert rows.top(3) == 50
