"""Lines of Chinese begin with no comma and end with no opening sign."""

import pytest

from desktopchat.ui.look import line_breaks


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("在消息上：回复、删除。", ["在", "消", "息", "上：", "回", "复、", "删", "除。"]),
        ("（你）“好”", ["（你）", "“好”"]),
        ("用 irc:// 加入", ["用 ", "irc:// ", "加", "入"]),
        ("plain words, too", ["plain ", "words, ", "too"]),
        ("100 %", ["100 %"]),
        ("lusab-babad-gutih: it", ["lusab-", "babad-", "gutih: ", "it"]),
        ("irc -- and --data", ["irc ", "-- ", "and ", "--data"]),
        ("", []),
    ],
)
def test_parts_that_stay_whole(line: str, parts: list[str]) -> None:
    assert line_breaks.pieces(line) == parts


def test_lines_are_filled_and_lose_nothing() -> None:
    text = "一二三四五，六七 (eight) 九。\n十"
    assert line_breaks.broken(text, 5, len) == "一二三四\n五，六七\n(eight)\n九。\n十"
    assert line_breaks.broken("一", 0, len) == "一"


def test_what_is_broken_so() -> None:
    assert line_breaks.has_wide("hello 大家")
    assert line_breaks.has_wide("한국어")
    assert not line_breaks.has_wide("naïve “words”…")


def test_a_code_is_long_where_its_line_is_shorter() -> None:
    assert line_breaks.has_long_code("The key: lusab-babad", 10, len)
    assert not line_breaks.has_long_code("The key: lusab-babad", 11, len)
    assert not line_breaks.has_long_code("The key - indeed", 8, len)
    lines = line_breaks.broken("The key: lusab-babad-gutih", 14, len).split("\n")
    assert lines == ["The key:", "lusab-babad-", "gutih"]
