"""Being let in, and being refused."""

import pytest

from desktopchat.client.model import Phase
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.irc import closings
from tests.client.talking import ALL_CAPS, Talk, notices


def test_registering_asks_for_capabilities_and_ends_once_they_are_granted() -> None:
    talk = Talk("Ada Lovelace", password="secret")
    talk.session.connected()
    assert talk.sent() == [
        "CAP LS 302",
        "PASS secret",
        "NICK Ada_Lovelace",
        "USER adalovela 0 * :Ada Lovelace",
    ]
    talk.hears(":h CAP * LS * :server-time sasl=PLAIN", ":h CAP * LS :batch unknown/cap=3")
    assert talk.sent() == ["CAP REQ :server-time batch sasl"]
    talk.hears(":h CAP * ACK :server-time batch sasl ")
    assert talk.sent() == ["CAP END"]
    assert talk.session.wire.caps.enabled == {"server-time", "batch", "sasl"}


@pytest.mark.parametrize("name", ["a" * 1000, "王" * 300, "🎉a" * 200])
def test_a_name_of_any_length_registers(name: str) -> None:
    talk = Talk(name)
    talk.session.connected()
    line = next(line for line in talk.sent() if line.startswith("USER "))
    assert len(line.encode()) <= 510
    assert name.startswith(line.partition(":")[2])


def test_an_answer_in_two_lines_ends_the_negotiation_only_with_the_second() -> None:
    talk = Talk()
    talk.session.connected()
    talk.hears(":h CAP * LS :server-time batch")
    talk.sent()
    talk.hears(":h CAP * ACK :batch")
    assert talk.sent() == []
    talk.hears(":h CAP * ACK :server-time")
    assert talk.sent() == ["CAP END"]


def test_a_refused_list_of_capabilities_is_asked_for_one_by_one() -> None:
    talk = Talk()
    talk.session.connected()
    talk.hears(":h CAP * LS :server-time batch")
    talk.sent()
    talk.hears(":h CAP * NAK :server-time batch")
    assert talk.sent() == ["CAP REQ :batch", "CAP REQ :server-time"]
    talk.hears(":h CAP * NAK batch", ":h CAP * ACK server-time")
    assert talk.sent() == ["CAP END"]
    assert talk.session.wire.caps.enabled == {"server-time"}


def test_a_host_without_wanted_capabilities_is_not_kept_waiting() -> None:
    talk = Talk()
    talk.session.connected()
    talk.sent()
    talk.hears(":h CAP * LS :")
    assert talk.sent() == ["CAP END"]


def test_an_old_host_that_does_not_know_cap_lets_us_in() -> None:
    talk = Talk(caps="")
    talk.session.connected()
    events = talk.hears(":h 421 * CAP :Unknown command", ":h 451 * CAP :Register first")
    talk.hears(":h 001 Ada :Welcome", ":h 376 Ada :End of MOTD")
    assert talk.session.wire.phase is Phase.ONLINE
    assert notices(events) == []


def test_capabilities_come_and_go_while_connected() -> None:
    talk = Talk(caps="cap-notify").online()
    talk.sent()
    talk.hears(":h CAP Ada NEW :away-notify other")
    assert talk.sent() == ["CAP REQ :away-notify"]
    talk.hears(":h CAP Ada ACK :away-notify")
    assert "away-notify" in talk.session.wire.caps.enabled
    talk.hears(":h CAP Ada DEL :away-notify")
    assert "away-notify" not in talk.session.wire.caps.enabled


def test_a_welcome_without_end_is_over_when_its_ping_comes_back() -> None:
    talk = Talk(caps="", rooms=["#lab"])
    talk.session.connected()
    talk.sent()
    talk.hears(":h 001 Ada :Welcome")
    assert talk.sent() == ["PING welcome"]
    talk.hears(":h PONG h welcome")
    assert talk.session.wire.phase is Phase.ONLINE
    assert talk.sent() == ["JOIN #lab"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (":h 433 * Ada :Nickname is already in use", ProblemKind.NAME_TAKEN),
        (":h 436 * Ada :Nickname collision", ProblemKind.NAME_TAKEN),
        (":h 432 * Ada :Erroneous nickname", ProblemKind.BAD_NAME),
        (":h 464 * :Password incorrect", ProblemKind.WRONG_PASSWORD),
        (":h 465 * :You are banned", ProblemKind.BANNED),
        ("ERROR :Closing Link: Bad Password", ProblemKind.WRONG_PASSWORD),
        ("ERROR :Closing Link: K-Lined", ProblemKind.BANNED),
        ("ERROR :Too many connections from your address", ProblemKind.FULL),
        ("ERROR :Go away", ProblemKind.CLOSED_BY_HOST),
        (f"FAIL * {closings.FULL} :Come back later", ProblemKind.FULL),
        (f":h FAIL * {closings.REPLACED} :You are elsewhere", ProblemKind.REPLACED),
        (f":h FAIL * {closings.WRONG_PASSWORDS} :Enough", ProblemKind.WRONG_PASSWORD),
    ],
)
def test_a_refusal_at_the_door_is_a_problem_with_a_next_step(line: str, kind: ProblemKind) -> None:
    talk = Talk()
    talk.session.connected()
    talk.hears(line)
    problem = talk.session.registration.problem
    assert problem is not None
    assert problem.kind is kind
    assert problem.what.endswith(".")
    assert problem.next_step.endswith(".")


