"""How files on their way stand, in a few words. No Tk here."""

from collections.abc import Sequence

from desktopchat.client.files.sizes import size_words
from desktopchat.client.files.transfers import State, Transfer
from desktopchat.words import tr, trn

_MOVES = (State.GOING, State.LOST)
_OPEN = (*_MOVES, State.WAITING, State.PAUSED)


def state_words(transfer: Transfer) -> str:
    """How one stands."""
    size = size_words(transfer.size) if transfer.size else ""
    part = _part(transfer.there, transfer.size) if size else ""
    match transfer.state:
        case State.WAITING:
            return tr("waits for the others")
        case State.LOST:
            return tr("the host is not reached; it goes on by itself")
        case State.PAUSED:
            return " · ".join([tr("paused"), *([part] if transfer.there else [])])
        case State.DONE:
            return (
                tr("waits for the others") if transfer.is_upload else tr("saved, {size}", size=size)
            )
        case State.FAILED:
            return transfer.why or tr("stopped")
    if not part:
        return tr("begins…")
    return " · ".join(_paced(part, transfer.size - transfer.there, transfer.speed))


def summary(transfers: Sequence[Transfer]) -> tuple[str, str, float]:
    """Many of them: how many are on their way, how far they are, and which part of all bytes is
    there."""
    left = [one for one in transfers if one.state in _OPEN]
    size, there = (sum(getattr(one, what) for one in transfers) for what in ("size", "there"))
    part = _part(there, size)
    failed = sum(one.state is State.FAILED for one in transfers)
    if left and all(one.state is State.PAUSED for one in left):
        words = [tr("paused"), part]
    else:
        speed = sum(one.speed for one in left if one.state is State.GOING)
        words = _paced(part, sum(max(0, one.size - one.there) for one in left), speed)
    if failed:
        words.append(trn("{n} failed", "{n} failed", failed))
    count = trn("{n} file", "{n} files", len(left))
    return count, " · ".join(words), there / size if size else 0.0


def foremost(transfers: Sequence[Transfer], most: int) -> list[Transfer]:
    """Those to show of many, in their order: what failed, then what moves, then the rest."""
    ranks = {State.FAILED: 0, State.GOING: 1, State.LOST: 1, State.DONE: 2, State.PAUSED: 3}
    first = sorted(transfers, key=lambda one: ranks.get(one.state, 4))[:most]
    return [one for one in transfers if one in first]


def _part(there: int, size: int) -> str:
    return tr("{there} of {size}", there=size_words(there), size=size_words(size))


def _paced(part: str, bytes_left: int, speed: float) -> list[str]:
    """How long it takes on, how much is there, and bytes a second, as far as that is known: the
    end of it is cut off where there is little room."""
    if not speed:
        return [part]
    left = tr("{time} left", time=duration(bytes_left / speed))
    return [left, part, tr("{size}/s", size=size_words(speed))]


def duration(seconds: float) -> str:
    """ "40 s", "3 min", "2 h"."""
    if seconds < 90:
        return tr("{n} s", n=f"{seconds:.0f}")
    if seconds < 90 * 60:
        return tr("{n} min", n=f"{seconds / 60:.0f}")
    return tr("{n} h", n=f"{seconds / 3600:.0f}")
