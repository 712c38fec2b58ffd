"""`send` and `tail` against a host in the test's hands."""

import json
import threading

import pytest

from desktopchat.cli import talking
from desktopchat.irc.address import Address
from tests.client.scripted import Host, friendly
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


def test_send_waits_for_the_confirmation(capsys: pytest.CaptureFixture[str]) -> None:
    with Host(friendly) as host:
        assert talking.send(host.address, "#lab", "hello there", name="Ada") == 0
        assert "PRIVMSG #lab :hello there" in host.heard
        assert host.has_heard("QUIT")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("answers", "part"),
    [
        ({"PRIVMSG": ":h 404 Ada #lab :Cannot send\r\n"}, "You can't write in #lab now"),
        ({"JOIN": ":h 475 Ada #lab :Cannot join (+k)\r\n"}, "#lab needs a password"),
        ({"NICK": ":h 464 * :Password incorrect\r\n"}, "The password is not right"),
        ({"NICK": ":h 433 * Ada :in use\r\n"}, "Someone called Ada is already there"),
    ],
)
def test_send_tells_in_one_line_why_it_failed(
    answers: dict[str, str], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(line: str) -> str:
        return answers.get(line.partition(" ")[0]) or friendly(line)

    with Host(answer) as host:
        assert talking.send(host.address, "#lab", "hello", name="Ada") == 1
    said = capsys.readouterr().err
    assert part in said
    assert said.count("\n") == 1


def test_send_without_an_own_name_takes_another_where_the_first_is_taken() -> None:
    refused: list[str] = []

    def answer(line: str) -> str:
        word, _, nick = line.partition(" ")
        if word == "NICK" and not refused:
            refused.append(nick)
            return f":h 433 * {nick} :in use\r\n"
        if word == "JOIN":
            me = host.heard[-1] and next(
                line.partition(" ")[2] for line in reversed(host.heard) if line.startswith("NICK")
            )
            return f":{me}!a@h JOIN {nick}\r\n"
        return friendly(line)

    with Host(answer) as host:
        assert talking.send(host.address, "#lab", "hello") == 0
        assert f"NICK {refused[0]}2" in host.heard


def test_send_gives_up_in_time_and_on_a_port_where_nobody_listens(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Host(lambda line: "" if line.startswith("JOIN") else friendly(line)) as host:
        assert talking.send(host.address, "#lab", "hello", name="Ada", timeout=0.3) == 1
    assert talking.send(host.address, "#lab", "hello", name="Ada", timeout=5) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert "did not answer in time" in first
    assert "Nobody answers" in second


def test_send_of_nothing_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with Host(friendly) as host:
        assert talking.send(host.address, "#lab", " \n ", name="Ada") == 1
    assert "nothing to send" in capsys.readouterr().err


@pytest.mark.parametrize("listed", [["#lobby", "#Tea"], [], [f"#r{n:02}" for n in range(20)]])
def test_a_room_that_there_is_not_is_not_made_unasked(
    listed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(line: str) -> str:
        word, _, room = line.partition(" ")
        if word == "MODE" and not host.has_heard("JOIN"):
            return f":h 403 Ada {room} :No such channel\r\n"
        if word == "LIST":
            return "".join(f":h 322 Ada {one} 2 :\r\n" for one in listed) + ":h 323 Ada :End\r\n"
        return friendly(line)

    with Host(answer) as host:
        assert talking.send(host.address, "#labb", "hello", name="Ada") == 1
        assert talking.tail(host.address, "#labb", name="Ada") == 1
        first, second = capsys.readouterr().err.splitlines()
        assert not host.has_heard("JOIN")
        assert talking.send(host.address, "#labb", "hello", name="Ada", create=True) == 0
        assert host.has_heard("JOIN #labb")
    assert first == second
    assert first.startswith("desktopchat: There is no room #labb here. There ")
    assert first.endswith(" --create makes it.")
    assert all(name in first for name in listed[:5])
    assert ("and 8 more" in first) is (len(listed) == 20)


@pytest.mark.parametrize("create", [False, True])
def test_a_room_is_found_by_the_name_that_it_had(create: bool) -> None:
    def answer(line: str) -> str:
        word, _, room = line.partition(" ")
        if word in ("MODE", "JOIN") and room == "#lobby":
            led_on = f":h 470 Ada {room} #hall :It has another name now\r\n"
            return led_on + (":Ada!a@h JOIN #hall\r\n" if word == "JOIN" else "")
        return friendly(line)

    with Host(answer) as host:
        assert talking.send(host.address, "#lobby", "hi there", name="Ada", create=create) == 0
        assert "PRIVMSG #hall :hi there" in host.heard


def run_tail(host: Host, lines: list[str], as_json: bool, target: str = "#lab") -> list[int]:
    """Tail in a thread until it has had enough; gives the list where its exit code will be."""
    code: list[int] = []

    def until_enough(line: str) -> None:
        if "enough" in line:
            raise BrokenPipeError
        lines.append(line)

    def work() -> None:
        code.append(
            talking.tail(host.address, target, as_json=as_json, name="Ada", write=until_enough)
        )

    thread = threading.Thread(target=work, name="tail")
    thread.start()
    try:
        wait_until(lambda: host.has_heard("JOIN") or target != "#lab")
        wait_until(lambda: host.has_heard("PING welcome"))
        host.say(
            "@msgid=m1;time=2024-05-01T10:00:00.000Z :Bo!b@h PRIVMSG #lab :hello 王伟",
            "@time=2024-05-01T10:00:01.000Z :Bo!b@h PRIVMSG #lab :\x01ACTION waves\x01",
            ":Bo!b@h PRIVMSG #elsewhere :not here",
            ":Bo!b@h PRIVMSG Ada :for you alone",
            ":Bo!b@h PRIVMSG #lab :\x1b[2J\u202egone",
            ":Bo!b@h QUIT :bye",
        )
        wait_until(lambda: any("bye" in line for line in lines))
    finally:
        host.say(":Bo!b@h PRIVMSG #lab :enough")
        thread.join(10)
    return code


def test_tail_prints_objects_with_what_a_program_needs(capsys: pytest.CaptureFixture[str]) -> None:
    lines: list[str] = []
    with Host(friendly) as host:
        assert run_tail(host, lines, as_json=True) == [0]
    values = [json.loads(line) for line in lines]
    assert {
        "time": "2024-05-01T10:00:00.000+00:00",
        "nick": "Bo",
        "text": "hello 王伟",
        "msgid": "m1",
        "kind": "message",
    } in values
    assert [value["kind"] for value in values][-4:] == ["message", "action", "message", "quit"]
    assert "\x1b[2J\u202egone" in [value["text"] for value in values]
    assert not any(set(line) & {"\x1b", "\u202e"} for line in lines)
    assert capsys.readouterr().err == ""


def test_tail_prints_lines_that_people_read(capsys: pytest.CaptureFixture[str]) -> None:
    lines: list[str] = []
    with Host(friendly) as host:
        run_tail(host, lines, as_json=False)
    assert [line.partition(" ")[2] for line in lines][-4:] == [
        "<Bo> hello 王伟",
        "* Bo waves",
        r"<Bo> \x1b[2J\u202egone",
        "-- Bo went offline (bye)",
    ]
    capsys.readouterr()


def test_tail_ends_when_it_is_put_out_of_the_room(capsys: pytest.CaptureFixture[str]) -> None:
    lines: list[str] = []
    ended: list[int] = []

    def work() -> None:
        ended.append(talking.tail(host.address, "#lab", name="Ada", write=lines.append))

    with Host(friendly) as host:
        thread = threading.Thread(target=work, name="tail", daemon=True)
        thread.start()
        wait_until(lambda: bool(lines))  # it is in
        host.say(":Bo!b@h KICK #lab Ada :enough")
        thread.join(20)
    assert ended == [1]
    assert lines[-1].endswith("-- Bo put Ada out (enough)")
    assert capsys.readouterr().err == "desktopchat: Ada is not in #lab any more.\n"


def test_tail_ends_quietly_when_its_reader_has_enough() -> None:
    def enough(_line: str) -> None:
        raise BrokenPipeError

    with Host(friendly) as host:
        assert talking.tail(host.address, "#lab", name="Ada", write=enough) == 0


def test_an_address_with_a_room_still_goes_to_the_target_alone() -> None:
    with Host(friendly) as host:
        address = Address(host.address.host, host.address.port, room="#other")
        assert talking.send(address, "#lab", "hello", name="Ada") == 0
        assert [line for line in host.heard if line.startswith("JOIN")] == ["JOIN #lab"]
