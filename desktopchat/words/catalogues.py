"""The languages that there are, and reading their catalogues.

A catalogue is compiled by Babel when it is first used, and kept so in a folder of what can be made
again: the next start reads that in a millisecond.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from desktopchat.words import ENGLISH, language, use

if TYPE_CHECKING:
    from gettext import NullTranslations

OURS = Path(__file__).parent
_CODE = re.compile(r"[a-z]{2,3}(?:_[A-Z][a-z]{3})?(?:_[A-Z]{2})?")
_NAMED = re.compile(r"# (?P<name>\S.*)")

_COUNTED = 1001  # numbers that a rule for plurals is tried with: none of any language looks further


class CatalogueError(Exception):
    """A catalogue can't be read. Its words are for people, in English."""


class Language(NamedTuple):
    """code: as in `zh_CN`, "en" for what stands in the code. name: what those who speak it call it,
    the first line of its catalogue. file: the catalogue."""

    code: str
    name: str
    file: Path | None = None


def languages(folder: Path | None = None) -> list[Language]:
    """All that can be chosen, English first. folder: the person's own catalogues, which go before
    those that come with the program."""
    found = {ENGLISH: Language(ENGLISH, "English")}
    for place in (OURS, folder):
        for file in sorted(place.glob("*.po")) if place is not None else ():
            if _CODE.fullmatch(file.stem):
                found[file.stem] = Language(file.stem, _name(file), file)
    return list(found.values())


def language_name(folder: Path | None = None) -> str:
    """What those who speak the language in use call it. folder: as for `languages`."""
    there = languages(folder)
    return next((one.name for one in there if one.code == language()), there[0].name)


def _name(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as lines:
            named = _NAMED.match(lines.readline())
    except (OSError, ValueError):
        named = None
    return named["name"].strip() if named else file.stem


def speak(wanted: str, folder: Path | None = None, cache: Path | None = None) -> None:
    """Use a language. wanted: its code, "" for the system's; English where there is no such one.

    cache: the folder that compiled catalogues are kept in. Raises CatalogueError, and then speaks
    English.
    """
    there = languages(folder)
    codes = [wanted] if wanted else list(of_system())
    chosen = next((one for code in codes for one in best(there, code)), there[0])
    use(ENGLISH, None)
    if chosen.file is not None:
        use(chosen.code, read(chosen, cache))


def best(there: list[Language], code: str) -> list[Language]:
    """Those that are a language, else those that come near: whoever has no `zh_SG` gets `zh_CN`."""
    code = code.replace("-", "_").partition(".")[0].partition("@")[0]
    family = code.partition("_")[0]
    exact = [one for one in there if one.code == code]
    return exact or [one for one in there if one.code.partition("_")[0] == family]


def of_system() -> Iterator[str]:
    """The languages that the system speaks to this person, the best first (gettext's manual, "The
    LANGUAGE variable"; none where it says nothing of it)."""
    said = False
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            if value.partition(".")[0] in ("C", "POSIX"):
                return
            yield from filter(None, os.environ.get("LANGUAGE", "").split(":"))
            yield value
            said = True
            break
    if not said:
        yield from _of_desktop()


def _of_desktop() -> list[str]:
    if sys.platform == "win32":
        import ctypes
        import locale

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return list(filter(None, [locale.windows_locale.get(number)]))
    if sys.platform == "darwin":
        import subprocess

        try:
            said = subprocess.run(
                ["defaults", "read", "-g", "AppleLanguages"],
                capture_output=True, text=True, timeout=2, check=True,
            ).stdout  # fmt: skip
        except (OSError, subprocess.SubprocessError):
            return []
        return re.findall(r"[A-Za-z]{2,3}(?:-[A-Za-z]+)*", said)
    return []


def read(language: Language, cache: Path | None = None) -> NullTranslations:
    """What is said in a language. cache: as for `speak`. Raises CatalogueError."""
    # Not before: a window that speaks English needs none of it.
    import hashlib
    import struct
    from gettext import GNUTranslations, NullTranslations
    from io import BytesIO

    file = language.file
    if file is None:
        return NullTranslations()
    try:
        source = file.read_bytes()
    except OSError as error:
        raise CatalogueError(f"{file}: {error.strerror or error}") from error
    kept = None
    if cache is not None:
        kept = cache / f"{file.stem}-{hashlib.sha256(source).hexdigest()[:16]}.mo"
        try:
            return GNUTranslations(BytesIO(kept.read_bytes()))
        except (OSError, ValueError, LookupError, struct.error):  # not made yet, or not whole
            pass
    compiled = compile_catalogue(source, file.name)
    if kept is not None:
        _keep(kept, compiled)
    return GNUTranslations(BytesIO(compiled))


def compile_catalogue(source: bytes, name: str) -> bytes:
    """A .po as a .mo. Raises CatalogueError, also where that could not be spoken later: its rule
    for plurals can't be reckoned, or it says nothing at all."""
    try:
        from babel.core import UnknownLocaleError
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import PoFileError, read_po
    except ImportError as error:
        raise CatalogueError(f"{name} is read by Babel, which is not installed") from error
    from gettext import GNUTranslations
    from io import BytesIO

    if b"\0" in source:  # which ends a text in a .mo
        raise CatalogueError(f"{name} is no catalogue of words: it has NUL bytes in it")
    made = BytesIO()
    try:
        catalogue = read_po(BytesIO(source), abort_invalid=True)
        write_mo(made, catalogue)
        rule = GNUTranslations(BytesIO(made.getvalue())).plural  # type: ignore[attr-defined]
        for count in range(_COUNTED):
            rule(count)
    except (PoFileError, UnknownLocaleError, ValueError, LookupError, SyntaxError, TypeError,
            ArithmeticError, OSError) as error:  # fmt: skip
        raise CatalogueError(f"{name} is no catalogue of words: {error}") from error
    if not any(message.id and message.string for message in catalogue):
        raise CatalogueError(f"{name} has no text in it that is translated")
    return made.getvalue()


def _keep(kept: Path, compiled: bytes) -> None:
    """Keep a compiled catalogue in place of an older one; where that can't be, nothing is lost."""
    new = kept.with_name(f"{kept.name}.{os.getpid()}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(compiled)
        new.replace(kept)
        for old in kept.parent.glob(f"{kept.name.rpartition('-')[0]}-*.mo"):
            if old != kept:
                old.unlink(missing_ok=True)
    except OSError:
        with contextlib.suppress(OSError):  # the folder can't be written at all
            new.unlink(missing_ok=True)
