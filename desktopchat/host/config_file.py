"""The file of a host's settings, TOML: read with plain words for what is wrong, and described.

Every line of what `describe` gives is a comment, so that the file it makes changes nothing until
somebody takes a mark away.
"""

import dataclasses
import json
import math
import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from desktopchat.irc.text import split_text
from desktopchat.store.named_files import MissingError, NamedFileError, read_text
from desktopchat.words import tr
from desktopchat.words.lists import comma_listed

from .config import HostConfig

FILE_NAME = "host.toml"
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What ends a line of IRC or disturbs a terminal."""
MOTD_WIDTH = 400
"""Bytes of one line of the message of the day."""
_TEXT_MAX = 512
_WIDTH = 92
_NUMBER = (int, float)


class SettingsError(Exception):
    """A file of settings that can't be used; the message is a line for people."""


def load(path: Path, asked: object = None) -> HostConfig:
    """The settings in a file, the usual ones where there is none unless it was `asked` for.

    Raises SettingsError.
    """
    try:
        values = tomllib.loads(read_text(path))
    except NamedFileError as error:
        if isinstance(error, MissingError) and not asked:
            return HostConfig()
        raise SettingsError(str(error)) from error
    except RecursionError as error:
        raise SettingsError(
            tr("{path} is not right: there are too many brackets in it.", path=path)
        ) from error
    except ValueError as error:  # of TOML, and of numbers with thousands of digits
        raise SettingsError(tr("{path} is not right: {error}.", path=path, error=error)) from error
    try:
        return _read(values)
    except ValueError as error:
        raise SettingsError(tr("{path}: {error}.", path=path, error=error)) from error


def motd_lines(text: str) -> list[str]:
    """A text as lines of the message of the day."""
    return [piece for line in text.splitlines() for piece in (split_text(line, MOTD_WIDTH) or [""])]


def needs_new_start(old: HostConfig, new: HostConfig) -> list[str]:
    """The names of settings that differ and can't change while a host runs."""
    return [
        one.name
        for one in _choices()
        if one.metadata.get("later") and getattr(old, one.name) != getattr(new, one.name)
    ]


def take_over(config: HostConfig, new: HostConfig) -> None:
    """Give a running host's settings the new values of those that can change."""
    for one in _choices():
        if not one.metadata.get("later"):
            setattr(config, one.name, getattr(new, one.name))


def describe() -> str:
    """A file with every setting, what it is about and its usual value, as comments."""
    # English, as the settings' own names are.
    first = "The settings of a DesktopChat host. A line counts once its"  # no words: of a file
    lines = [f"# {first} first mark is gone;"]  # no words: of a file
    lines += ["# the values here are those that count without it.", ""]  # no words: of a file
    section = ""
    for one in _choices():
        if one.metadata.get("section", "") != section:
            section = one.metadata["section"]
            lines += [f"# [{section}]", ""]
        lines += [f"## {line}" for line in textwrap.wrap(one.metadata["about"], _WIDTH)]
        if section == "opers":
            lines += ['# root = "a long password"', ""]  # no words: of a file
            continue
        lines += [f"# {one.name} = {_as_toml(_usual(one))}", ""]
    return "\n".join(lines)


def _choices() -> Iterator[dataclasses.Field[Any]]:
    return (one for one in dataclasses.fields(HostConfig) if "about" in one.metadata)


def _usual(one: dataclasses.Field[Any]) -> Any:
    if one.default is not dataclasses.MISSING:
        return one.default
    assert one.default_factory is not dataclasses.MISSING
    return one.default_factory()


def _as_toml(value: Any) -> str:
    # A JSON text, number, bool or list of texts is one of TOML too.
    return json.dumps(value, ensure_ascii=False)


