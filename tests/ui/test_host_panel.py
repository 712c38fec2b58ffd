"""The panel of whoever runs the host."""

import tkinter as tk
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from desktopchat.client.model.administration import AuditRow
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.sheets import host_panel
from desktopchat.ui.sheets.deeds import deed_rows
from desktopchat.ui.sheets.host_panel import HostPanel, size, span
from tests.ui.chatting import OURS, Wire
from tests.waiting import wait_until

Hear = Callable[..., None]


@pytest.fixture
def wire() -> Wire:
    return Wire(OURS)


def sent(wire: Wire) -> list[str]:
    lines, wire.session.wire.out[:] = list(wire.session.wire.out), []
    return lines


@pytest.fixture
def panel(root: tk.Tk, page: ChatPage, hear: Hear) -> HostPanel:
    hear(":host 381 Ada :You are an operator")
    page.host_sheet.show()
    assert page.context.sheets.current is not None
    root.update()
    return page.context.sheets.current


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "5 s"), (725, "12 min"), (3600, "1 h"), (11_100, "3 h 5 min"), (200_000, "2 days")],
)
def test_times_are_as_people_say_them(seconds: int, words: str) -> None:
    assert span(seconds) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(512, "512 B"), (2048, "2 KB"), (50_000, "49 KB"), (3_500_000, "3.3 MB")],
)
def test_sizes_are_as_people_say_them(count: int, words: str) -> None:
    assert size(count) == words


@pytest.mark.gui
def test_who_does_not_run_the_host_sees_no_panel_and_is_told_why(page: ChatPage) -> None:
    page.host_sheet.show()
    assert page.context.sheets.current is None
    assert page.connection.notice.startswith("Only who runs the host")
    assert not page.hosting.manage.winfo_ismapped()


@pytest.mark.gui
def test_who_is_connected_is_shown_with_where_and_how_long(panel: HostPanel, hear: Hear) -> None:
    hear(
        ":host 211 Ada Grace[~g@10.0.0.7] 0 5 40 9 3 725 secure",
        ":host 211 Ada Ada[~a@127.0.0.1] 0 1 2 3 4 60",
        ":host 219 Ada l :End",
    )
    rows = {row.text: row for row in panel.people.list.rows}
    assert list(rows) == ["Ada (you)", "Grace"]
    assert rows["Grace"].detail == "10.0.0.7 · here for 12 min · sent 3 KB, got 40 KB"
    assert rows["Grace"].note == "encrypted"
    assert str(panel.tabs.buttons["people"].cget("text")) == "Connected (2)"


@pytest.mark.gui
def test_disconnecting_asks_once_in_place(panel: HostPanel, wire: Wire, hear: Hear) -> None:
    hear(":host 211 Ada Grace[~g@10.0.0.7] 0 5 40 9 3 725", ":host 219 Ada l :End")
    sent(wire)
    assert panel.people.buttons[0].instate(["disabled"])
    panel.people.pick("Grace")
    panel.people.buttons[0].invoke()
    assert not any(line.startswith("KILL") for line in sent(wire))
    assert "Press “Disconnect” again" in panel.said
    panel.people.buttons[0].invoke()
    assert any(line.startswith("KILL Grace ") for line in sent(wire))


@pytest.mark.gui
def test_one_can_not_throw_oneself_out(panel: HostPanel, wire: Wire, hear: Hear) -> None:
    hear(":host 211 Ada Ada[~a@127.0.0.1] 0 1 2 3 4 60", ":host 219 Ada l :End")
    panel.people.pick("Ada")
    sent(wire)
    panel.people.buttons[1].invoke()
    panel.people.buttons[1].invoke()
    assert not any(line.startswith(("KILL", "KLINE")) for line in sent(wire))
    assert panel.said == "That is you."


@pytest.mark.gui
def test_bans_are_listed_added_and_taken_off(panel: HostPanel, wire: Wire, hear: Hear) -> None:
    hear(":host 216 Ada K *!*@10.0.0.66 * * :Spam", ":host 219 Ada k :End")
    panel.tabs.show("bans")
    assert [(row.text, row.detail) for row in panel.bans.list.rows] == [("*!*@10.0.0.66", "Spam")]
    sent(wire)
    panel.bans.pick("*!*@10.0.0.66")
    panel.bans.buttons[0].invoke()
    assert sent(wire)[0] == "UNKLINE *!*@10.0.0.66"
    panel.who.text = "10.0.0.99"
    panel.add_ban.invoke()
    assert sent(wire)[0] == "KLINE 10.0.0.99 :No reason given"


