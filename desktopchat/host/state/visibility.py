"""Who sees whom, and which channels, when they ask (Modern IRC, "WHO message").

An invisible person (user mode i) is seen by those who share a channel with them; a secret channel
(s, or p) by those in it; and operators of the host see all.
"""

from collections.abc import Iterable, Iterator

from .channels import Channel
from .people import Person


def sees_channel(asking: Person, channel: Channel) -> bool:
    """Whether they may know of a channel and who is in it."""
    return not channel.flags & {"s", "p"} or asking in channel.members or asking.oper


def visible(asking: Person, people: Iterable[Person]) -> Iterator[Person]:
    """Those of them who do not hide from who asks."""
    for person in people:
        if (
            not person.invisible
            or asking.oper
            or person is asking
            or person.channels.keys() & asking.channels.keys()
        ):
            yield person


def channels_of(asking: Person, person: Person) -> Iterator[Channel]:
    """Somebody's channels, as far as they are for who asks to know."""
    for channel in person.channels.values():
        if sees_channel(asking, channel):
            yield channel
