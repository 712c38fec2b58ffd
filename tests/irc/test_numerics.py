"""The numbers of replies."""

from desktopchat.irc import numerics

NAMED = {name: code for name, code in vars(numerics).items() if name.startswith(("RPL_", "ERR_"))}


def test_every_numeric_is_three_digits() -> None:
    assert [code for code in NAMED.values() if not (len(code) == 3 and code.isdecimal())] == []


def test_no_numeric_has_two_names() -> None:
    assert len(set(NAMED.values())) == len(NAMED)
