"""What this program is made of: versions for a report, and the licences of what is inside.

Both are read from the metadata of the packages that are installed; the built program has a copy of
it (build.spec).
"""

import platform
import re
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from desktopchat import __version__

LICENCE = "MIT"
"""Ours; its text is in the file LICENSE."""
_PACKAGE = "desktopchat"
_EXTRAS = ("voice", "reader")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
_LONGEST = 60  # letters of a licence's name: some have its whole text there
_UNSAID = {"accesskit": "Apache-2.0 OR MIT"}
"""Of packages whose metadata names none, as their files say."""
_CLASSIFIER = "License :: "


@dataclass(slots=True, frozen=True)
class Part:
    """A package that is inside."""

    name: str
    version: str
    licence: str

    def __str__(self) -> str:
        return f"{self.name} {self.version} · {self.licence}"


def versions() -> list[str]:
    """This program, Python and the system, a line each; nothing of who uses them."""
    kind = "built" if getattr(sys, "frozen", False) else "from source"
    return [
        f"DesktopChat {__version__} ({kind})",
        f"Python {platform.python_version()}",
        f"{platform.system()} {platform.release()} {platform.machine()}".strip(),
    ]


def parts() -> list[Part]:
    """Python, Tcl/Tk, and the packages that this one needs, and those that they need, by name."""
    inside = [
        Part("Python", platform.python_version(), "PSF-2.0"),
        Part("Tcl/Tk", _tk_version(), "TCL"),
    ]
    found = (Part(one.metadata["Name"], one.version, _licence(one.metadata)) for one in _needed())
    return inside + sorted(found, key=lambda part: part.name.casefold())


def _tk_version() -> str:
    try:
        import _tkinter
    except ImportError:  # a host needs none
        return ""
    return str(_tkinter.TK_VERSION)


def _needed() -> Iterator[metadata.Distribution]:
    """What is there of what is needed: not all is on every system."""
    waiting, known = deque(_requirements(_PACKAGE)), set[str]()
    while waiting:
        name = waiting.popleft()
        plain = re.sub(r"[-_.]+", "-", name).lower()
        if plain in known:
            continue
        known.add(plain)
        try:
            yield metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        waiting.extend(_requirements(name))


def _requirements(package: str) -> Iterator[str]:
    try:
        lines = metadata.requires(package) or []
    except metadata.PackageNotFoundError:
        return
    for line in lines:
        extra, name = _EXTRA.search(line), _NAME.match(line)
        wanted = extra is None or (package == _PACKAGE and extra[1] in _EXTRAS)
        if name is not None and wanted:
            yield name[0]


def _licence(about: metadata.PackageMetadata) -> str:
    if about["Name"] in _UNSAID:
        return _UNSAID[about["Name"]]
    for key in ("License-Expression", "License"):
        words = about.get_all(key) or []
        if words and 0 < len(words[0].strip()) <= _LONGEST and "\n" not in words[0].strip():
            return str(words[0].strip())
    named = [line for line in about.get_all("Classifier") or [] if line.startswith(_CLASSIFIER)]
    return ", ".join(line.rsplit(" :: ", 1)[-1] for line in named) or "see its files"
