"""How a connection comes and goes: its phases, and what leads from one to the next, as tables."""

from collections.abc import Mapping
from enum import Enum, auto


class Phase(Enum):
    """How the connection is."""

    IDLE = auto()
    """Nothing was tried yet."""
    CONNECTING = auto()
    REGISTERING = auto()
    """Connected; the host has not let us in yet."""
    ONLINE = auto()
    WAITING = auto()
    """The connection broke and is tried again by itself."""
    ENDED = auto()
    """Over, until someone tries again; the client's `problem` says why, None for a goodbye."""


class Step(Enum):
    """What happens to a connection."""

    SET_OUT = auto()
    """A way to the host is tried: the best one, the next one, or the encrypted one."""
    CONNECTED = auto()
    """The host took the connection."""
    LET_IN = auto()
    """The host has welcomed us and said all about itself."""
    BROKE = auto()
    """There is none any more, or none came about; it is tried again after a pause."""
    GAVE_UP = auto()
    """The same, but only a person can say that it is tried again; or it was a person's wish."""


_Table = Mapping[Phase, Mapping[Step, Phase]]

OF_CLIENT: _Table = {
    Phase.IDLE: {Step.SET_OUT: Phase.CONNECTING, Step.GAVE_UP: Phase.ENDED},
    Phase.CONNECTING: {
        Step.SET_OUT: Phase.CONNECTING,
        Step.CONNECTED: Phase.REGISTERING,
        Step.BROKE: Phase.WAITING,
        Step.GAVE_UP: Phase.ENDED,
    },
    Phase.REGISTERING: {
        Step.SET_OUT: Phase.CONNECTING,
        Step.LET_IN: Phase.ONLINE,
        Step.BROKE: Phase.WAITING,
        Step.GAVE_UP: Phase.ENDED,
    },
    Phase.ONLINE: {Step.BROKE: Phase.WAITING, Step.GAVE_UP: Phase.ENDED},
    Phase.WAITING: {Step.SET_OUT: Phase.CONNECTING, Step.GAVE_UP: Phase.ENDED},
    Phase.ENDED: {Step.SET_OUT: Phase.CONNECTING, Step.GAVE_UP: Phase.ENDED},
}
"""Of a `Client`, over many connections. What does not stand here can't happen."""

OF_SESSION: _Table = {
    Phase.IDLE: {Step.CONNECTED: Phase.REGISTERING},
    Phase.REGISTERING: {
        Step.CONNECTED: Phase.REGISTERING,
        Step.LET_IN: Phase.ONLINE,
        Step.BROKE: Phase.IDLE,
    },
    Phase.ONLINE: {Step.CONNECTED: Phase.REGISTERING, Step.BROKE: Phase.IDLE},
}
"""Of a `Session`, on one connection, as far as messages tell. What does not stand here changes
nothing: a host may end its welcome twice, and say so before there is one."""
