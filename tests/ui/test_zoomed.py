"""Which part of a picture is seen: numbers alone."""

from hypothesis import given
from hypothesis import strategies as st

from desktopchat.ui.look.zoomed import LARGEST, Zoomed

sides = st.integers(1, 6000)
sizes = st.tuples(sides, sides)
views = st.tuples(st.integers(1, 2000), st.integers(1, 2000))
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("by"), st.floats(0.2, 5), st.floats(0, 1), st.floats(0, 1)),
        st.tuples(st.just("move"), st.floats(-3000, 3000), st.floats(-3000, 3000)),
        st.tuples(st.just("view"), views),
        st.tuples(st.just("fit")),
    ),
    max_size=12,
)


def test_a_large_picture_is_seen_whole_and_a_small_one_as_large_as_it_is() -> None:
    large = Zoomed((2000, 1000), (1000, 800))
    assert large.part == ((0, 0, 2000, 1000), (0, 150), (1000, 500))
    small = Zoomed((200, 100), (1000, 800))
    assert small.part == ((0, 0, 200, 100), (400, 350), (200, 100))
    assert Zoomed((200, 100), (1000, 800), natural=2.0).part.size == (400, 200)


def test_what_is_under_the_pointer_stays_there() -> None:
    zoomed = Zoomed((2000, 1000), (1000, 500))
    zoomed.by(4, (250, 125))  # a quarter of the way
    (left, top, right, bottom), place, size = zoomed.part
    assert (place, size) == ((0, 0), (1000, 500))
    assert left + (right - left) / 4 == 500
    assert top + (bottom - top) / 4 == 250


def test_a_view_that_grows_shows_all_of_what_was_seen_whole() -> None:
    zoomed = Zoomed((2000, 1000), (500, 500))
    zoomed.show_in((1000, 1000))
    assert zoomed.part.size == (1000, 500)


def test_smaller_than_whole_is_whole() -> None:
    zoomed = Zoomed((2000, 1000), (500, 500))
    zoomed.by(3)
    zoomed.by(0.01)
    assert zoomed.fitted
    assert zoomed.part.size == (500, 250)


def test_what_is_cut_out_leaves_nothing_empty() -> None:
    zoomed = Zoomed((400, 300), (240, 240), covers=True)
    assert zoomed.part == ((50, 0, 350, 300), (0, 0), (240, 240))
    zoomed.move(1000, 0)
    assert zoomed.part.box == (0, 0, 300, 300)
    zoomed.by(0.1)
    assert zoomed.part.box == (50, 0, 350, 300)
    assert Zoomed((10, 20), (240, 240), covers=True).part.size == (240, 240)


@given(size=sizes, view=views, done=deeds)
def test_whatever_is_done_the_picture_fills_what_it_can_of_the_view(
    size: tuple[int, int], view: tuple[int, int], done: list[tuple[object, ...]]
) -> None:
    zoomed = Zoomed(size, view)
    for what, *how in done:
        if what == "by":
            factor, x, y = how
            zoomed.by(factor, (x * view[0], y * view[1]))  # type: ignore[operator, arg-type]
        elif what == "move":
            zoomed.move(*how)  # type: ignore[arg-type]
        elif what == "view":
            view = how[0]  # type: ignore[assignment]
            zoomed.show_in(view)
        else:
            zoomed.fit()
        (left, top, right, bottom), place, shown = zoomed.part
        assert 0 <= left < right <= size[0]
        assert 0 <= top < bottom <= size[1]
        assert zoomed.zoom <= LARGEST
        for at, length, room, whole in zip(place, shown, view, size, strict=True):
            assert 1 <= length <= room
            assert 0 <= at <= (room - length + 1) / 2
            # Beside a picture there is room only where all of that side is seen.
            assert length == room or abs(length - whole * zoomed.zoom) <= 1
