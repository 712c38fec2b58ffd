"""A place that was two for a while becomes one again, with all that was said in both."""

import contextlib
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktopchat.client.model import CarriedOn, Conversation
from desktopchat.client.model.conversation import EntryKind
from desktopchat.host.clocks import wall
from desktopchat.host.deputies.copy import BEFORE
from desktopchat.host.deputies.half import Half
from desktopchat.host.deputies.healing import FOLDER, has_left
from desktopchat.host.deputies.roster import (
    Inheritance,
    Roster,
    carry_on,
    keep_roster,
    kept_roster,
)
from desktopchat.host.lines import MessageIds
from desktopchat.host.net.tls import load_key
from desktopchat.hosting import chosen
from desktopchat.irc.address import Address, parse_address
from desktopchat.store.database import connect
from desktopchat.store.events import Event, write_event
from desktopchat.store.paths import KEY_FILE
from desktopchat.store.place.host_store import DATABASE
from desktopchat.store.place.log import redact
from desktopchat.store.place.writer import Writer
from tests.host.places import ROOM, Person, deputy, free_port, hosting, starting
from tests.host.wire import Process, Raw, running
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


class Halves:
    """A host, and one that carried on in its place though it lived. Nothing of a network is cut
    here: they are started so."""

    def __init__(self, folder: Path, undo: contextlib.ExitStack) -> None:
        self.folder, self.undo = folder, undo
        self.old, self.new = folder / "old", folder / "new"
        self.people: dict[str, Person] = {}

    def begin(self, *said: str) -> None:
        """What both know: who was there, and what they said."""
        with hosting(self.old) as (process, there):
            ada, bo = self.person("Ada", there), self.person("Bo", there)
            wait_until(lambda: ada.is_in() and bo.is_in())
            for text in said:
                ada.say(text)
            wait_until(lambda: ada.has_sent_all() and bo.reads(*said))
            for one in (ada, bo):
                one.client.quit("")
            process.signal(signal.SIGTERM)
            process.wait()
        shutil.copytree(self.old, self.new)
        (self.new / KEY_FILE).unlink()
        root, heir = load_key(self.old).fingerprint, load_key(self.new).fingerprint
        keep_roster(self.old, Roster(root, introduced=(Address("127.0.0.1", 1, True, "", heir),)))

    def host_old(self, port: int = 0, *, heartbeat: int = 0) -> tuple[Process, Address]:
        self.at_old = self.undo.enter_context(hosting(self.old, port, heartbeat=heartbeat))
        return self.at_old

    def part(self, was: Address | None = None) -> None:
        """From now on the new one would host. was: where the old one was, as far as it knows."""
        self.roster = Roster(load_key(self.old).fingerprint).succeeded(was or self.at_old[1])
        inherited = Inheritance("Lab", ROOM, "", "any", {}, self.roster)
        carry_on(self.new, inherited, load_key(self.new).fingerprint)

    def host_new(self, port: int = 0, *, heartbeat: int = 0) -> tuple[Process, Address]:
        if not hasattr(self, "roster"):
            self.part()
        roster = self.roster
        self.at_new = self.undo.enter_context(hosting(self.new, port, heartbeat=heartbeat))
        for one in self.people.values():  # its first host has told them of it
            one.trust.hosted(roster.root, self.at_new[1], list(roster.former))
            one.trust.follow(self.at_new[1].fingerprint, roster.root)
        return self.at_new

    def person(self, name: str, there: Address) -> Person:
        if name in self.people:
            self.people[name].come_again_at(there)
            return self.people[name]
        person = self.people[name] = Person(self.folder / name, there, name)
        self.undo.callback(lambda: person.client.quit(""))
        return person


@pytest.fixture
def halves(tmp_path: Path) -> Iterator[Halves]:
    with contextlib.ExitStack() as undo:
        yield Halves(tmp_path, undo)


def room(person: Person) -> Conversation:
    found = person.client.session.model.conversation(ROOM)
    assert found is not None
    return found


