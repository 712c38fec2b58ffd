"""The ways to a host that was met before, with others that say to be it."""

from collections.abc import Sequence
from pathlib import Path

from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.client.ways import Ways
from desktopchat.irc.address import Address
from desktopchat.store.trust import Trust

KEY = "0123456789abcdef" * 4
SILENT = Problem(ProblemKind.NOBODY_ANSWERS, "", "")


def tried(found: Sequence[str], folder: Path) -> list[str]:
    """The hosts that are tried for 10.0.0.1, which was met, where it is seen at others."""
    wanted = Address("10.0.0.1", 6697, True)
    trust = Trust(folder / "known.json")
    trust.remember(wanted.authority, KEY)
    ways = Ways(wanted, trust, lambda _: [Address(host, 6697, True) for host in found])
    hosts = [ways.begin().host]
    while (way := ways.another(SILENT)) is not None:
        hosts.append(way.host)
    return hosts


def test_where_a_host_is_seen_is_tried_before_where_it_was(tmp_path: Path) -> None:
    assert tried([], tmp_path) == ["10.0.0.1"]
    assert tried(["10.0.0.1"], tmp_path) == ["10.0.0.1"]
    assert tried(["10.0.0.2"], tmp_path) == ["10.0.0.2", "10.0.0.1"]


def test_many_who_say_to_be_it_make_nobody_wait(tmp_path: Path) -> None:
    claims = [f"10.0.0.{number}" for number in range(2, 200)]
    assert tried(claims, tmp_path) == ["10.0.0.2", "10.0.0.1", "10.0.0.3", "10.0.0.4"]
