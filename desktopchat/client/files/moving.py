"""Pictures that move, fetched whole while somebody points at them, and not kept."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from desktopchat.client.files.bringing import Bringing
from desktopchat.client.files.fetching import fetch
from desktopchat.client.files.pictures import BYTES_MOST, Wanted


class Step(NamedTuple):
    """data: what the window makes a picture of. seconds: how long it is shown."""

    data: bytes
    seconds: float


class Moving(NamedTuple):
    """What came of a picture: its steps, none where it stands still."""

    wanted: Wanted
    steps: Sequence[Step]


def moving_pictures(
    steps: Callable[[bytes, Wanted], Sequence[Step]], on_news: Callable[[], object]
) -> Bringing[Wanted, Moving]:
    """Brings one after the other. steps: makes them of a file, on a thread; it raises ValueError
    for what is no picture."""

    def bring(one: Wanted) -> Moving | None:
        try:
            data = made.fetch(
                one.token, lambda web, stopped: fetch(web, one.token, BYTES_MOST, stopped)
            )
            return None if data is None else Moving(one, steps(data, one))
        except ValueError:
            return Moving(one, ())

    made: Bringing[Wanted, Moving] = Bringing(
        bring,
        lambda _one: False,
        on_news,
        name="moving pictures",  # no words: a thread
        at_once=1,  # no words: a thread
    )
    return made
