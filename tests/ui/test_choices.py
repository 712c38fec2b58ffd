"""Muted rooms and favourites."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktopchat.client.model import Conversation, ConversationKind
from desktopchat.store.person import settings as stored
from desktopchat.store.person.settings import ALWAYS, RoomChoice, Settings
from desktopchat.ui.chat import sidebar
from desktopchat.ui.chat.choices import RoomChoices, in_an_hour, tomorrow

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def room(name: str, unread: int = 0, mentions: int = 0) -> Conversation:
    made = Conversation(name, name, ConversationKind.ROOM, joined=True)
    made.unread, made.mentions = unread, mentions
    return made


def test_a_room_is_muted_until_its_time_has_come() -> None:
    choices, lab = RoomChoices.none(), room("#lab")
    choices.mute(lab, in_an_hour(NOON))
    assert choices.muted(lab, NOON + timedelta(minutes=59))
    assert not choices.muted(lab, NOON + timedelta(minutes=61))
    choices.mute(lab, None)
    assert choices.muted(lab, NOON + timedelta(days=9999))
    choices.unmute(lab)
    assert not choices.muted(lab, NOON)


def test_tomorrow_is_the_next_morning_here() -> None:
    there = tomorrow(NOON)
    assert (there.hour, there.minute) == (8, 0)
    assert (there.date() - NOON.astimezone().date()).days == 1


def test_choices_are_of_one_place_and_are_written_down(tmp_path: Path) -> None:
    settings, lab = Settings(), room("#lab")
    file = tmp_path / "settings.json"
    here = RoomChoices(settings.rooms, "key1", lambda: stored.save(settings, file))
    here.favour(lab, True)
    here.mute(lab, None)
    assert not RoomChoices(settings.rooms, "key2", lambda: None).favourite(lab)
    again = stored.load(file)
    assert again.rooms == {"key1/#lab": RoomChoice(ALWAYS, favourite=True)}
    here.unmute(lab)
    here.favour(lab, False)
    assert stored.load(file).rooms == {}


def test_a_moment_that_is_none_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(
        '{"rooms": {"a/#x": {"muted_until": "soon", "favourite": true},'
        ' "a/#y": {"muted_until": "2026-11-20T12:00:00"}, "a/#z": 7}}'
    )
    assert stored.load(file).rooms == {"a/#x": RoomChoice("", True), "a/#y": RoomChoice()}


def test_so_many_are_kept_and_no_more() -> None:
    kept: dict[str, RoomChoice] = {}
    choices = RoomChoices(kept, "key", lambda: None)
    for number in range(600):
        choices.favour(room(f"#{number}"), True)
    assert len(kept) == 500
    assert "key/#599" in kept


def test_favourites_stand_first_and_muted_rooms_are_quiet_unless_they_name_me() -> None:
    choices = RoomChoices.none()
    quiet, loud, best = room("#a", 5), room("#b", 5, 1), room("#z", 2)
    choices.mute(quiet, None)
    choices.mute(loud, None)
    choices.favour(best, True)
    rows = sidebar.rows_of([quiet, loud, best], {}, None, choices=choices)
    assert [row.text for row in rows] == ["FAVOURITES", "z", "ROOMS", "a", "b"]
    by_name = {row.text: row for row in rows}
    assert (by_name["a"].badge, by_name["a"].strong, by_name["a"].note) == ("", False, "muted")
    assert (by_name["b"].badge, by_name["b"].strong) == ("1", True)
    assert by_name["z"].badge == "2"
