"""What is taken out comes in again elsewhere; a file from anybody does no harm."""

import io
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktopchat.irc.modes import hide_key
from desktopchat.store.errors import StoreError
from desktopchat.store.events import KINDS, Event, bound, write_event
from desktopchat.store.place.checks import PARAMS_MAX
from desktopchat.store.place.exchange import (
    LINE_MAX,
    as_json,
    bring_in,
    export,
    export_jsonl,
    import_jsonl,
    lines_of,
)
from desktopchat.store.place.host_store import HostStore
from desktopchat.store.place.log import redact

from .logs import BEGIN, DIRECT, event, in_memory, msgid, numbers, opened


def taken_out(store: HostStore) -> list[str]:
    out = io.StringIO()
    with store.reading() as reader:
        export_jsonl(reader, out)
    return out.getvalue().split("\n")[:-1]


def lines(*events: Event) -> list[bytes]:
    return [as_json(one).encode() + b"\n" for one in events]


word = st.text(st.characters(codec="utf-8", min_codepoint=0x21, exclude_characters="\x7f!@:"),
               min_size=1, max_size=12)  # fmt: skip
text = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=60)


@st.composite
def events(draw: st.DrawFn) -> Event:
    number = draw(st.integers(0, 50))
    kind = draw(st.sampled_from(KINDS))
    params = draw(text)
    return Event(
        msgid(number),
        BEGIN + number * 1000,
        draw(st.sampled_from(["#room", "#天气", "&local", DIRECT])),
        kind,
        f"{draw(word)}!{draw(word)}@{draw(word)}",
        draw(word | st.just("")),
        params if kind in ("PRIVMSG", "NOTICE") else hide_key(params.replace("\n", " ")[:100]),
        draw(st.sampled_from(["", "+a=b", "+draft/reply=x;bot", "+x;desktopchat/looks-like=ada"])),
        draw(st.sampled_from(["", "l" * 30])),
    )


@settings(deadline=None, max_examples=60)
@given(st.lists(events(), max_size=20), st.integers(0, 19))
def test_what_is_taken_out_comes_in_as_it_was(said: list[Event], away: int) -> None:
    with in_memory(said) as one, in_memory([]) as other:
        if said:
            chosen = said[away % len(said)]
            one.commit(redact(chosen.target, chosen.msgid))
        out = taken_out(one)
        counts = import_jsonl(other, [line.encode() for line in out])
        assert counts.added == len(out)
        assert sorted(taken_out(other)) == sorted(out)
        again = import_jsonl(other, [line.encode() for line in out])
        assert (again.added, again.known) == (0, len(out))


def test_the_key_of_a_room_in_an_older_export_does_not_come_in() -> None:
    with in_memory([]) as store:
        import_jsonl(store, lines(event(1, "+lk 5 sesame", kind="MODE")))
        with store.reading() as reader:
            assert [one.params for one in reader.log.latest(["#room"], 9)] == ["+lk 5 *"]


def test_a_line_has_every_field_by_name() -> None:
    one = event(1, "words", account="ada", tags="+a=b", label="x" * 20, target=DIRECT)
    assert json.loads(as_json(one)) == {
        "msgid": msgid(1),
        "time": "2023-11-14T22:13:21.000Z",
        "target": ["ada", "~grace"],
        "kind": "PRIVMSG",
        "source": "Ada!ada@127.0.0.1",
        "account": "ada",
        "params": "words",
        "tags": "+a=b",
        "label": "x" * 20,
    }


def test_a_redacted_message_is_taken_out_without_its_words() -> None:
    with in_memory([event(1, "secret")]) as store:
        store.commit(redact("#room", msgid(1)))
        (line,) = taken_out(store)
    assert "secret" not in line
    assert json.loads(line)["redacted"] is True


def test_what_the_file_knows_as_redacted_is_redacted_here_and_never_found() -> None:
    with in_memory([event(1, "secret"), event(2)]) as store:
        assert store.search.search(["#room"], "secret")
        counts = import_jsonl(store, [as_json(event(1), redacted=True).encode()])
        assert (counts.added, counts.known, counts.redacted) == (0, 1, 1)
        assert store.search.search(["#room"], "secret") == []
        with store.reading() as reader:
            assert numbers(reader.log.latest(["#room"], 9)) == [2]


def test_what_is_redacted_here_stays_so() -> None:
    with in_memory([event(1, "secret")]) as store:
        store.commit(redact("#room", msgid(1)))
        import_jsonl(store, lines(event(1, "secret")))
        with store.reading() as reader:
            assert reader.log.latest(["#room"], 9) == []


def test_older_messages_take_their_place_in_time_and_are_found() -> None:
    with in_memory([event(9, "same")]) as store:
        import_jsonl(store, lines(event(12, "same"), event(3, "same"), event(5, "same")))
        with store.reading() as reader:
            assert numbers(one for one, _ in reader.log.every()) == [3, 5, 9, 12]
        assert numbers(store.search.search(["#room"], "same", limit=2)) == [12, 9]
        store.commit([write_event(event(13, "same"))])
        assert numbers(store.search.search(["#room"], "same", limit=2)) == [13, 12]


def change(**values: object) -> bytes:
    kept = json.loads(as_json(event(1)))
    kept.update(values)
    return json.dumps({key: value for key, value in kept.items() if value is not None}).encode()


