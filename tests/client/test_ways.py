"""The ways to a host that was met before, with others that say to be it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from desktopchat.client.link.ways import Ways
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.irc.address import Address, parse_address
from desktopchat.store.person.trust import Trust

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


def ways_to(text: str, trust: Trust) -> list[str]:
    """What is tried for an address as somebody writes it, in its order."""
    ways = Ways(parse_address(text), trust)
    if ways.refusal is not None:
        return []
    tried = [str(ways.begin())]
    while (way := ways.another(SILENT)) is not None:
        tried.append(str(way))
    return tried


def test_a_plain_port_leads_where_it_led_before(tmp_path: Path) -> None:
    trust = Trust(tmp_path / "known.json")
    trust.keep_secure("lab", 7052, 3600, 7051)
    trust.keep_secure("lab", 6697, 3600, 6667)
    assert ways_to("irc://lab:7051", trust) == ["ircs://lab:7052"]
    assert ways_to("irc://lab:6667", trust) == ["ircs://lab:6697"]
    trust.keep_secure("lab", 7053, 3600, 7051)  # it was set up anew
    assert ways_to("irc://lab:7051", trust) == ["ircs://lab:7053"]
    trust.keep_secure("lab", 7053, 0)
    assert ways_to("irc://lab:7051", trust) == []


def test_the_usual_plain_port_leads_to_the_usual_encrypted_one(tmp_path: Path) -> None:
    trust = Trust(tmp_path / "known.json")
    trust.keep_secure("lab", 6697, 3600)
    assert ways_to("irc://lab", trust) == ["ircs://lab:6697"]
    assert ways_to("lab", trust) == ["ircs://lab:6697"]


def test_no_other_plain_port_of_a_computer_that_encrypts_is_tried(tmp_path: Path) -> None:
    trust = Trust(tmp_path / "known.json")
    trust.keep_secure("lab", 7052, 3600, 7051)
    assert ways_to("irc://lab:7061", trust) == []
    assert ways_to("irc://lab", trust) == []
    assert ways_to("lab:7061", trust) == ["ircs://lab:7061"]
    assert ways_to("irc://elsewhere:7061", trust) == ["irc://elsewhere:7061"]


def test_on_this_computer_another_plain_port_is_tried(tmp_path: Path) -> None:
    trust = Trust(tmp_path / "known.json")
    for host in ("127.0.0.1", "::1", "localhost"):
        trust.keep_secure(host, 6697, 3600, 6667)
        place = f"irc://[{host}]:7051" if ":" in host else f"irc://{host}:7051"
        assert ways_to(place, trust) == [place]


def test_what_an_older_version_kept_holds(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    path.write_text('{"secure": {"lab": {"port": 6697, "until": 99999999999}}}')
    assert ways_to("irc://lab", Trust(path)) == ["ircs://lab:6697"]
    assert ways_to("irc://lab:7051", Trust(path)) == []


def three() -> list[Address]:
    """Each with a key of its own."""
    return [Address(f"10.0.0.{number}", 6697, True, "", f"{number}" * 64) for number in (1, 2, 3)]


def test_who_stands_by_is_asked_again_after_each_that_is_silent(tmp_path: Path) -> None:
    """It may have begun to host meanwhile. And nobody waits long for the last one."""
    trust = Trust(tmp_path / "known.json")
    wanted, heir, gone = three()
    trust.remember(wanted.authority, wanted.fingerprint)
    ways = Ways(wanted, trust)
    ways.let_in(wanted, wanted.fingerprint, [heir, gone])
    assert ways.begin() == wanted
    assert ways.another(SILENT) == heir
    stands_by = Problem(ProblemKind.STANDS_BY, "", "")
    assert ways.another(stands_by) == gone
    assert ways.is_one_of_several
    assert ways.another(SILENT) == heir
    assert ways.another(stands_by) is None
    # One that stood by, and is silent then, is not asked for ever.
    ways.begin()
    tried = [ways.another(problem) for problem in (SILENT, stands_by, SILENT, SILENT)]
    assert tried == [heir, gone, heir, None]


def test_nobody_waits_long_for_a_silent_host_while_another_stands_by(tmp_path: Path) -> None:
    trust = Trust(tmp_path / "known.json")
    wanted, heir, _ = three()
    trust.remember(wanted.authority, wanted.fingerprint)
    ways = Ways(wanted, trust)
    ways.let_in(wanted, wanted.fingerprint, [heir])
    assert ways.begin(silent=True) == heir
    assert ways.another(Problem(ProblemKind.STANDS_BY, "", "")) == wanted
    assert ways.is_one_of_several
    assert ways.another(SILENT) == heir


def test_who_carries_on_is_looked_for_where_it_is_seen_now(tmp_path: Path) -> None:
    trust = Trust(tmp_path / "known.json")
    wanted, heir, _ = three()
    trust.remember(wanted.authority, wanted.fingerprint)
    now = Address("10.0.0.7", 7000, True)
    ways = Ways(wanted, trust, lambda key: [now] if key == heir.fingerprint else [])
    ways.let_in(wanted, wanted.fingerprint, [heir])
    tried = [ways.begin(), ways.another(SILENT), ways.another(SILENT), ways.another(SILENT)]
    assert tried == [wanted, replace(now, fingerprint=heir.fingerprint), heir, None]


def test_who_stands_by_may_know_a_host_that_nobody_has_told_of(tmp_path: Path) -> None:
    trust = Trust(tmp_path / "known.json")
    gone, stands, heir = three()
    trust.remember(gone.authority, gone.fingerprint)
    ways = Ways(gone, trust)
    ways.let_in(gone, gone.fingerprint, [stands])
    ways.begin()
    assert ways.another(SILENT) == stands
    for told in (gone, heir, heir):
        ways.add(told, stands.fingerprint)
    stands_by = Problem(ProblemKind.STANDS_BY, "", "")
    assert [ways.another(stands_by), ways.another(stands_by)] == [heir, None]
    assert ways.root(heir.fingerprint) == gone.fingerprint


def test_a_host_that_keeps_a_copy_by_now_is_not_the_only_one_that_is_asked(tmp_path: Path) -> None:
    """Three halves have become one: it went over to another one, and that to a third."""
    trust = Trust(tmp_path / "known.json")
    first, second, third = three()
    trust.remember(first.authority, first.fingerprint)
    ways = Ways(first, trust)
    ways.let_in(first, first.fingerprint, [second, third])
    ways.move(second, first.fingerprint)
    stands_by = Problem(ProblemKind.STANDS_BY, "", "")
    asked = [ways.begin()]
    while asked[-1] != third:
        ways.found(asked[-1], asked[-1].fingerprint)
        another = ways.another(stands_by)
        assert another is not None, asked
        asked.append(another)
    assert len(asked) <= 3


def test_where_who_stands_by_hears_the_host_is_asked_next(tmp_path: Path) -> None:
    trust = Trust(tmp_path / "known.json")
    first, second, third = three()
    trust.remember(first.authority, first.fingerprint)
    ways = Ways(first, trust)
    ways.let_in(first, first.fingerprint, [second, third])
    assert ways.begin() == first
    ways.found(first, first.fingerprint)
    ways.add(third, first.fingerprint)
    stands_by = Problem(ProblemKind.STANDS_BY, "", "")
    assert [ways.another(stands_by), ways.another(SILENT), ways.another(SILENT)] == [
        third,
        first,
        second,
    ]


def all_tried(ways: Ways) -> list[Address]:
    found = [ways.begin()]
    while (way := ways.another(SILENT)) is not None:
        found.append(way)
    return found


def test_who_hosted_a_place_once_is_asked_again_where_who_carried_it_on_is_gone(
    tmp_path: Path,
) -> None:
    trust = Trust(tmp_path / "known.json")
    founder, heir, other = three()
    trust.remember(founder.authority, founder.fingerprint)
    ways = Ways(founder, trust)
    ways.let_in(founder, founder.fingerprint, [heir, other])
    ways.let_in(heir, heir.fingerprint, [])
    assert all_tried(ways) == [heir, founder]
    assert all_tried(Ways(heir, trust)) == [heir, founder]
    assert all_tried(Ways(founder, trust)) == [heir, founder]


def test_who_hosted_a_place_before_is_known_as_its_host_says_it(tmp_path: Path) -> None:
    trust = Trust(tmp_path / "known.json")
    founder, heir, now = three()
    trust.remember(now.authority, now.fingerprint)
    ways = Ways(now, trust)
    ways.let_in(now, now.fingerprint, [], [heir, founder])
    assert all_tried(Ways(now, trust)) == [now, heir, founder]
    assert trust.root(founder.fingerprint) == now.fingerprint


def test_of_those_who_hosted_a_place_each_is_kept_once_where_it_was_last_and_the_founder_always(
    tmp_path: Path,
) -> None:
    trust = Trust(tmp_path / "known.json")
    founder, heir, _ = three()
    root = founder.fingerprint
    for port in range(7000, 7006):  # the two take turns, each time at another port
        trust.hosted(root, replace(founder, port=port), [])
        trust.hosted(root, replace(heir, port=port), [])
    assert trust.places(root) == [replace(heir, port=7005), replace(founder, port=7005)]
    # One that keeps a copy is known where it would carry on.
    trust.hosted(root, heir, [replace(founder, port=7010)])
    trust.hosted(root, heir, [])
    assert trust.places(root) == [heir, replace(founder, port=7010)]
    for number in range(20, 30):
        trust.hosted(root, Address(f"10.0.0.{number}", 6697, True, "", f"{number}" * 32), [])
    places = trust.places(root)
    assert [one.host for one in places] == [f"10.0.0.{n}" for n in (29, 28, 27, 26, 1)]


def test_a_host_that_is_known_by_its_key_alone_is_found_where_it_is_seen(tmp_path: Path) -> None:
    """One that kept a copy, and was no longer named as who could carry on."""
    trust = Trust(tmp_path / "known.json")
    founder, heir, stranger = three()
    now = Address("10.0.0.7", 39825, True)
    trust.hosted(founder.fingerprint, founder, [heir])
    trust.hosted(founder.fingerprint, founder, [])
    seen = {heir.fingerprint: [now], stranger.fingerprint: [replace(now, host="10.0.0.9")]}
    ways = Ways(founder, trust, lambda key: seen.get(key, []))
    assert all_tried(ways) == [founder, replace(now, fingerprint=heir.fingerprint)]