@pytest.mark.gui
def test_words_to_all_go_out_once(panel: HostPanel, wire: Wire) -> None:
    panel.tabs.show("words")
    sent(wire)
    panel.announce.invoke()
    assert panel.words.wrong
    panel.words.text = "Down at six"
    panel.announce.invoke()
    assert sent(wire) == ["NOTICE $* :Down at six"]
    assert panel.words.text == ""


@pytest.mark.gui
def test_the_panel_asks_again_while_it_is_open_and_never_after(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Hear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_panel, "EVERY", 5)
    hear(":host 381 Ada :You are an operator")
    page.host_sheet.show()
    panel = page.context.sheets.current
    assert panel is not None
    wait_until(lambda: wire.session.wire.out.count("STATS l") > 3, step=root.update)
    panel.close()
    root.update()
    sent(wire)
    done: list[bool] = []
    root.after(50, done.append, True)
    wait_until(lambda: done, step=root.update)
    assert "STATS l" not in sent(wire)
    assert page.context.sheets.current is None


@pytest.mark.parametrize(
    ("logged", "words", "detail"),
    [
        ("KICK #lab Bo!b@10.0.0.8: rude", "Ada put somebody out of #lab", "Bo!b@10.0.0.8: rude"),
        ("KILL Bo!b@10.0.0.8 spam", "Ada disconnected Bo", "spam"),
        ("KLINE *!*@10.0.0.8 spam", "Ada banned *!*@10.0.0.8 from the host", "spam"),
        ("OPER admin", "Ada came to run the host as admin", "Ada!a@10.0.0.2"),
        ("MODE #lab +o bo (as ada)", "Ada +o bo", "in #lab"),
        ("ANNOUNCE $* Down at six", "Ada told everybody", "Down at six"),
        ("SHUTDOWN now {}", "Ada SHUTDOWN now {}", "Ada!a@10.0.0.2"),
    ],
)
def test_what_was_done_is_said_in_plain_words(logged: str, words: str, detail: str) -> None:
    (row,) = deed_rows((AuditRow(datetime.now(UTC), "Ada!a@10.0.0.2", logged),), str, " ".join)
    assert (row.text, row.detail) == (words, detail)
    assert logged in row.tip


@pytest.mark.gui
def test_what_was_done_is_asked_for_and_shown_newest_first(
    panel: HostPanel, wire: Wire, hear: Hear
) -> None:
    sent(wire)
    assert panel.log is not None
    panel.tabs.show("log")
    assert "AUDIT 100" in sent(wire)
    hear(
        ":host AUDIT 2026-11-24T12:00:00.000Z Ada!a@10.0.0.2 :TOPIC #lab Protocols",
        ":host AUDIT 2026-11-24T12:05:00.000Z Grace!g@10.0.0.7 :RENAME #cellar was #lab",
        ":host AUDIT 2026-11-24T12:06:00.000Z Ada!a@10.0.0.2 :MODE #lab +i-t (as ada)",
        ":host AUDIT * * :End of the audit log",
    )
    assert [row.text for row in panel.log.list.rows] == [
        "Ada let in only who is invited, let everyone change the topic",
        "Grace renamed a room to #cellar",
        "Ada set what #lab is about",
    ]
    panel.log.list.take_focus()
    panel.log.list.canvas.event_generate("<Delete>")  # there is nothing to take off


@pytest.mark.gui
def test_a_host_of_another_program_has_no_page_of_what_was_done(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Hear
) -> None:
    for token in [one for one in wire.session.model.isupport.tokens if "desktopchat" in one]:
        del wire.session.model.isupport.tokens[token]
    hear(":host 381 Ada :You are an operator")
    page.host_sheet.show()
    root.update()
    panel = page.context.sheets.current
    assert isinstance(panel, HostPanel)
    assert "log" not in panel.tabs.buttons
