"""How many may come from an address, and how fast."""

import pytest

from desktopchat.host.config import HostConfig
from desktopchat.host.net.admission import Admission
from tests.host.world import World

TOO_FAST = "You connect too often from your address. Wait a minute and try again."


class Door:
    """An `Admission` and its clock."""

    def __init__(self, **config: object) -> None:
        self.now = 1000.0
        self.admission = Admission(HostConfig(**config), lambda: self.now)  # type: ignore[arg-type]

    def visits(self, *addresses: str) -> list[str]:
        """Come and go at once; what each was told."""
        told = [self.admission.enter(one) for one in addresses]
        for one, refusal in zip(addresses, told, strict=True):
            if not refusal:
                self.admission.leave(one)
        return told


def test_who_connects_over_and_over_has_to_wait() -> None:
    door = Door(connects_per_second=2.0, connects_burst=5)
    assert door.visits(*["10.0.0.7"] * 7) == [""] * 5 + [TOO_FAST] * 2
    assert door.visits("10.0.0.8") == [""]
    door.now += 0.5
    assert door.visits(*["10.0.0.7"] * 2) == ["", TOO_FAST]


def test_trying_on_and_on_keeps_nobody_out() -> None:
    door = Door(connects_per_second=1.0, connects_burst=1)
    told = []
    for _ in range(100):
        told += door.visits("10.0.0.7")
        door.now += 0.125
    assert told.count("") == 13


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_computer_connects_as_it_likes(address: str) -> None:
    assert Door(connects_burst=1).visits(*[address] * 50) == [""] * 50


def test_without_limits_everybody_does() -> None:
    assert Door(throttle=False, connects_burst=1).visits(*["10.0.0.7"] * 50) == [""] * 50


def test_another_address_of_the_64_makes_nobody_quicker() -> None:
    door = Door(connects_per_second=1.0, connects_burst=2)
    told = door.visits(*[f"2001:db8::{one:x}" for one in range(12)])
    assert told == [""] * 10 + [TOO_FAST] * 2
    assert door.visits("2001:db8:0:1::1") == [""]
    assert door.visits(*["2001:db8:0:2::1"] * 3) == ["", "", TOO_FAST]


def test_ipv4_is_the_same_where_it_is_written_as_ipv6() -> None:
    door = Door(connects_per_second=1.0, connects_burst=1)
    assert door.visits("10.0.0.7", "::ffff:10.0.0.7") == ["", TOO_FAST]


def test_the_addresses_of_a_64_have_so_many_connections_together() -> None:
    admission = Admission(HostConfig(connections_per_address=2))
    told = [admission.enter(f"2001:db8::{one:x}") for one in range(11)]
    assert [bool(one) for one in told] == [False] * 10 + [True]
    admission.leave("2001:db8::1")
    assert [bool(admission.enter("2001:db8::2")) for _ in range(2)] == [False, True]


def test_who_has_come_is_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktopchat.host.net.admission._PACES_MOST", 20)
    door = Door(connects_per_second=1.0)
    for one in range(200):
        door.visits(f"10.0.0.{one}")
        door.now += 0.125
    assert len(door.admission._paces) <= 20


def test_the_addresses_of_a_64_make_so_many_accounts_together() -> None:
    world = World(accounts_per_address=1)
    told = []
    for one in range(6):
        guest = world.connect(f"2001:db8::{one + 1:x}")
        guest.person.secure = True
        guest.send(f"NICK g{one}", f"USER g{one} 0 * :G")
        guest.read()
        told.append(guest.commands("REGISTER * * :correct horse battery"))
    assert [one == ["FAIL"] for one in told] == [False] * 5 + [True]
