"""Who stands by for a host, and knows nothing but what it is made with."""

from dataclasses import dataclass

from desktopchat.host.deputies.asking import Answer
from desktopchat.irc.address import Address


@dataclass
class StandsBy:
    """A `standby.Deputy`. came: how many members have come."""

    heard_host: Address | None = None
    was_ended: bool = False
    came: int = 0

    def answer(self) -> Answer:
        return Answer("", 1, serves=False)

    def member_came(self) -> None:
        self.came += 1