def _read(values: dict[str, Any]) -> HostConfig:
    config = HostConfig()
    sections: dict[str, dict[str, dataclasses.Field[Any]]] = {}
    for one in _choices():
        sections.setdefault(one.metadata.get("section", ""), {})[one.name] = one
    opers = values.pop("opers", {})
    if not isinstance(opers, dict) or not all(map(_is_oper, opers.items())):
        raise ValueError(tr('[opers] has a line for each name, such as root = "a long password"'))
    for name, password in opers.items():
        if CONTROL.search(name + password):
            raise ValueError(
                tr("{name} in [opers] has a control character", name=CONTROL.sub("?", name))
            )
    config.opers = opers
    named = [section for section in sections if section not in ("", "opers")]
    given = {section: values.pop(section, {}) for section in named}
    for section, lines in given.items():
        if not isinstance(lines, dict):
            raise ValueError(tr("[{section}] is a section of its own", section=section))
    for section, lines in {"": values, **given}.items():
        for key, value in lines.items():
            known = sections[section].get(key)
            shown = CONTROL.sub("?", f"{section}.{key}" if section else key)
            if known is None:
                other = next((one for one in named if key in sections[one]), section)
                if other == section:
                    raise ValueError(tr("there is no setting called {name}", name=shown))
                raise ValueError(
                    tr(
                        "there is no setting called {name}; it belongs into [{section}]",
                        name=shown,
                        section=other,
                    )
                )
            setattr(config, key, _checked(shown, known, value))
    return config


def _is_oper(line: tuple[str, Any]) -> bool:
    name, password = line
    return oper_name(name) and isinstance(password, str) and bool(password)


def oper_name(name: str) -> bool:
    """Whether somebody could type it behind /oper."""
    return bool(name) and name[0] != ":" and not re.search(r"\s", name)


def _checked(shown: str, one: dataclasses.Field[Any], value: Any) -> Any:
    """The value, of the type that the usual one has and within the rules."""
    usual, rules = _usual(one), one.metadata
    if isinstance(usual, bool):
        if not isinstance(value, bool):
            raise ValueError(tr("{name} is true or false", name=shown))
        return value
    if isinstance(usual, _NUMBER):
        return _number(shown, type(usual), rules, value)
    if isinstance(usual, list):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError(tr('{name} is a list of texts, such as ["one", "two"]', name=shown))
        return _texts(shown, rules, value)
    if not isinstance(value, str):
        raise ValueError(tr('{name} is a text, such as "{usual}"', name=shown, usual=usual))
    _check_line(shown, value, rules.get("most", _TEXT_MAX))
    if "fits" in rules and not rules["fits"](value):
        raise ValueError(tr("{name} is {what}", name=shown, what=tr(rules["otherwise"])))
    if "one_of" in rules and value not in rules["one_of"]:
        raise ValueError(
            tr(
                "{name} is one of {values}",
                name=shown,
                values=comma_listed(list(map(repr, rules["one_of"]))),
            )
        )
    return value


def _number(shown: str, kind: type, rules: Mapping[str, Any], value: Any) -> Any:
    whole = kind is int
    if isinstance(value, bool) or not isinstance(value, int if whole else _NUMBER):
        if whole:
            raise ValueError(tr("{name} is a whole number", name=shown))
        raise ValueError(tr("{name} is a number", name=shown))
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(tr("{name} is a number, not {value}", name=shown, value=value))
    least, most = rules["least"], rules["most"]
    if value < least:
        raise ValueError(tr("{name} is at least {least}", name=shown, least=least))
    if value > most:
        raise ValueError(tr("{name} is at most {most}", name=shown, most=most))
    return kind(value)


def _texts(shown: str, rules: Mapping[str, Any], texts: list[str]) -> list[str]:
    if not rules.get("lines"):
        for text in texts:
            _check_line(shown, text, _TEXT_MAX)
        return texts
    lines = [line for text in texts for line in (motd_lines(text) or [""])]
    for line in lines:
        _check_line(shown, line.replace("\t", " "), MOTD_WIDTH)
    return lines


def _check_line(shown: str, text: str, most: int) -> None:
    if len(text) > most or "\n" in text:
        raise ValueError(
            tr("{name} is one line of at most {most} characters", name=shown, most=most)
        )
    if CONTROL.search(text):
        raise ValueError(tr("{name} has a control character in it", name=shown))
