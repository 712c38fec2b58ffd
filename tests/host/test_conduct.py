"""What other clients and test programs count on, each over a real connection."""

import socket
from collections.abc import Iterator

import pytest

from desktopchat.host.dispatch import COMMANDS
from desktopchat.host.server import Host
from desktopchat.irc.message import Message
from tests.child import PATIENCE
from tests.host.wire import Raw, running
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with running(throttle=False, opers={"root": "toor"}, motd=["Hello."]) as host:
        yield host


@pytest.fixture
def raw(host: Host) -> Iterator[Raw]:
    wait_until(lambda: not host.core.connections, PATIENCE)  # else a name may still be taken
    with Raw(host) as raw:
        yield raw


@pytest.fixture
def ada(raw: Raw) -> Raw:
    return raw.register("ada")


def answers(raw: Raw, *lines: str) -> list[Message]:
    """Send; what comes until the answer to a PING after it."""
    raw.send(*lines, "PING :the end of it")
    seen: list[Message] = []

    def over(message: Message) -> bool:
        seen.append(message)
        return message.command == "PONG" and message.params[-1] == "the end of it"

    raw.until(over)
    return seen[:-1]


def commands(raw: Raw, *lines: str) -> list[str]:
    return [message.command for message in answers(raw, *lines)]


def test_pong_repeats_the_token_and_comes_after_the_answers_to_earlier_lines(ada: Raw) -> None:
    # Search waits for work outside the host's lock, and later lines wait for it.
    ada.send("CAP REQ :batch", "JOIN #a", "PRIVMSG #a :some words", "WHOIS ada")
    ada.send("SEARCH #a :words", "VERSION", "PING :a b :c")
    seen = []
    while (line := ada.line()) is not None:
        message = Message.parse(line)
        assert message is not None
        seen.append(message.command)
        if message.command == "PONG":
            break
    assert message.params[-1] == "a b :c"
    marks = [seen.index(code) for code in ("CAP", "JOIN", "318", "BATCH", "351", "005", "PONG")]
    assert marks == sorted(marks)


def test_quit_before_registration_is_answered_with_error(raw: Raw) -> None:
    raw.send("QUIT")
    *before, last = raw.to_the_end()
    assert before == []
    assert last.startswith("ERROR :")


def test_quit_with_half_a_registration_is_answered_with_error_too(raw: Raw) -> None:
    raw.send("CAP LS 302", "NICK half", "QUIT :no")
    assert raw.to_the_end()[-1] == "ERROR :Quit: no"


def test_a_quit_is_answered_with_error_and_the_end(ada: Raw) -> None:
    ada.send("QUIT :bye")
    assert ada.to_the_end() == ["ERROR :Quit: bye"]


def test_each_line_ends_in_cr_lf_and_is_utf_8(host: Host) -> None:
    with Raw(host) as raw:
        raw.send("NICK 王伟", "USER x 0 * :王伟", "JOIN #实验室", "PRIVMSG 王伟 :你好 🌍")
        raw.socket.sendall(b"PRIVMSG #x :\xc4\xe3\xba\xc3\r\nHELP\r\nQUIT\r\n")
        received = b""
        while data := raw.socket.recv(65536):
            received += data
    assert received.endswith(b"\r\n")
    lines = received.split(b"\r\n")[:-1]
    assert len(lines) > 20
    for line in lines:
        assert not set(line) & set(b"\r\n\0")
        assert Message.parse(line.decode()) is not None
    assert any(b" PRIVMSG " in line and "你好 🌍".encode() in line for line in lines)
    assert any(b" FAIL PRIVMSG INVALID_UTF8 " in line for line in lines)


def test_the_tokens_come_before_the_end_of_the_motd(raw: Raw) -> None:
    raw.send("NICK ada", "USER ada 0 * :Ada")
    seen = []
    raw.until(lambda m: seen.append(m.command) or m.command == "376")
    assert seen[:4] == ["001", "002", "003", "004"]
    assert seen[4] == "005"
    assert seen.index("005") < seen.index("251") < seen.index("375")


