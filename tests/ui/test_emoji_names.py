"""Finding an emoji by its name. No window."""

import pytest

from desktopchat import words
from desktopchat.store.paths import compiled_words_dir, languages_dir
from desktopchat.ui.chat.hint_sources import begun_emoji as begun
from desktopchat.ui.chat.hint_sources import whole_emoji as whole
from desktopchat.ui.look import emoji, emoji_names
from desktopchat.ui.look.emoji_names import (
    everything,
    name_of,
    named,
    recent_first,
    search,
    shortcode,
)
from desktopchat.ui.look.emoji_words import name_in_use
from desktopchat.words import catalogues


def test_each_is_one_emoji_with_a_name_and_stands_once() -> None:
    signs = [one.sign for one in everything()]
    assert len(signs) == len(set(signs)) > 1000
    assert [sign for sign in signs if list(emoji.pieces(sign)) != [(sign, True)]] == []
    assert all(one.name and one.words for one in everything())


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("thumbs up", "👍"),
        ("+1", "👍"),
        ("heart", "❤️"),
        ("Party pop", "🎉"),
        ("tada", "🎉"),
        (":tada:", "🎉"),
        ("tears joy", "😂"),
        ("hot bev", "☕"),
    ],
)
def test_what_is_looked_for_comes_first(words: str, sign: str) -> None:
    assert search(words)[0].sign == sign


def test_nothing_is_found_where_nothing_is_called_so() -> None:
    assert search("qqqq") == []
    assert len(search("")) > 100


def test_each_shortcode_leads_back_to_its_emoji() -> None:
    wrong = [one for one in everything() if named(shortcode(one)) != one.sign]
    assert wrong == []
    assert named("no_such_thing") == ""


def test_each_stands_in_one_category() -> None:
    groups = emoji_names.categories()
    signs = [sign for group in groups.values() for sign in group]
    assert sorted(signs) == sorted(one.sign for one in everything())
    assert len(emoji_names.CATEGORY_SIGNS) == len(groups)
    assert all(groups.values())


@pytest.mark.parametrize(
    ("sign", "dark"),
    [("👍", "👍🏿"), ("✌️", "✌🏿"), ("🎉", "🎉"), ("❤️", "❤️")],
)
def test_hands_and_people_have_tones(sign: str, dark: str) -> None:
    assert emoji_names.toned(sign, 5) == dark
    assert emoji_names.toned(sign, 0) == sign
    assert list(emoji.pieces(dark)) == [(dark, True)]
    assert emoji_names.name_of(dark) == emoji_names.name_of(sign) != ""


def test_recent_ones_come_first_and_the_usual_fill_up() -> None:
    assert recent_first(["🐛", "👍"], 4) == ["🐛", "👍", *emoji_names.USUAL[1:3]]
    assert recent_first([], 3) == list(emoji_names.USUAL[:3])


def test_what_was_chosen_lately_is_in_the_tone_that_is_chosen() -> None:
    assert recent_first(["🙏", "🐛", "👍🏿"], 4, 1) == ["🙏🏻", "🐛", "👍🏻", "❤️"]
    assert recent_first(["✌🏻", "✌️", "🙏🏿"], 2) == ["✌️", "🙏"]


@pytest.mark.parametrize(
    ("before", "name"),
    [
        (":thu", "thu"),
        ("well :ta", "ta"),
        ("(:ta", "ta"),
        ("10:30", ""),
        ("at :30", ""),
        (":t", ""),
        (":D", ""),
        ("http://aa", ""),
        ("std::vec", ""),
        (":tada ", ""),
    ],
)
def test_a_name_begins_with_a_colon_after_a_space(before: str, name: str) -> None:
    assert begun(before) == name


def test_a_name_between_colons_is_its_emoji() -> None:
    assert whole("well :tada:") == ("🎉", 6)
    assert whole(":+1:") == ("👍", 4)
    assert whole("a:tada:") == ("", 0)
    assert whole(":nothing_here:") == ("", 0)


def test_they_are_called_and_found_in_the_language_in_use() -> None:
    assert name_of("👍🏽") == "thumbs up sign"
    catalogues.speak("zh_CN", languages_dir(), compiled_words_dir())
    try:
        assert name_of("👍🏽") == "拇指向上"
        assert name_of("❤️") == "红心"
        assert "❤️" in [one.sign for one in search("红心")]
        assert search("thumbs up")[0].sign == "👍"
    finally:
        words.use(words.ENGLISH, None)
    assert name_of("👍🏽") == "thumbs up sign"
    assert search("红心") == []


def test_each_language_that_the_program_speaks_has_names_for_nearly_all() -> None:
    for file in catalogues.OURS.glob("*.po"):
        catalogues.speak(file.stem, languages_dir(), compiled_words_dir())
        try:
            without = [one.sign for one in everything() if not name_in_use(one.sign)]
        finally:
            words.use(words.ENGLISH, None)
        assert len(without) < 40, without
