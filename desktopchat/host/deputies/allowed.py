"""Who may keep a copy of a host: by the fingerprint of their key, or its words."""

from pathlib import Path

from desktopchat.irc import fingerprint

FILE = "deputies.txt"
"""Among the files of a host: a fingerprint, or its words, at the beginning of each line."""


def may_copy(rule: str, folder: Path, who: str) -> bool:
    """rule: of the host's settings (`HostConfig.deputies`). folder: of the host's files. who: the
    fingerprint of somebody's key."""
    if rule == "known":
        return not {who, fingerprint.words(who)}.isdisjoint(_known(folder / FILE))
    return rule == "any"


def _known(file: Path) -> set[str]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return set()
    return {line.split()[0].lower() for line in lines if line.split()}