def test_nobody_is_looked_up_by_name_or_asked_who_they_are(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("somebody is looked up")

    for name in ("gethostbyaddr", "getnameinfo", "getfqdn"):
        monkeypatch.setattr(socket, name, never)
    with Raw(host) as raw:
        raw.send("NICK looked-at", "USER ada 0 * :Ada", "WHOIS looked-at")
        assert raw.until("311").params[3] == "127.0.0.1"
        assert raw.until("318")


QUERIES = {
    "WHOWAS nobody": ["406", "369"],
    "LUSERS": ["251", "252", "253", "254", "255", "265", "266"],
    "HELP NICK": ["704", "705", "706"],
    "INFO": ["371", "371", "371", "371", "374"],
    "TIME": ["391"],
    "ADMIN": ["256", "257", "258", "259"],
    "LIST": ["321", "322", "323"],
    "MOTD": ["375", "372", "376"],
    "LINKS": ["364", "365"],
    "USERHOST ada": ["302"],
    "ISON ada": ["303"],
    "OPER root no": ["464"],
    "OPER root toor": ["381", "MODE"],
    "KILL nobody :x": ["481"],
    "MONITOR L": ["733"],
    "WHO ada": ["352", "315"],
    "WHO ada %n": ["354", "315"],
    "WHOIS ada": ["311", "312", "378", "338", "317", "318"],
    "JOIN #fresh": ["JOIN", "353", "366"],
    "WALLOPS :hear": ["481"],
    "INVITE nobody #lobby": ["401"],
    "frob": ["421"],
}


@pytest.mark.parametrize("line", QUERIES)
def test_a_query_has_its_answer(ada: Raw, line: str) -> None:
    assert commands(ada, line) == QUERIES[line]


def test_an_operator_puts_somebody_out(host: Host, ada: Raw) -> None:
    with Raw(host) as bo:
        bo.register("bo")
        ada.send("OPER root toor", "KILL bo :enough")
        assert bo.until("KILL").params == ["bo", "enough"]
        assert bo.to_the_end()[-1] == "ERROR :Removed by ada: enough"


def test_the_tokens_say_what_is_meant(ada: Raw) -> None:
    tokens = {}
    for message in answers(ada, "VERSION"):
        if message.command == "005":
            tokens.update(word.partition("=")[::2] for word in message.params[1:-1])
    assert tokens["CASEMAPPING"] == "rfc7613"
    assert tokens["MONITOR"].isdigit()
    assert {"WHOX", "UTF8ONLY"} <= tokens.keys()
    assert set("beIklimnst") <= set(tokens["CHANMODES"])
    letters, symbols = tokens["PREFIX"].removeprefix("(").split(")")
    assert dict(zip(letters, symbols, strict=True)).items() >= {"o": "@", "v": "+"}.items()
    assert set(tokens["STATUSMSG"]) == set(symbols)
    assert set("CMTU") <= set(tokens["ELIST"])
    assert tokens["EXTBAN"].partition(",")[::2] == ("~", "am")


def test_words_to_those_who_run_a_room_reach_only_them(host: Host, ada: Raw) -> None:
    with Raw(host) as bo:
        ada.send("JOIN #run")
        ada.until("366")
        bo.register("bo", "#run")
        bo.send("PRIVMSG @#run :only you", "PRIVMSG #run :all of you", "PRIVMSG bo :done")
        assert ada.until("PRIVMSG").params == ["@#run", "only you"]
        assert ada.until("PRIVMSG").params == ["#run", "all of you"]
        assert [m.command for m in answers(bo)] == ["PRIVMSG"]


def test_a_mute_holds_and_the_room_is_still_joined(host: Host, ada: Raw) -> None:
    with Raw(host) as bo:
        ada.send("JOIN #quiet", "MODE #quiet +b ~m:bo!*@*")
        ada.until("MODE")
        bo.register("bo", "#quiet")
        assert commands(bo, "PRIVMSG #quiet :may I") == ["404"]
        ada.send("MODE #quiet -b ~m:bo!*@*")
        bo.until("MODE")
        assert commands(bo, "PRIVMSG #quiet :may I") == []


def test_wallops_reach_those_who_want_them(host: Host, ada: Raw) -> None:
    with Raw(host) as bo:
        bo.register("bo")
        bo.send("MODE bo +w")
        bo.until("MODE")
        ada.send("OPER root toor", "WALLOPS :hear this")
        assert bo.until("WALLOPS").params == ["hear this"]


def test_another_encoding_is_read_only_where_it_is_named() -> None:
    line = "PRIVMSG ada :你好\r\n".encode("gb18030")
    with running(legacy_encoding="gb18030") as host, Raw(host) as raw:
        raw.register("ada")
        raw.socket.sendall(line)
        assert raw.until("PRIVMSG").params == ["ada", "你好"]
    with running() as host, Raw(host) as raw:
        raw.register("ada")
        raw.socket.sendall(line)
        assert raw.until("FAIL").params[:2] == ["PRIVMSG", "INVALID_UTF8"]


@pytest.mark.parametrize("size", [510, 511, 9000])
def test_a_line_has_510_bytes_before_its_end(ada: Raw, size: int) -> None:
    line = "PING :" + "x" * (size - 6)
    found = commands(ada, line)
    assert found == (["PONG"] if size <= 510 else ["417"])


@pytest.mark.parametrize("size", [4096, 4097, 8191])
def test_the_tags_of_a_client_have_4096_bytes(ada: Raw, size: int) -> None:
    ada.send("CAP REQ message-tags")
    tags = "@+a=" + "x" * (size - 5) + " "
    found = commands(ada, tags + "PING :y")
    assert found == ["CAP", "PONG" if size <= 4096 else "417"]


def test_an_unknown_capability_is_refused_and_the_list_is_of_302(raw: Raw) -> None:
    raw.send("CAP LS 302")
    listed = raw.until("CAP").params
    assert listed[1] == "LS"
    raw.send("CAP REQ :frob/none batch")
    assert raw.until(lambda m: m.command == "CAP" and m.params[1] == "NAK").params[2] == (
        "frob/none batch"
    )


def test_every_command_with_nothing_after_it_is_answered_and_hurts_nobody(host: Host) -> None:
    for number, name in enumerate(sorted(COMMANDS.keys() - {"QUIT"})):
        with Raw(host) as raw:
            raw.register(f"ada{number}")
            raw.send(name, "PING :still here")
            assert raw.until("PONG").params[-1] == "still here", name