FUTURE = round(time.time() * 1000) + 86_400_000


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"no json", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'{"time": ' + b"9" * 5000 + b"}", "not JSON"),
        (b"x" * (LINE_MAX + 1), "longer than"),
        (change(msgid=None), '"msgid"'),
        (change(msgid=5), '"msgid"'),
        (change(msgid="x" * 26), '"time"'),
        (change(msgid="../../etc/passwd"), '"msgid"'),
        (change(time="yesterday"), '"time"'),
        (change(time="9999-12-31T23:59:59.999Z"), '"time"'),
        (change(time="2023-11-14T22:13:22.000Z"), '"time"'),
        (change(msgid=bound(FUTURE) + "0" * 16, time="2300-01-01T00:00:00.000Z"), '"time"'),
        (change(kind="SHUTDOWN"), '"kind"'),
        (change(kind=["PRIVMSG"]), '"kind"'),
        (change(target=None), '"target"'),
        (change(target="room"), '"target"'),
        (change(target="#ROOM"), '"target"'),
        (change(target="#a b"), '"target"'),
        (change(target="a\0b"), '"target"'),
        (change(target=["a"]), '"target"'),
        (change(target=["a", 5]), '"target"'),
        (change(target=["a\0b", "c"]), '"target"'),
        (change(target=["~", "c"]), '"target"'),
        (change(target=["#a", "c"]), '"target"'),
        (change(source=""), '"source"'),
        (change(source="a b"), '"source"'),
        (change(source="a\r\nQUIT"), '"source"'),
        (change(account="a b"), '"account"'),
        (change(params="a\r\nQUIT"), '"params"'),
        (change(params="\0"), '"params"'),
        (change(params="x" * (PARAMS_MAX + 1)), '"params"'),
        (change(params=5), '"params"'),
        (change(params="\ud800"), '"params"'),
        (change(kind="TOPIC", params="a\nb"), '"params"'),
        (change(tags="time=2020"), '"tags"'),
        (change(tags="+a=b c"), '"tags"'),
        (change(tags="+ü"), '"tags"'),
        (change(label="a b"), '"label"'),
        (change(redacted="yes"), '"redacted"'),
        (change(op="root"), "nothing is known"),
    ],
)
def test_a_line_that_makes_no_sense_is_named_and_not_taken(line: bytes, why: str) -> None:
    with in_memory([]) as store:
        counts = import_jsonl(store, [*lines(event(5)), b"\n", line, *lines(event(6))])
        assert (counts.added, counts.refused) == (2, 1)
        assert counts.first_refusal.startswith("line 3: ")
        assert why in counts.first_refusal
        with store.reading() as reader:
            assert numbers(reader.log.latest(["#room"], 9)) == [5, 6]


def test_a_message_from_the_future_does_not_come_in() -> None:
    moment = FUTURE
    one = Event(bound(moment) + "0" * 16, moment, "#room", "PRIVMSG", "a!b@c", params="x")
    with in_memory([]) as store:
        assert "future" in import_jsonl(store, lines(one)).first_refusal


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["msgid", "time", "target", "kind", "x"]), inner),
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_any_bytes_are_refused_in_plain_words(line: bytes) -> None:
    line = line.replace(b"\n", b"")
    with in_memory([]) as store:
        if line.strip():
            counts = import_jsonl(store, [line])
            assert (counts.added, counts.refused) == (0, 1)


def test_a_file_without_the_end_of_a_line_is_refused_with_little_memory() -> None:
    with in_memory([]) as store:
        counts = import_jsonl(store, lines_of(io.BytesIO(b"x" * (LINE_MAX * 3))))
        assert "longer than" in counts.first_refusal


def test_what_came_from_another_half_of_the_place_is_taken_out_in_its_place_in_time() -> None:
    with in_memory([event(n, target=("#room", "#other")[n % 2]) for n in (1, 2, 5)]) as store:
        store.commit([write_event(event(number)) for number in (3, 4)])  # as healing does
        words = [json.loads(line)["params"] for line in taken_out(store)]
    assert words == [f"word {number}" for number in range(1, 6)]


def test_a_long_export_can_be_watched_and_ended() -> None:
    told: list[int] = []
    with in_memory([event(number) for number in range(2500)]) as store:
        out = io.StringIO()
        with store.reading() as reader:
            assert export_jsonl(reader, out, None, told.append) == 2500
            assert told == [1000, 2000]
            count = export_jsonl(reader, io.StringIO(), None, None, lambda: True)
        assert count == 1000
        source = [line.encode() for line in out.getvalue().splitlines()]
    with in_memory([]) as other:
        assert import_jsonl(other, source, None, lambda: True).added == 1000
        assert import_jsonl(other, source, told.append).added == 1500
        assert told[2:] == [1000, 2000]


def test_an_export_is_made_beside_a_running_host(tmp_path: Path) -> None:
    out = io.StringIO()
    with opened(tmp_path, [event(1), event(2, target="#other")]) as store:
        assert export(tmp_path, out) == 2
        assert export(tmp_path, io.StringIO(), rooms=["other"]) == 1
        with pytest.raises(StoreError, match="Nothing was ever said in #nowhere"):
            export(tmp_path, out, rooms=["#nowhere"])
        store.commit([write_event(event(3))])
    assert len(out.getvalue().splitlines()) == 2


def test_importing_needs_the_host_to_be_stopped(tmp_path: Path) -> None:
    file = io.BytesIO(b"".join(lines(event(1))))
    with opened(tmp_path), pytest.raises(StoreError, match="Stop it, import, and start it again"):
        bring_in(tmp_path, file)
    assert bring_in(tmp_path, file).added == 1
    with opened(tmp_path) as store:
        assert numbers(store.search.search(["#room"], "word")) == [1]


def test_a_folder_without_a_host_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No host has kept anything"):
        export(tmp_path, io.StringIO())
    assert list(tmp_path.iterdir()) == []
