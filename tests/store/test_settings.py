"""The settings survive starts, crashes, other versions and damage."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from desktopchat.store.paths import config_dir
from desktopchat.store.person import settings as stored
from desktopchat.store.person.setting_control import SECTIONS, found
from desktopchat.store.person.settings import LastHost, Place, Settings, load, save


def file() -> Path:
    return config_dir() / stored.FILE_NAME


def test_what_is_saved_is_loaded_again() -> None:
    place = Place("irc://10.0.0.1:6667", "Lab 3", "#Lab-3", stored.now_text())
    settings = Settings("王伟", "dark", 1.5, [place], "800x600+1+2", LastHost("Lab", "#lab", 6668))
    settings.open_places = ["irc://10.0.0.1:6667", "own host"]
    settings.shown_place = "own host"
    save(settings)
    assert load() == settings


def test_two_windows_keep_what_each_has_changed() -> None:
    save(Settings(name="Ada", theme="light"))
    one, other = load(), load()
    one.theme = "dark"
    save(one)
    other.name = "Grace"
    save(other)
    one.visible = False
    save(one)
    kept = load()
    assert (kept.name, kept.theme, kept.visible) == ("Grace", "dark", False)


def test_without_a_file_the_defaults_count() -> None:
    assert load() == Settings()
    assert not file().exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_damaged_file_is_set_aside_and_the_defaults_count(content: bytes) -> None:
    file().parent.mkdir(parents=True)
    file().write_bytes(content)
    assert load() == Settings()
    (aside,) = file().parent.iterdir()
    assert aside.name.startswith("settings.json.broken-")
    assert aside.read_bytes() == content


def test_keys_of_a_newer_version_are_kept() -> None:
    file().parent.mkdir(parents=True)
    file().write_text(json.dumps({"name": "Ada", "future": {"x": [1]}}))
    settings = load()
    settings.name = "Bo"
    save(settings)
    assert json.loads(file().read_text())["future"] == {"x": [1]}
    assert load().name == "Bo"


def test_values_of_the_wrong_kind_are_as_if_they_were_not_there() -> None:
    file().parent.mkdir(parents=True)
    wrong = {
        "name": 3,
        "theme": "purple",
        "scale": "big",
        "places": [{"title": "no address"}, 5, {"address": "irc://a:1", "room": None}],
        "geometry": None,
        "last_host": {"title": ["x"], "port": 70_000},
        "open_places": [None, 3],
        "shown_place": {},
    }
    file().write_text(json.dumps(wrong))
    assert load() == Settings(places=[Place("irc://a:1")])


def test_a_crash_while_saving_leaves_the_old_file(monkeypatch: pytest.MonkeyPatch) -> None:
    save(Settings(name="Ada"))

    def fail(_number: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="full"):
        save(Settings(name="Bo"))
    assert load().name == "Ada"
    assert [path.name for path in file().parent.iterdir()] == [stored.FILE_NAME]


def test_a_place_is_remembered_first_and_once() -> None:
    settings = Settings()
    for number in range(stored.MAX_PLACES + 5):
        settings.remember(Place(f"irc://h{number}:6667"))
    settings.remember(Place("irc://h20:6667", "again"))
    assert settings.places[0].title == "again"
    assert len(settings.places) == stored.MAX_PLACES
    assert len({place.address for place in settings.places}) == stored.MAX_PLACES
    settings.remember(Place("irc://moved:6667"), lambda address: "h1" in address)
    assert [place.address for place in settings.places if "h1" in place.address] == []


def test_an_emoji_is_remembered_first_once_and_not_for_ever() -> None:
    settings = Settings()
    recent = settings.recent_emoji
    for number in range(stored.MAX_EMOJI + 5):
        settings.chose_emoji(chr(0x1F600 + number))
    settings.chose_emoji(chr(0x1F610))
    assert recent is settings.recent_emoji
    assert recent[0] == chr(0x1F610)
    assert len(recent) == len(set(recent)) == stored.MAX_EMOJI
    save(settings)
    assert load().recent_emoji == recent


def test_one_variable_moves_everything(home: Path) -> None:
    assert config_dir() == home / "config"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["name", "theme", "scale", "places", "geometry", "last_host", "other"]),
        JSON,
    )
)
def test_any_json_is_read_and_what_was_read_can_be_saved(kept: dict[str, object]) -> None:
    file().parent.mkdir(parents=True, exist_ok=True)
    file().write_text(json.dumps(kept))
    settings = load()
    save(settings)
    again = load()
    assert (again.name, again.places, again.last_host) == (
        settings.name,
        settings.places,
        settings.last_host,
    )


def test_what_is_shown_is_a_yes_or_no_one_of_several_or_a_list_of_names() -> None:
    settings = Settings()
    names = [name for name, _ in stored.shown()]
    assert {"theme", "by_talk", "tell_typing", "visible", "interfaces"} <= set(names)
    for name, how in stored.shown():
        value = getattr(settings, name)
        assert how.section in SECTIONS
        assert how.words
        assert isinstance(value, (bool, list, str)) or how.one_of


def test_a_setting_is_found_by_its_words_its_section_and_its_choices() -> None:
    def names(sought: str) -> set[str]:
        return {name for name, how in stored.shown() if found(how.search_text, sought)}

    assert names("DARK") == {"theme", "contrast"}
    assert names("sound") == {"sounds"}
    assert names("privacy typing") == {"tell_typing"}
    assert names("wi-fi") == {"interfaces"}
    assert names("teapot") == set()
