"""Running rooms over real connections: what a restart leaves, knocks, names of rooms, bans."""

from pathlib import Path

import pytest

from desktopchat.host.limits import FORMER_NAMES_MAX
from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from desktopchat.irc.sasl import encode_chunks, plain_message
from desktopchat.store.place import retention
from tests.host.people import PASSWORD, Secure, registered
from tests.host.wire import Raw, running
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


def config(data: Path) -> dict[str, object]:
    """A host with an encrypted listener, and a plain one."""
    listen = [Address("127.0.0.1", 0, True), Address("127.0.0.1", 0)]
    return {"data": data, "listen": listen, "opers": {"root": "toor"}}


def back(host: Host, nick: str, *caps: str) -> Raw:
    """Somebody who comes in with the account that they have."""
    client = Secure(host)
    client.send(f"CAP REQ :{' '.join(('sasl', *caps))}", f"NICK {nick}", f"USER {nick} 0 * :x")
    client.until("CAP")
    client.send("AUTHENTICATE PLAIN")
    client.until("AUTHENTICATE")
    for chunk in encode_chunks(plain_message(nick, PASSWORD)):
        client.send(f"AUTHENTICATE {chunk}")
    client.until("903")
    client.send("CAP END")
    client.until(lambda m: m.command in ("376", "422"))
    return client


def done(client: Raw) -> None:
    """Wait until all that they have sent has been worked on."""
    client.send("PING over")
    client.until("PONG")


def test_rooms_and_bans_are_there_after_a_restart(tmp_path: Path) -> None:
    with running(**config(tmp_path)) as host, registered(host, "ada") as ada:
        ada.send("JOIN #lab", "PRIVMSG #lab :first", "TOPIC #lab :Tea", "MODE #lab +isb bo")
        ada.send("OPER root toor", "KLINE 10.9.9.9 :no")
        done(ada)
    with running(**config(tmp_path)) as host:
        with Raw(host.listeners[1].address).register("cy") as cy:
            cy.send("JOIN #lab")
            assert cy.until(lambda m: m.command in ("473", "366")).command == "473"
        with registered(host, "eve") as eve:
            eve.send("OPER root toor", "MODE #lab", "TOPIC #lab", "MODE #lab b", "STATS k")
            assert eve.until("324").params[2] == "+inst"
            assert eve.until("332").params[2] == "Tea"
            assert eve.until("367").params[2] == "bo!*@*"
            assert eve.until("216").params[2:4] == ["*!*@10.9.9.9", "*"]


def test_people_are_after_a_restart_what_they_were_in_a_room(tmp_path: Path) -> None:
    with running(**config(tmp_path)) as host, registered(host, "ada") as ada:
        ada.send("JOIN #lab", "PRIVMSG #lab :first")
        with registered(host, "bo") as bo, Raw(host.listeners[1].address).register("cy") as cy:
            for guest in (bo, cy):
                guest.send("JOIN #lab")
                guest.until("366")
            ada.send("MODE #lab +v-t+fH bo 30 joined", "MODE #lab +o cy")
            done(ada)
    with running(**config(tmp_path)) as host, back(host, "bo") as bo:
        bo.send("JOIN #lab", "MODE #lab")
        assert bo.until("353").params[3] == "+bo"
        assert bo.until("324").params[2:] == ["+nHf", "joined", "30"]
        with back(host, "ada") as ada, Raw(host.listeners[1].address).register("cy") as cy:
            cy.send("JOIN #lab")
            # Without an account nobody shows that they are who they were.
            assert cy.until("353").params[3].split() == ["+bo", "cy"]
            ada.send("JOIN #lab")
            assert ada.until("353").params[3].split() == ["+bo", "cy", "~ada"]


