"""Whom a host's owner has chosen to keep a copy of it."""

from pathlib import Path

from desktopchat.hosting import chosen
from desktopchat.irc.fingerprint import words

GRACE, LINUS = "ab" * 32, "cd" * 32


def test_who_is_chosen_is_known_by_the_words_of_their_key(tmp_path: Path) -> None:
    chosen.add(tmp_path, words(GRACE), "Grace  Hopper")
    assert chosen.has(tmp_path, GRACE)
    assert not chosen.has(tmp_path, LINUS)
    assert chosen.read(tmp_path) == {words(GRACE): "Grace Hopper"}


def test_a_line_names_a_key_by_its_words_or_whole() -> None:
    for key in (GRACE, words(GRACE)):
        assert chosen.names(key, words(GRACE))
        assert not chosen.names(key, words(LINUS))


def test_who_is_taken_back_is_chosen_no_more_and_others_stay(tmp_path: Path) -> None:
    for key, name in ((words(GRACE), "Grace"), (LINUS, "")):
        chosen.add(tmp_path, key, name)
    chosen.remove(tmp_path, words(GRACE))
    assert chosen.read(tmp_path) == {LINUS: ""}


def test_what_people_have_written_there_besides_stays(tmp_path: Path) -> None:
    file = tmp_path / chosen.FILE
    file.write_text(f"# ours\n{LINUS} Linus\n\n", encoding="utf-8")
    chosen.add(tmp_path, words(GRACE), "Grace")
    chosen.remove(tmp_path, LINUS)
    assert file.read_text("utf-8") == f"# ours\n\n{words(GRACE)} Grace\n"
    assert chosen.read(tmp_path) == {words(GRACE): "Grace"}


def test_nobody_is_chosen_where_there_is_no_such_file_or_it_is_none(tmp_path: Path) -> None:
    assert chosen.read(tmp_path) == {}
    (tmp_path / chosen.FILE).write_bytes(b"\xff\xfe")
    assert chosen.read(tmp_path) == {}