def test_both_halves_have_what_the_other_said_in_its_place_and_unread(halves: Halves) -> None:
    halves.begin("before")
    old, at_old = halves.host_old()
    ada = halves.person("Ada", at_old)
    wait_until(ada.is_in)
    for text in ("old 1", "old 2"):
        ada.say(text)
    wait_until(lambda: ada.reads("old 1", "old 2") and ada.has_sent_all())
    new, at_new = halves.host_new()
    bo = halves.person("Bo", at_new)
    wait_until(
        lambda: bo.is_in() and bo.reads("before"),
        what=lambda: (bo.client.phase, bo.texts, new.out, new.err, old.out, old.err),
    )
    bo.say("new 1")
    both = ("before", "old 1", "old 2", "new 1")

    def all_read() -> bool:
        return sum(one.reads(*both) and one.has_sent_all() for one in (ada, bo)) == 2

    wait_until(all_read, what=lambda: (ada.texts, bo.texts, old.out, old.err, new.out, new.err))
    assert ada.client.address.port == at_new.port
    for person in (ada, bo):
        said = [one for one in person.texts if one in both]
        times = [one.time for one in room(person).entries if one.text in both]
        assert times == sorted(times)
        assert said[0] == "before"
        # Ada came over from the old host, and has not left the chat for that.
        since_the_cut = [one.kind for one in room(person).entries if one.time >= times[1]]
        assert EntryKind.QUIT not in since_the_cut
        # Nor has she come to it: she was in the room there all the while.
        assert EntryKind.JOIN not in person.kinds_since("new 1")
    told = [one.text for one in room(bo).entries if "other half" in one.text]
    assert told == ["2 messages came from the other half of this chat."]
    # They are one: what is said now reaches both, and the old host keeps a copy from now on.
    ada.say("together")
    wait_until(lambda: ada.has_sent_all() and bo.reads("together"))
    wait_until(lambda: "in-sync" in old.told("standing"), what=lambda: (old.out, old.err, new.out))
    assert old.told("yielded") == [f"{at_new}"]
    assert (halves.old / BEFORE).exists()
    with contextlib.closing(sqlite3.connect(halves.old / DATABASE)) as copy:
        count = copy.execute("SELECT count(*) FROM events WHERE kind < 2").fetchone()
    assert count == (5,)
    roster = kept_roster(halves.new)
    assert roster is not None
    assert len(roster.healed) == 1


def test_what_is_said_later_is_later_though_the_clock_of_the_other_half_is_fast(
    halves: Halves,
) -> None:
    halves.begin("before")
    ahead = wall() + 3_600_000
    msgid, by_that_clock = MessageIds().next(ahead), "by that clock"
    event = Event(msgid, ahead, ROOM.lower(), "PRIVMSG", "Ada!a@h", params=by_that_clock)
    with contextlib.closing(connect(halves.old / DATABASE)) as database:
        Writer(database, None).commit([write_event(event)])
    _, at_old = halves.host_old()
    ada = halves.person("Ada", at_old)
    wait_until(ada.is_in)
    ada.say("old")
    wait_until(lambda: ada.reads("old") and ada.has_sent_all())
    _, at_new = halves.host_new()
    bo = halves.person("Bo", at_new)
    wait_until(lambda: bo.reads("before", by_that_clock, "old"), what=lambda: bo.texts)
    wait_until(lambda: ada.is_in() and ada.client.address.port == at_new.port)
    ada.say("together")
    wait_until(lambda: ada.has_sent_all() and bo.reads("together"), what=lambda: bo.texts)
    said = ["before", by_that_clock, "old", "together"]
    assert [one for one in bo.texts if one in said] == said
    with contextlib.closing(sqlite3.connect(halves.new / DATABASE)) as kept:
        order = kept.execute("SELECT params FROM events WHERE kind < 2 ORDER BY msgid").fetchall()
    assert [one for (one,) in order] == said


def test_what_is_dated_later_than_any_date_is_left_out_and_stops_nothing(halves: Halves) -> None:
    halves.begin("before")
    moment = 32**10 - 1  # some 35,000 years ahead
    event = Event(MessageIds().next(moment), moment, ROOM.lower(), "PRIVMSG", "Ada!a@h", "", "far")
    with contextlib.closing(connect(halves.old / DATABASE)) as database:
        Writer(database, None).commit([write_event(event)])
    old, at_old = halves.host_old()
    ada = halves.person("Ada", at_old)
    wait_until(ada.is_in, what=lambda: old.err)
    ada.say("old")
    wait_until(lambda: ada.reads("before", "old") and ada.has_sent_all())
    new, at_new = halves.host_new()
    bo = halves.person("Bo", at_new)
    wait_until(lambda: bo.is_in() and bo.reads("before", "old"), what=lambda: bo.texts)
    wait_until(lambda: ada.is_in() and ada.client.address.port == at_new.port)
    ada.say("together")
    wait_until(lambda: ada.has_sent_all() and bo.reads("old", "together"), what=lambda: bo.texts)
    assert "far" not in bo.texts + ada.texts
    told = "thousands of years ahead"
    assert told in "".join(old.err)
    assert told in "".join(new.err)
    assert "far" not in said_in(halves.new)