def test_what_an_operator_says_when_removing_somebody_is_not_taken_for_the_reason() -> None:
    talk = Talk().online()
    words = "Removed by Grace: too many bad password jokes"
    talk.hears(f":h FAIL * {closings.REMOVED} :{words}", f"ERROR :{words}")
    assert talk.session.registration.problem == Problem(ProblemKind.CLOSED_BY_HOST, words)
    assert not talk.session.model.console.entries


def test_who_goes_on_elsewhere_has_not_just_closed_the_connection() -> None:
    link, words = f"ircs://10.0.0.2:6697?fingerprint={'ab' * 32}", "The chat goes on elsewhere"
    talk = Talk().online()
    talk.hears(f":h FAIL * {closings.MOVED} {link} :{words}", f"ERROR :{words}")
    assert talk.session.registration.problem == Problem(ProblemKind.MOVED, words)
    stands_by = Talk()
    stands_by.session.connected()
    stands_by.hears(
        f"FAIL * {closings.MOVED} {link} :It is there",
        f"FAIL * {closings.STANDS_BY} :Not yet",
        "ERROR :Nobody hosts here yet",
    )
    assert stands_by.session.registration.problem == Problem(ProblemKind.STANDS_BY, "Not yet")


def test_the_first_reason_counts_not_the_error_that_follows_it() -> None:
    talk = Talk()
    talk.session.connected()
    talk.hears(":h 433 * Ada :in use", "ERROR :Closing link")
    assert talk.session.registration.problem is not None
    assert talk.session.registration.problem.kind is ProblemKind.NAME_TAKEN


def test_after_a_break_a_ghost_is_stood_aside_for_and_the_nick_taken_back_when_it_goes() -> None:
    talk = Talk("Ada").online()
    room = talk.in_room("#lab", "Bo")
    talk.session.disconnected()
    talk.session.connected()
    talk.sent()
    talk.hears(":h 433 * Ada :Nickname is already in use")
    assert talk.sent() == ["NICK Ada_"]
    talk.hears(":h 433 * Ada_ :Nickname is already in use")
    assert talk.sent() == ["NICK Ada__"]
    talk.hears(":h 001 Ada__ :Welcome", ":h 422 Ada__ :No MOTD")
    talk.in_room("#lab", "Ada", "Bo")
    assert set(room.members) == {"ada__", "ada", "bo"}
    talk.hears(":Ada!x@y QUIT :Ping timeout")
    assert any("NICK Ada" in line for line in talk.sent())
    talk.hears(":Ada__!ada@here NICK Ada")
    assert talk.session.model.nick == "Ada"
    assert set(room.members) == {"ada", "bo"}
    assert not talk.session.me.displaced


def test_asking_for_the_own_nick_again_in_vain_disturbs_nobody() -> None:
    talk = Talk("Ada").online()
    talk.session.disconnected()
    talk.session.connected()
    talk.hears(":h 433 * Ada :in use", f":h CAP * LS :{ALL_CAPS}", f":h CAP * ACK :{ALL_CAPS}")
    talk.hears(":h 001 Ada_ :Welcome", ":h 422 Ada_ :No MOTD")
    talk.sent()
    talk.session.me.regain_nick()
    label = talk.sent()[0].split()[0]
    assert notices(talk.hears(f"{label} :h 433 Ada_ Ada :in use")) == []
    assert talk.session.me.displaced


def test_a_desktopchat_host_brings_newcomers_without_a_wish_to_its_room() -> None:
    tokens = "CASEMAPPING=rfc7613 NETWORK=Lab\\x203 desktopchat/ROOM=#Lab-3"
    talk = Talk().online(tokens)
    assert "JOIN #Lab-3" in talk.sent()
    assert talk.session.model.isupport.network == "Lab 3"
    other = Talk(rooms=["#other"]).online(tokens)
    assert [line for line in other.sent() if line.startswith("JOIN")] == ["JOIN #other"]


def test_a_ping_is_answered_with_its_token() -> None:
    talk = Talk().online()
    talk.sent()
    talk.hears("PING :a token with spaces")
    assert talk.sent() == ["PONG :a token with spaces"]


def test_the_nick_the_host_gives_counts() -> None:
    talk = Talk("Adalovelace").online(nick="Adalovela")
    assert talk.session.model.nick == "Adalovela"
    assert set(talk.session.model.people) == {"adalovela"}


def test_a_casemapping_that_comes_late_folds_everything_anew() -> None:
    talk = Talk(caps="")
    session = talk.session
    session.connected()
    talk.hears(":h 001 Ada :hi", ":h 422 Ada :none")
    room = talk.in_room("#LAB[1]", "Bo[x]")
    assert room.key == "#lab{1}"
    talk.hears(":h 005 Ada CASEMAPPING=ascii :are supported")
    assert session.model.conversations == {"#lab[1]": room}
    assert set(room.members) == {"ada", "bo[x]"}
    assert set(session.model.people) == {"ada", "bo[x]"}
