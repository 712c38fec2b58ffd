"""Who stands by for a host, and knows nothing but what it is made with."""

from dataclasses import dataclass

from desktopchat.host.deputies.asking import Answer
from desktopchat.host.net.tls import HostKey
from desktopchat.irc.address import Address


@dataclass
class StandsBy:
    """A `standby.Deputy`. came: how many members have come. founder: the key of who began the
    place, where this is their computer."""

    heard_host: Address | None = None
    was_ended: bool = False
    came: int = 0
    founder: HostKey | None = None

    def answer(self) -> Answer:
        return Answer("", 1, serves=False)

    def founders_key(self) -> HostKey | None:
        return self.founder

    def member_came(self) -> None:
        self.came += 1
