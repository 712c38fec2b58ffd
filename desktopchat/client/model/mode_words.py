"""Changes of a room's modes in plain words that read on from who made them."""

from collections.abc import Iterable, Sequence

from desktopchat.client.model.masks import Masks
from desktopchat.irc.message import Message
from desktopchat.irc.modes import ModeChange

_SET_AND_UNSET = {
    "q": ("made {} an owner", "made {} no owner any more"),
    "a": ("made {} an admin", "made {} no admin any more"),
    "o": ("made {} an operator", "made {} no operator any more"),
    "h": ("made {} a helper", "made {} no helper any more"),
    "v": ("gave {} a voice", "took the voice from {}"),
    "b": ("keeps {} out", "no longer keeps {} out"),
    "k": ("set a password", "took the password away"),
    "l": ("let at most {} people in", "let any number of people in"),
    "i": ("let in only who is invited", "let in everyone again"),
    "m": ("let only people with a voice speak", "let everyone speak again"),
    "n": ("let only people in the room write to it", "let people outside write to the room"),
    "s": ("hid the room from the list", "showed the room in the list again"),
    "C": ("let no requests to programs through", "let requests to programs through again"),
    "W": ("let everyone pin messages", "let only operators pin messages"),
    "S": ("changed who sees how far others have read",) * 2,
    "t": ("let only operators change the topic", "let everyone change the topic"),
}
# On some servers q and a are no ranks but lists, and then take masks.
_LISTS = {
    "q": ("muted {}", "no longer mutes {}"),
    "a": ("set mode +a {}", "set mode -a {}"),
}


_STANDING = {
    "q": ("is now an owner", "is no owner any more"),
    "a": ("is now an admin", "is no admin any more"),
    "o": ("is now an operator", "is no operator any more"),
    "h": ("is now a helper", "is no helper any more"),
    "v": ("may speak now", "may not speak any more"),
}


def told(message: Message, changes: Sequence[ModeChange], masks: Masks) -> tuple[str, str]:
    """Of whom it is said, and what: ("Ada", "made Bo an operator"). What the host does by itself is
    nobody's doing: of a rank it is told who has it now, of all else "" stands for the host."""
    if "!" in message.source:
        return message.nick, mode_words(changes, masks)
    people = {change.param for change in changes}
    if len(people) == 1 and all(change.letter in _STANDING for change in changes):
        return people.pop(), _STANDING[changes[0].letter][0 if changes[0].adding else 1]
    return "", mode_words(changes, masks)


def mode_words(changes: Iterable[ModeChange], masks: Masks) -> str:
    """["+o Ada", "-m"] as "made Ada an operator, let everyone speak again".

    Hosts make an owner an operator too (+qo Ada Ada), which goes without saying.
    """
    changes = list(changes)
    owners = {change.param for change in changes if change.adding and change.letter == "q"}
    return ", ".join(
        _words(change, masks)
        for change in changes
        if not (change.adding and change.letter == "o" and change.param in owners)
    )


def _words(change: ModeChange, masks: Masks) -> str:
    words, whom = _SET_AND_UNSET.get(change.letter), change.param
    if change.letter in _LISTS and (not whom or set(whom) & set("*!@:$")):
        words = _LISTS[change.letter]
    if words is None:
        sign = "+" if change.adding else "-"
        return f"set mode {sign}{change.letter} {whom}".rstrip()
    if change.letter in "bq" and whom:
        whom, muted = masks.read(whom)
        words = _LISTS["q"] if muted else words
    return words[0 if change.adding else 1].format(whom).replace("  ", " ").strip()