def test_a_stranger_reads_only_since_they_came_and_an_account_since_it_first_came(
    tmp_path: Path,
) -> None:
    reading = ("batch", "draft/chathistory", "message-tags", "server-time")
    with running(**config(tmp_path)) as host, registered(host, "ada") as ada:
        ada.send("JOIN #lab", "MODE #lab +H joined", "PRIVMSG #lab :before")
        done(ada)
        with registered(host, "bo") as bo, Raw(host.listeners[1].address).register("cy") as cy:
            for guest in (bo, cy):
                guest.send("JOIN #lab")
                guest.until("366")
            ada.send("PRIVMSG #lab :after")
            for guest in (bo, cy):
                guest.says("after")
    with running(**config(tmp_path)) as host, back(host, "bo", *reading) as bo:
        bo.send("JOIN #lab", "CHATHISTORY LATEST #lab * 50")
        assert bo.until("PRIVMSG").params[1] == "after"
        with Raw(host.listeners[1].address) as cy:
            cy.send(f"CAP REQ :{' '.join(reading)}", "NICK cy", "USER cy 0 * :x", "CAP END")
            cy.until("422")
            cy.send("JOIN #lab", "CHATHISTORY LATEST #lab * 50")
            cy.until("BATCH")
            assert cy.until(lambda m: m.command in ("PRIVMSG", "BATCH")).command == "BATCH"


def test_the_first_room_keeps_its_new_name_its_owner_and_what_was_said(tmp_path: Path) -> None:
    with running(**config(tmp_path)) as host, registered(host, "ada") as ada:
        ada.send("JOIN #lobby", "OPER root toor", "PRIVMSG #lobby :hello")
        ada.until(lambda m: m.command == "MODE" and m.params == ["#lobby", "+qo", "ada", "ada"])
        ada.send("RENAME #lobby #hall :bigger")
        assert ada.until("PART").params == ["#lobby", "bigger"]
        assert ada.until("JOIN").params == ["#hall"]
        assert ada.until("353").params[2:] == ["#hall", "~ada"]
        done(ada)
    with running(**config(tmp_path)) as host, back(host, "ada") as ada:
        ada.send("VERSION", "JOIN #hall", "NAMES #lobby")
        assert (
            "desktopchat/ROOM=#hall"
            in ada.until(
                lambda m: m.command == "005" and "desktopchat/ROOM" in " ".join(m.params)
            ).params
        )
        assert ada.until("353").params[2:] == ["#hall", "~ada"]
        ada.until(lambda m: m.command == "PRIVMSG" and m.params[1].endswith("] hello"))
        assert ada.until(lambda m: m.command == "366" and m.params[1] == "#lobby")
        with Raw(host.listeners[1].address).register("bo") as bo:
            bo.send("JOIN #lobby")
            assert bo.until("470").params[:3] == ["bo", "#lobby", "#hall"]
            assert bo.until("JOIN").params == ["#hall"]
            bo.send("JOIN #lobby", "MODE #lobby")
            for _ in range(2):
                assert bo.until("470").params[:3] == ["bo", "#lobby", "#hall"]


def leads_to_den(host: Host) -> None:
    with Raw(host.listeners[1].address).register("bo") as bo:
        bo.send("JOIN #lobby,#HALL")
        assert bo.until("470").params[1:3] == ["#lobby", "#den"]
        assert bo.until("JOIN").params == ["#den"]
        assert bo.until("470").params[1:3] == ["#HALL", "#den"]


def test_every_former_name_of_the_first_room_leads_to_it_and_can_not_be_made_anew(
    tmp_path: Path,
) -> None:
    with running(**config(tmp_path)) as host, registered(host, "ada") as ada:
        ada.send("JOIN #lobby", "OPER root toor", "PRIVMSG #lobby :hello")
        ada.send("RENAME #lobby #hall", "RENAME #hall #den", "JOIN #mine", "RENAME #mine #hall")
        assert ada.until("FAIL").params[:4] == ["RENAME", "CHANNEL_NAME_IN_USE", "#mine", "#hall"]
        done(ada)
        leads_to_den(host)
    with running(**config(tmp_path)) as host, back(host, "ada") as ada:
        leads_to_den(host)
        ada.send("OPER root toor", "RENAME #den #lobby", "JOIN #den,#hall,#lobby")
        for old in ("#den", "#hall"):
            assert ada.until("470").params[1:3] == [old, "#lobby"]


