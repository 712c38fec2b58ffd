"""Looking after a host, the part alone: no session, no connection."""

from desktopchat.client.model.administration import HostBan, RunsHostChanged
from desktopchat.client.session.admin import Admin
from desktopchat.client.session.gathering import RowCollector
from desktopchat.client.session.wire import Wire
from desktopchat.irc.isupport import ISupport


def test_who_runs_the_host_is_told_once_and_told_when_it_is_over() -> None:
    events: list[RunsHostChanged] = []
    wire = Wire("t", ISupport(), print)
    admin = Admin(wire, events.append)
    admin.log_in("owner", "pw")
    assert wire.out == []
    admin.log_in_again()
    assert wire.out == ["OPER owner pw"]
    admin.allowed()
    admin.allowed()
    assert (admin.runs_host, events) == (True, [RunsHostChanged(True)])
    admin.broken()
    admin.broken()
    assert (admin.runs_host, events[1:]) == (False, [RunsHostChanged(False)])


def test_who_never_ran_the_host_does_not_ask_to() -> None:
    wire = Wire("t", ISupport(), print)
    Admin(wire, print).log_in_again()
    assert wire.out == []


def test_half_an_answer_is_not_taken_for_the_beginning_of_the_next() -> None:
    admin = Admin(Wire("t", ISupport(), print), print)
    admin.bans.add(HostBan("*!*@10.0.0.7", "spam"))
    admin.broken()
    assert admin.bans.take() == ()


def test_an_answer_without_end_is_not_kept_whole() -> None:
    rows = RowCollector[int](most=2)
    for row in range(5):
        rows.add(row)
    assert rows.take() == (0, 1)
    rows.add(7)
    assert rows.take() == (7,)
