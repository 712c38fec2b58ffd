"""What those who run things did (the host's audit log), in words for people. No Tk here."""

from collections.abc import Callable, Sequence

from desktopchat.client.model.administration import AuditRow
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.words import dates, tr, tr_noop

# By the word that the host logs. target: whom or what it was done to.
_DEEDS = {
    "ANNOUNCE": tr_noop("{name} told everybody"),
    "JOIN": tr_noop("{name} went into {target}"),
    "KICK": tr_noop("{name} put somebody out of {target}"),
    "KILL": tr_noop("{name} disconnected {target}"),
    "KLINE": tr_noop("{name} banned {target} from the host"),
    "METADATA": tr_noop("{name} changed what is kept about {target}"),
    "MODE": tr_noop("{name} changed {target}"),
    "OPER": tr_noop("{name} came to run the host as {target}"),
    "REDACT": tr_noop("{name} deleted a message in {target}"),
    "RENAME": tr_noop("{name} renamed a room to {target}"),
    "TOPIC": tr_noop("{name} set what {target} is about"),
    "UNKLINE": tr_noop("{name} let {target} come to the host again"),
    "WALLOPS": tr_noop("{name} told all who listen"),
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
    done = f"{name} {row.text}"  # of a newer host, which has more words
    changed = detail.partition(" (as ")[0] if what == "MODE" else ""
    if changed:
        done = f"{name} {mode_words(changed.split(' '))}"
        detail = tr("in {room}", room=target)
    elif what in _DEEDS:
        done = tr(_DEEDS[what], name=name, target=_short(target))
    else:
        detail = ""
    return Row(
        key=key,
        text=done,
        note=dates.short_moment(row.time.astimezone()),
        detail=detail or row.who,
        tip=f"{row.who}\n{row.text}",
    )


def _short(target: str) -> str:
    """A person's nick, without where they are from; all else as it is."""
    nick, mark, _ = target.partition("!")
    return nick if mark and "*" not in target else target