def test_of_very_many_former_names_the_oldest_is_free_again(tmp_path: Path) -> None:
    with running(**config(tmp_path)) as host, registered(host, "ada") as ada:
        ada.send("OPER root toor", "RENAME #lobby #r0")
        for number in range(FORMER_NAMES_MAX):
            ada.send(f"RENAME #r{number} #r{number + 1}")
        ada.send("MODE #lobby", "MODE #r0")
        assert ada.until("403").params[1] == "#lobby"
        assert ada.until("470").params[1:3] == ["#r0", f"#r{FORMER_NAMES_MAX}"]


def test_a_stranger_knocks_and_is_let_in(tmp_path: Path) -> None:
    with (
        running(**config(tmp_path)) as host,
        registered(host, "ada") as ada,
        Raw(host.listeners[1].address).register("cy") as cy,
    ):
        ada.send("JOIN #lab", "MODE #lab +ik key")
        done(ada)
        cy.send("JOIN #lab", "KNOCK #lab :it is cy")
        assert cy.until("473").params[1] == "#lab"
        cy.until("711")
        asked = ada.until("710")
        assert asked.params == ["ada", "#lab", "cy!cy@127.0.0.1", "it is cy"]
        ada.send("INVITE cy #lab")
        assert cy.until("INVITE").params == ["cy", "#lab"]
        cy.send("JOIN #lab")
        assert cy.until("353").params[3].split() == ["~ada", "cy"]


def test_who_is_renamed_with_a_room_hears_it_as_their_program_knows(tmp_path: Path) -> None:
    with (
        running(**config(tmp_path)) as host,
        registered(host, "ada") as ada,
        Raw(host.listeners[1].address) as new,
        Raw(host.listeners[1].address).register("old") as old,
    ):
        new.send("CAP REQ :draft/channel-rename", "NICK new", "USER new 0 * :x", "CAP END")
        new.until("422")
        ada.send("JOIN #lab")
        ada.until("366")
        for guest in (new, old):
            guest.send("JOIN #lab")
            guest.until("366")
        ada.send("RENAME #lab #work", "PRIVMSG #work :here")
        assert new.until("RENAME").params == ["#lab", "#work", ""]
        new.says("here")
        assert old.until("PART").params == ["#lab", "Renamed to #work"]
        assert old.until("JOIN").params == ["#work"]
        old.says("here")
        old.send("RENAME #work #mine")
        assert old.until("482").params[1] == "#work"


def test_who_is_banned_from_the_host_hears_why_also_when_they_come_again(tmp_path: Path) -> None:
    with (
        running(**config(tmp_path)) as host,
        registered(host, "ada") as ada,
        registered(host, "bo") as bo,
    ):
        ada.send("OPER root toor", "KLINE 5 bo :spam")
        assert bo.until("465").params[1] == "You are banned from this host: spam"
        assert bo.to_the_end() == ["ERROR :Banned: spam"]
        again = Secure(host)
        with again:
            again.send("CAP REQ :sasl", "NICK bo", "USER bo 0 * :x", "AUTHENTICATE PLAIN")
            again.until("AUTHENTICATE")
            for chunk in encode_chunks(plain_message("bo", PASSWORD)):
                again.send(f"AUTHENTICATE {chunk}")
            again.until("903")
            again.send("CAP END")
            assert again.until("465").params[1] == "You are banned from this host: spam"
            assert again.to_the_end() == ["ERROR :Banned: spam"]


def test_a_pin_goes_with_what_the_log_lets_go_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(**config(tmp_path)) as host, registered(host, "ada") as ada:
        ada.send("CAP REQ :echo-message message-tags desktopchat/pins", "JOIN #lab")
        ada.send("PRIVMSG #lab :tea")
        msgid = ada.says("tea").tags["msgid"]
        ada.send(f"PIN #lab {msgid}")
        assert ada.until("PIN").params == ["#lab", msgid]
        done(ada)
    # All but the newest of the log is old, even what was said in the same millisecond.
    monkeypatch.setattr(retention, "_DAY", -1)
    with running(**config(tmp_path), keep_days=1) as host:
        with host.lock:
            channel = host.core.channel("#lab")
        assert channel is not None
        wait_until(lambda: not channel.pins)
    with running(**config(tmp_path)) as host, back(host, "ada", "desktopchat/pins") as ada:
        ada.send("JOIN #lab", "PINS #lab")
        done(ada)
        assert host.core.channels["#lab"].pins == {}
