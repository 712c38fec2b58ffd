"""What those who run things did (the host's audit log), in words for people. No Tk here."""

from collections.abc import Callable, Sequence

from desktopchat.client.model.administration import AuditRow
from desktopchat.ui.parts.rowpaint import Row

# By the word that the host logs: what comes after the name of who did it, where "{}" is whom or
# what it was done to.
_DEEDS = {
    "ANNOUNCE": "told everybody",
    "JOIN": "went into {}",
    "KICK": "put somebody out of {}",
    "KILL": "disconnected {}",
    "KLINE": "banned {} from the host",
    "METADATA": "changed what is kept about {}",
    "MODE": "changed {}",
    "OPER": "came to run the host as {}",
    "REDACT": "deleted a message in {}",
    "RENAME": "renamed a room to {}",
    "TOPIC": "set what {} is about",
    "UNKLINE": "let {} come to the host again",
    "WALLOPS": "told all who listen",
}


def deed_rows(
    rows: tuple[AuditRow, ...],
    name_of: Callable[[str], str],
    mode_words: Callable[[Sequence[str]], str],
) -> list[Row]:
    """A row for each, the newest first. name_of: how a nick is called; mode_words(["+o", "bo"]):
    what was changed in a room, in words."""
    numbered = reversed(list(enumerate(rows)))
    return [_row(str(number), row, name_of, mode_words) for number, row in numbered]


def _row(
    key: str,
    row: AuditRow,
    name_of: Callable[[str], str],
    mode_words: Callable[[Sequence[str]], str],
) -> Row:
    what, _, rest = row.text.partition(" ")
    target, _, detail = rest.partition(" ")
    name = name_of(row.who.partition("!")[0])
    done = row.text  # of a newer host, which has more words
    changed = detail.partition(" (as ")[0] if what == "MODE" else ""
    if changed:
        done, detail = mode_words(changed.split(" ")), f"in {target}"
    elif what in _DEEDS:
        done = _DEEDS[what].format(_short(target))
    else:
        detail = ""
    return Row(
        key=key,
        text=f"{name} {done}",
        note=f"{row.time.astimezone():%d.%m. %H:%M}",
        detail=detail or row.who,
        tip=f"{row.who}\n{row.text}",
    )


def _short(target: str) -> str:
    """A person's nick, without where they are from; all else as it is."""
    nick, mark, _ = target.partition("!")
    return nick if mark and "*" not in target else target