def test_what_was_handed_over_is_taken_in_though_the_host_ended_before(halves: Halves) -> None:
    """The power fails when the other half has gone, and nobody but this host has what it had."""
    halves.begin("before")
    old, at_old = halves.host_old()
    ada = halves.person("Ada", at_old)
    wait_until(ada.is_in)
    ada.say("only there")
    wait_until(lambda: ada.reads("only there") and ada.has_sent_all())
    ada.client.quit("")
    old.signal(signal.SIGTERM)
    old.wait()
    left = halves.new / FOLDER
    left.mkdir()
    shutil.copy(halves.old / DATABASE, left)
    (left / "handed-over").touch()
    _, at_new = halves.host_new()
    bo = halves.person("Bo", at_new)
    wait_until(lambda: bo.is_in() and bo.reads("before", "only there"), what=lambda: bo.texts)
    wait_until(lambda: not left.exists())


def said_in(folder: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as kept:
        rows = kept.execute("SELECT params FROM events WHERE kind < 2 ORDER BY msgid").fetchall()
    return [text for (text,) in rows]


@contextlib.contextmanager
def taking_nothing_in(halves: Halves) -> Iterator[None]:
    """The new host can't write, so that it stays between what it was handed over and a copy of
    both for the old one; and is killed at the end."""
    new, at_new = halves.at_new
    old, _ = halves.at_old
    with contextlib.closing(connect(halves.new / DATABASE)) as database:
        database.execute("BEGIN IMMEDIATE")
        wait_until(lambda: has_left(halves.new), what=lambda: (old.out, old.err, new.out, new.err))
        wait_until(lambda: old.told("copy-of"), what=lambda: (old.out, old.err))
        yield
        new.signal(signal.SIGKILL)
        new.wait()
    assert old.told("yielded") == [f"{at_new}"]
    assert not (halves.old / BEFORE).exists()  # the copy is not whole


def test_a_host_that_went_over_carries_on_where_its_heir_is_lost_before_the_copy_is_whole(
    halves: Halves,
) -> None:
    """What the heir had itself, older than the last that was said at the other half, comes when it
    is back, though it was killed before it had taken that half in."""
    halves.begin("before")
    old, at_old = halves.host_old()
    halves.part()
    event = Event(MessageIds().next(wall()), wall(), ROOM.lower(), "PRIVMSG", "Bo!b@h", "", "new 1")
    with contextlib.closing(connect(halves.new / DATABASE)) as database:
        Writer(database, None).commit([write_event(event)])
    ada = halves.person("Ada", at_old)
    wait_until(ada.is_in)
    ada.say("old 1")
    wait_until(lambda: ada.reads("before", "old 1") and ada.has_sent_all())
    _, at_new = halves.host_new(free_port())
    with taking_nothing_in(halves):
        pass
    wait_until(lambda: len(old.told("listening")) > 1, what=lambda: (old.out, old.err))
    bo = halves.person("Bo", at_old)
    wait_until(lambda: bo.is_in() and bo.reads("before", "old 1"), what=lambda: bo.texts)
    ada.say("old 2")
    wait_until(lambda: ada.has_sent_all() and bo.reads("old 2"), what=lambda: (ada.texts, old.err))
    roster = kept_roster(halves.old)
    assert roster is not None
    assert roster.epoch == halves.roster.epoch + 1
    # The heir is back where it was, and goes over in its turn.
    again = halves.undo.enter_context(starting(halves.new, at_new.port))
    both = ["before", "new 1", "old 1", "old 2"]
    wait_until(
        lambda: sum(one.reads(*both) for one in (ada, bo)) == 2,
        what=lambda: (ada.texts, bo.texts, old.out, old.err, again.out, again.err),
    )
    wait_until(lambda: "in-sync" in again.told("standing"), what=lambda: (again.out, again.err))
    assert said_in(halves.old) == said_in(halves.new) == both


@pytest.mark.parametrize("as_deputy", [False, True])
def test_a_host_that_went_over_carries_on_though_it_was_started_again_meanwhile(
    halves: Halves, as_deputy: bool
) -> None:
    """By its plain command, as a service does it, or as a deputy of its heir, as a window does."""
    halves.begin("before")
    port = free_port()
    old, at_old = halves.host_old(port)
    ada = halves.person("Ada", at_old)
    wait_until(ada.is_in)
    ada.say("old")
    wait_until(lambda: ada.reads("before", "old") and ada.has_sent_all())
    halves.host_new(free_port())
    with taking_nothing_in(halves):
        old.signal(signal.SIGKILL)
        old.wait()
    again = halves.undo.enter_context(
        starting(halves.old, port, of=halves.at_new[1] if as_deputy else None)
    )
    bo = halves.person("Bo", at_old)
    wait_until(lambda: bo.is_in() and bo.reads("before", "old"), what=lambda: (again.out, bo.texts))


def said_to_the_new_one_too(halves: Halves, words: str) -> str:
    """By the label that its sender gave it, after the cut; its name there."""
    with contextlib.closing(sqlite3.connect(halves.old / DATABASE)) as old:
        row = old.execute(
            "SELECT label, msgid FROM events WHERE params LIKE ? AND label <> ''", (f"%{words}",)
        ).fetchone()
    assert row is not None
    with contextlib.closing(sqlite3.connect(halves.new / DATABASE)) as new:
        columns = "target, moment + 1, kind, source, account, params, tags, label, redacted"
        new.execute("ATTACH ? AS other", (str(halves.old / DATABASE),))
        new.execute(
            "INSERT INTO events (target, msgid, moment, kind, source, account, params, tags, label,"
            f" redacted) SELECT {columns.replace('target,', 'target, msgid || 0,')}"
            " FROM other.events WHERE label = ?",
            row[:1],
        )
        new.commit()
    return f"{row[1]}0"


def test_what_both_had_and_was_taken_back_at_the_one_that_goes_over_is_gone(
    halves: Halves,
) -> None:
    """From the window that has it from the one that stays, too."""
    halves.begin("before")
    old, at_old = halves.host_old(free_port())
    ada = halves.person("Ada", at_old)
    wait_until(ada.is_in)
    ada.say("to both")
    wait_until(lambda: ada.reads("to both") and ada.has_sent_all())
    halves.part()
    said_to_the_new_one_too(halves, "to both")
    (entry,) = (one for one in room(ada).entries if one.text == "to both")
    ada.client.session.messages.redact(room(ada), entry)
    wait_until(lambda: ada.client.poll() is not None and entry.redacted)
    old.signal(signal.SIGTERM)
    old.wait()
    _, at_new = halves.host_new()
    bo = halves.person("Bo", at_new)
    wait_until(lambda: bo.is_in() and bo.reads("before", "to both"), what=lambda: bo.texts)
    old = halves.undo.enter_context(starting(halves.old, at_old.port))
    wait_until(lambda: "in-sync" in old.told("standing"), what=lambda: (old.out, old.err))
    wait_until(
        lambda: bo.is_in() and bo.reads("before") and not bo.reads("to both"),
        what=lambda: bo.texts,
    )
    for folder in (halves.old, halves.new):
        assert "to both" not in said_in(folder)


def test_what_both_had_and_was_taken_back_at_the_one_that_stays_is_gone(halves: Halves) -> None:
    """From the window that has it from the one that goes over, too."""
    halves.begin("before")
    old, at_old = halves.host_old()
    ada = halves.person("Ada", at_old)
    wait_until(ada.is_in)
    ada.say("to both")
    wait_until(lambda: ada.reads("to both") and ada.has_sent_all())
    halves.part()
    msgid = said_to_the_new_one_too(halves, "to both")
    later = MessageIds().next(wall())
    event = Event(later, wall(), ROOM.lower(), "REDACT", "Bo!b@h", "", msgid)
    with contextlib.closing(connect(halves.new / DATABASE)) as database:
        Writer(database, None).commit([*redact(event.target, msgid), write_event(event)])
    halves.host_new()
    wait_until(lambda: "in-sync" in old.told("standing"), what=lambda: (old.out, old.err))
    wait_until(lambda: ada.is_in() and ada.reads("before") and not ada.reads("to both"))
    for folder in (halves.old, halves.new):
        assert "to both" not in said_in(folder)


def test_halves_of_which_none_knows_where_the_other_is_find_each_other_on_the_network(
    halves: Halves,
) -> None:
    """Both are at other ports than they were."""
    halves.begin("before")
    heartbeat, key = free_port(), load_key(halves.old).fingerprint
    halves.part(Address("127.0.0.1", 1, True, "", key))
    new, at_new = halves.host_new(heartbeat=heartbeat)
    old, _ = halves.host_old(heartbeat=heartbeat)
    wait_until(
        lambda: "in-sync" in old.told("standing"), what=lambda: (old.out, old.err, new.out, new.err)
    )
    assert old.told("yielded") == [f"{at_new}"]


def test_what_came_twice_is_there_once(halves: Halves) -> None:
    """Said to the one host, and again to the other, by the label that its sender gave it."""
    halves.begin("before")
    _, at_old = halves.host_old()
    ada, cy = halves.person("Ada", at_old), halves.person("Cy", at_old)
    wait_until(lambda: ada.is_in() and cy.is_in())
    ada.say("is anybody there?")
    wait_until(lambda: ada.reads("is anybody there?") and ada.has_sent_all())
    wait_until(lambda: cy.reads("is anybody there?"))
    halves.part()
    said_to_the_new_one_too(halves, "is anybody there?")
    halves.host_new()
    bo = halves.person("Bo", halves.at_new[1])
    wait_until(bo.is_in)
    wait_until(lambda: ada.client.poll() is not None and ada.client.address == halves.at_new[1])
    wait_until(lambda: bo.reads("is anybody there?", "before") and ada.reads("is anybody there?"))
    # Who had it from the old host has it once all the same, and so has what is kept.
    ada.say("together")
    wait_until(lambda: ada.has_sent_all() and cy.reads("together"))
    wait_until(lambda: cy.reads("is anybody there?"), what=lambda: cy.texts)
    cy.come_again()
    wait_until(lambda: cy.is_in() and cy.reads("is anybody there?", "together"))


def test_what_comes_again_waits_while_it_may_be_among_what_is_taken_in(tmp_path: Path) -> None:
    """Sent to the other half, which goes: its sender comes here, and sends it again, before what
    the other half had is here."""
    label = "0123456789abcdef01234567-1"
    with running(data=tmp_path, throttle=False) as host, Raw(host) as raw:
        raw.send(
            "CAP REQ :message-tags labeled-response batch echo-message draft/chathistory"
            " server-time desktopchat/resend",
            "CAP END",
        )
        raw.register("ada", "#a")
        host.store.whole.clear()
        raw.send(f"@label={label};desktopchat/resend PRIVMSG #a :said before")
        wait_until(lambda: label in host.core.resent)  # right before it is looked up
        event = Event("0" * 26, 1, "#a", "PRIVMSG", "ada!a@h", "", "said before", "", label)
        Half(host).put([write_event(event)])
        host.pump.settle()
        host.store.whole.set()
        raw.until(lambda message: message.tags.get("msgid") == event.msgid)
        host.pump.settle()
        with host.store.reading() as reader:
            said = [one for one, _ in reader.log.every() if one.params == "said before"]
    assert [one.msgid for one in said] == [event.msgid]


def test_who_was_never_introduced_takes_no_place_over(halves: Halves) -> None:
    halves.begin("before")
    keep_roster(halves.old, Roster(load_key(halves.old).fingerprint))
    old, at_old = halves.host_old()
    ada = halves.person("Ada", at_old)
    wait_until(ada.is_in)
    new, _ = halves.host_new()
    wait_until(lambda: "gives no copy" in "".join(new.err), what=lambda: (old.out, new.err))
    ada.say("still here")
    wait_until(lambda: ada.reads("still here") and ada.has_sent_all())
    assert not old.told("yielded")
    assert ada.client.address.port == at_old.port


def test_a_host_that_went_over_keeps_a_copy_though_only_chosen_ones_may_and_nobody_chose_it(
    halves: Halves,
) -> None:
    """It is not the one that began the place, either."""
    halves.begin("before")
    old, at_old = halves.host_old()
    roster = Roster("ab" * 32).succeeded(at_old)
    known = kept_roster(halves.old)
    assert known is not None
    keep_roster(halves.old, replace(known, root=roster.root))
    old.signal(signal.SIGTERM)
    old.wait()
    old, at_old = halves.host_old(at_old.port)
    inherited = Inheritance("Lab", ROOM, "", "known", {}, roster)
    carry_on(halves.new, inherited, load_key(halves.new).fingerprint)
    new = halves.undo.enter_context(starting(halves.new, free_port(), rule="known"))
    wait_until(
        lambda: "in-sync" in old.told("standing"), what=lambda: (old.out, old.err, new.out, new.err)
    )
    assert chosen.has(halves.new, at_old.fingerprint)


def test_a_host_that_was_stopped_comes_back_and_joins_who_carried_on(tmp_path: Path) -> None:
    """The whole way, as it goes in life: the old host knows of nothing."""
    port = free_port()
    with contextlib.ExitStack() as undo:
        host, there = undo.enter_context(hosting(tmp_path / "host"))
        heir = undo.enter_context(deputy(there, tmp_path / "copy", port))
        people = [Person(tmp_path / name, there, name) for name in ("Ada", "Bo")]
        for one in people:
            undo.callback(one.client.quit, "")

        def all_read(*said: str) -> bool:
            return sum(one.is_in() and one.reads(*said) for one in people) == len(people)

        def all_know_of_a_deputy() -> bool:
            for one in people:
                one.client.poll()
            return all(one.client.session.model.isupport.deputies for one in people)

        wait_until(all_read)
        wait_until(all_know_of_a_deputy)
        host.signal(signal.SIGSTOP)
        people[0].say("where is the host?")
        wait_until(lambda: all_read("where is the host?"), what=lambda: (heir.out, heir.err))
        host.signal(signal.SIGCONT)
        wait_until(lambda: "in-sync" in host.told("standing"), what=lambda: (host.out, host.err))
        people[1].say("it is back")
        wait_until(lambda: all_read("where is the host?", "it is back"))
        # And who carried on dies in turn: the first host hosts again.
        wait_until(all_know_of_a_deputy)
        heir.signal(signal.SIGKILL)
        people[0].say("and again")
        wait_until(
            lambda: all_read("where is the host?", "it is back", "and again"),
            what=lambda: (host.out, host.err, [one.texts for one in people]),
        )
        assert all(one.client.address.port == there.port for one in people)
        for one in people:
            told = [event for event in one.events if isinstance(event, CarriedOn)]
            assert [event.founder for event in told] == [False, True]
            assert "began this chat" in told[-1].what


def test_a_host_that_comes_back_at_another_port_is_found_by_who_carried_on(tmp_path: Path) -> None:
    with contextlib.ExitStack() as undo:
        host, there = undo.enter_context(hosting(tmp_path / "host"))
        port = free_port()
        heir = undo.enter_context(deputy(there, tmp_path / "copy", port))
        ada, bo = (Person(tmp_path / name, there, name) for name in ("Ada", "Bo"))
        undo.callback(lambda: (ada.client.quit(""), bo.client.quit("")))
        wait_until(lambda: ada.is_in() and bo.is_in())
        wait_until(lambda: ada.client.poll() or ada.client.session.model.isupport.deputies)
        bo.client.quit("")
        host.signal(signal.SIGKILL)
        host.wait()
        ada.say("at the deputy")
        wait_until(lambda: ada.reads("at the deputy") and ada.has_sent_all())
        old, at_old = undo.enter_context(hosting(tmp_path / "host", free_port()))
        assert at_old.port != there.port
        bo.come_again_at(at_old)
        wait_until(bo.is_in, what=lambda: bo.client.problem)
        bo.say("at the old host")
        both = ("at the deputy", "at the old host")

        def all_read() -> bool:
            return sum(one.reads(*both) and one.has_sent_all() for one in (ada, bo)) == 2

        wait_until(all_read, what=lambda: (ada.texts, bo.texts, old.out, heir.out, heir.err))
        wait_until(lambda: "in-sync" in old.told("standing"), what=lambda: (old.out, old.err))
        assert [parse_address(one).port for one in old.told("yielded")] == [port]


def test_a_host_that_went_over_is_a_deputy_at_once_by_its_plain_command(tmp_path: Path) -> None:
    """As a service starts it again: it hosts only once nobody else does."""
    with contextlib.ExitStack() as undo:
        host, there = undo.enter_context(hosting(tmp_path / "host", free_port()))
        heir = undo.enter_context(deputy(there, tmp_path / "copy", free_port()))
        ada = Person(tmp_path / "Ada", there, "Ada")
        undo.callback(lambda: ada.client.quit(""))

        def knows_of_a_deputy() -> bool:
            return ada.is_in() and bool(ada.client.session.model.isupport.deputies)

        wait_until(knows_of_a_deputy)
        host.signal(signal.SIGSTOP)
        ada.say("where is the host?")
        wait_until(
            lambda: ada.has_sent_all() and heir.told("listening"),
            what=lambda: (heir.out, heir.err),
        )
        host.signal(signal.SIGCONT)
        wait_until(lambda: "in-sync" in host.told("standing"), what=lambda: (host.out, host.err))
        host.signal(signal.SIGKILL)
        again = undo.enter_context(starting(tmp_path / "host", there.port))
        wait_until(lambda: "in-sync" in again.told("standing"), what=lambda: (again.out, again.err))
        assert again.told("copy-of") == [str(ada.client.address)]
        assert not again.told("listening")
        assert not heir.told("yielded")
        wait_until(knows_of_a_deputy)
        heir.signal(signal.SIGKILL)
        ada.say("and again")
        wait_until(
            lambda: ada.is_in() and ada.has_sent_all() and ada.client.address.port == there.port,
            what=lambda: (again.out, again.err, ada.texts),
        )
        assert ada.reads("where is the host?", "and again")


def test_a_copy_that_nobody_else_serves_any_more_is_the_host_by_the_plain_command(
    tmp_path: Path,
) -> None:
    """After a power cut, say."""
    port = free_port()
    with (
        hosting(tmp_path / "host") as (host, there),
        deputy(there, tmp_path / "copy", port) as keeper,
    ):
        wait_until(lambda: host.told("deputy"))
        for process in (host, keeper):
            process.signal(signal.SIGKILL)
            process.wait()
    with starting(tmp_path / "copy", port) as again:
        wait_until(lambda: again.told("listening"), what=lambda: (again.out, again.err))
        assert again.told("copy-of") == [str(there)]


def test_what_one_copy_alone_has_is_not_lost_where_another_one_carries_on(tmp_path: Path) -> None:
    """Computers of copies go and come, and then the host dies: the first one back knows least."""
    copies = {tmp_path / name: free_port() for name in ("behind", "ahead")}
    with contextlib.ExitStack() as undo:
        host, there = undo.enter_context(hosting(tmp_path / "host"))
        behind, ahead = (undo.enter_context(deputy(there, *copy)) for copy in copies.items())
        ada = Person(tmp_path / "Ada", there, "Ada")
        undo.callback(lambda: ada.client.quit(""))
        wait_until(ada.is_in)
        wait_until(lambda: ada.client.poll() or len(ada.client.session.model.isupport.deputies) > 1)
        behind.signal(signal.SIGSTOP)  # its computer falls asleep
        wait_until(lambda: host.told("deputy")[-1].startswith("gone"), what=lambda: host.out)
        ada.say("one copy has this")
        wait_until(lambda: ada.reads("one copy has this") and ada.has_sent_all())
        for process in (behind, ahead, host):
            process.close()
        one, other = copies.items()
        behind = undo.enter_context(starting(*one, there))
        wait_until(lambda: behind.told("listening"), what=lambda: (behind.out, behind.err))
        wait_until(ada.is_in)
        ahead = undo.enter_context(starting(*other, there))
        wait_until(
            lambda: "in-sync" in ahead.told("standing"), what=lambda: (ahead.out, behind.out)
        )
        assert ahead.told("yielded")
        bo = Person(tmp_path / "Bo", parse_address(behind.told("link")[0]), "Bo")
        undo.callback(lambda: bo.client.quit(""))
        wait_until(lambda: bo.is_in() and bo.reads("one copy has this"), what=lambda: bo.texts)
        assert ada.texts.count("one copy has this") == 1
