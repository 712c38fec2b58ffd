"""What people read, in their language.

Words stand in the code in English, each sentence whole, and are looked up where they are shown:

    tr("{name} joined", name=nick)
    trn("{n} message", "{n} messages", count)
    trc("a verb", "Open")

Words of a declaration, which are there before a language is chosen, are only marked (`tr_noop`) and
looked up by whoever shows them (`tr(setting.words)`). What is a field ({name}) stays one in each
language, in whatever order that has; a translation whose fields are wrong is not used.

The words of a language lie in a catalogue, `CODE.po` (GNU gettext): those that come with the
program in this folder, others in one of the person's own. See `catalogues` for how they are read,
`dates` for days. Nothing is imported for English, and this folder imports nothing of ours.

What was looked up remembers how: what stays in sight while the language changes is `said_again`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from gettext import NullTranslations

ENGLISH = "en"

_catalogue: NullTranslations | None = None  # None: English, as it stands in the code
_code = ENGLISH


def language() -> str:
    """The code of the language that is in use, as in `zh_CN`."""
    return _code


def use(code: str, catalogue: NullTranslations | None) -> None:
    """From now on speak this language; what is shown already stays as it is, until it is
    `said_again`."""
    global _catalogue, _code
    _catalogue, _code = catalogue, code


def tr_noop(text: str) -> str:
    """Say that a text is looked up later; it is given back as it is."""
    return text


class _Said(str):
    """Words that were looked up. say, asked, values: what gave them."""

    __slots__ = ("asked", "say", "values")

    say: Callable[..., str]
    asked: tuple[str | int, ...]
    values: dict[str, object]

    def __new__(
        cls,
        words: str,
        say: Callable[..., str],
        asked: tuple[str | int, ...],
        values: dict[str, object],
    ) -> _Said:
        said = super().__new__(cls, words)
        said.say, said.asked, said.values = say, asked, values
        return said

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)  # copied to where another language may be spoken


def said_again(text: str) -> str:
    """The same in the language in use now, with the words that were filled in; what was not looked
    up, as people's own words, stays as it is."""
    if not isinstance(text, _Said):
        return text
    values = {
        name: said_again(value) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return text.say(*text.asked, **values)


def tr(text: str, /, **values: object) -> str:
    """A text in the language in use, its fields filled in. "" stays ""."""
    if not text:
        return ""
    found = _catalogue.gettext(text) if _catalogue is not None else text
    return _Said(_filled(found, text, values), tr, (text,), values)


def trc(context: str, text: str, /, **values: object) -> str:
    """As `tr`, of a word that means several things. context: which, for who translates it."""
    found = _catalogue.pgettext(context, text) if _catalogue is not None else text
    return _Said(_filled(found, text, values), trc, (context, text), values)


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """As `tr`, of a text about a number of things; "{n}" in it is the number."""
    english = one if n == 1 else many
    found = _catalogue.ngettext(one, many, n) if _catalogue is not None else english
    words = _filled(found, english, {"n": number(n), **values})
    return _Said(words, trn, (one, many, n), values)


def number(value: float, digits: int = 0) -> str:
    """A number as it is written in the language in use. digits: those after the point."""
    text = f"{value:,.{digits}f}"
    if _catalogue is None:
        return text
    thousands, point = trc("between thousands", ","), trc("before decimals", ".")
    return text.translate({ord(","): thousands, ord("."): point})


def _filled(found: str, english: str, values: dict[str, object]) -> str:
    if not values:
        return found
    try:
        return found.format_map(values)
    except (LookupError, ValueError, AttributeError):  # a translation with other fields
        return english.format_map(values)
