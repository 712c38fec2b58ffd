"""Who may keep a copy of a host: by the fingerprint of their key, or its words."""

from pathlib import Path

from desktopchat.hosting import chosen


def may_copy(rule: str, folder: Path, who: str) -> bool:
    """rule: of the host's settings (`HostConfig.deputies`). folder: of the host's files. who: the
    fingerprint of somebody's key."""
    if rule == "known":
        return chosen.has(folder, who)
    return rule == "any"
