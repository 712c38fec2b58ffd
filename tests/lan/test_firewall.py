"""Which firewalls are asked, and how."""

import threading
from pathlib import Path

import pytest

from desktopchat.lan.firewall.asking import CommandOutput, ask
from desktopchat.lan.firewall.survey import survey
from tests.lan.firewalls import WANTED, kinds
from tests.lan.test_firewall_linux import IPTABLES
from tests.lan.test_firewall_nft import DROPPED, nft_list, port


def test_what_may_not_be_read_says_how_to_look() -> None:
    def asking(*words: str, **_: object) -> CommandOutput | None:
        answers = {
            "nft": CommandOutput(1, "", "Operation not permitted (you must be root)\n"),
            "iptables": CommandOutput(
                4, "", "Could not fetch rule set generation id: Permission denied\n"
            ),
            "firewall-cmd": CommandOutput(252, "", "Authorization failed.\n"),
        }
        return answers.get(words[0])

    walls = survey(WANTED, asking, "linux")
    assert [(wall.name, wall.active) for wall in walls] == [
        ("firewalld", None),
        ("nftables", None),
        ("iptables", None),
    ]
    assert all(wall.look.startswith("sudo ") for wall in walls)
    assert survey(WANTED, lambda *_: None, "linux") == []
    assert survey(WANTED, lambda *_: None, "win32")[0].active is None
    assert survey(WANTED, lambda *_: None, "darwin")[0].active is None


def test_rules_of_iptables_are_not_read_twice() -> None:
    text = nft_list([port("tcp", 6697), DROPPED]).replace('"inet"', '"ip"')
    text = text.replace('"name": "input"', '"name": "INPUT"')
    text = text.replace('"chain": "input"', '"chain": "INPUT"')
    answers = {"nft": CommandOutput(0, text, ""), "iptables": CommandOutput(0, IPTABLES, "")}
    walls = survey(WANTED, lambda *words: answers.get(words[0]), "linux")
    assert [(wall.name, kinds(wall)) for wall in walls] == [
        ("nftables", set()),
        ("iptables", {"udp"}),
    ]


def test_a_tool_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "slow"
    tool.write_text("#!/bin/sh\necho begun\nexec /bin/sleep 30\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = ask("slow", within=0.2)
    assert answer is not None
    assert answer.code == -1
    stop = threading.Event()
    stop.set()
    assert ask("slow", stop=stop) is not None
    assert ask("no-such-tool") is None
