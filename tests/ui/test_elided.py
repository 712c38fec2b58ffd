"""Words that are cut to their room."""

from hypothesis import given
from hypothesis import strategies as st

from desktopchat.ui.look.elided import elided


@given(st.text(max_size=40), st.integers(1, 60))
def test_words_take_no_more_room_than_there_is_and_are_whole_where_they_fit(
    words: str, room: int
) -> None:
    shown = elided(words, room, len)
    assert len(shown) <= room
    assert (shown == words) == (len(words) <= room) or words.rstrip() + "…" == shown


def test_the_end_of_a_name_stays_in_sight() -> None:
    assert elided("a rather long name.bin", 14, len, end=6) == "a rathe…me.bin"
    assert elided("short.bin", 14, len, end=6) == "short.bin"
