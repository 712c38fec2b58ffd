"""What the program says of what it is made of."""

import getpass
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from desktopchat import __version__, inventory

SOURCE = Path(__file__).parents[1]


def test_each_package_that_is_needed_is_named_with_its_licence() -> None:
    project = tomllib.loads((SOURCE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = project["dependencies"] + extras["voice"]
    needed += extras["reader"] if sys.platform == "linux" else []
    here = [one for one in map(Requirement, needed) if not one.marker or one.marker.evaluate()]
    names = {one.name.lower().replace("_", "-") for one in here}
    parts = {part.name.lower().replace("_", "-"): part for part in inventory.parts()}
    assert names <= set(parts)
    assert parts.keys() & {"pytest", "ruff", "pyinstaller"} == set()
    for part in parts.values():
        assert part.version
        assert part.licence != "see its files", part


def test_our_own_licence_is_the_one_of_the_file() -> None:
    text = (SOURCE / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith(f"{inventory.LICENCE} License")


def test_versions_say_nothing_of_who_uses_them() -> None:
    said = "\n".join(inventory.versions())
    assert __version__ in said
    assert str(Path.home()) not in said
    assert getpass.getuser() not in said.split()
