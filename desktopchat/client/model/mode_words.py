"""Changes of a room's modes in plain words that read on from who made them."""

from collections.abc import Iterable, Sequence

from desktopchat.client.model.masks import Masks
from desktopchat.irc.message import Message
from desktopchat.irc.modes import ModeChange
from desktopchat.words import tr, tr_noop
from desktopchat.words.lists import comma_listed

_SET_AND_UNSET = {
    "q": (tr_noop("made {name} an owner"), tr_noop("made {name} no owner any more")),
    "a": (tr_noop("made {name} an admin"), tr_noop("made {name} no admin any more")),
    "o": (tr_noop("made {name} an operator"), tr_noop("made {name} no operator any more")),
    "h": (tr_noop("made {name} a helper"), tr_noop("made {name} no helper any more")),
    "v": (tr_noop("gave {name} a voice"), tr_noop("took the voice from {name}")),
    "b": (tr_noop("keeps {name} out"), tr_noop("no longer keeps {name} out")),
    "k": (tr_noop("set a password"), tr_noop("took the password away")),
    "l": (tr_noop("let at most {name} people in"), tr_noop("let any number of people in")),
    "i": (tr_noop("let in only who is invited"), tr_noop("let in everyone again")),
    "m": (tr_noop("let only people with a voice speak"), tr_noop("let everyone speak again")),
    "n": (
        tr_noop("let only people in the room write to it"),
        tr_noop("let people outside write to the room"),
    ),
    "s": (tr_noop("hid the room from the list"), tr_noop("showed the room in the list again")),
    "C": (
        tr_noop("let no requests to programs through"),
        tr_noop("let requests to programs through again"),
    ),
    "W": (tr_noop("let everyone pin messages"), tr_noop("let only operators pin messages")),
    "S": (tr_noop("changed who sees how far others have read"),) * 2,
    "t": (tr_noop("let only operators change the topic"), tr_noop("let everyone change the topic")),
}
# On some servers q and a are no ranks but lists, and then take masks.
_LISTS = {
    "q": (tr_noop("muted {name}"), tr_noop("no longer mutes {name}")),
    "a": (tr_noop("set mode +a {name}"), tr_noop("set mode -a {name}")),
}


_STANDING = {
    "q": (tr_noop("is now an owner"), tr_noop("is no owner any more")),
    "a": (tr_noop("is now an admin"), tr_noop("is no admin any more")),
    "o": (tr_noop("is now an operator"), tr_noop("is no operator any more")),
    "h": (tr_noop("is now a helper"), tr_noop("is no helper any more")),
    "v": (tr_noop("may speak now"), tr_noop("may not speak any more")),
}


def told(message: Message, changes: Sequence[ModeChange], masks: Masks) -> tuple[str, str]:
    """Of whom it is said, and what: ("Ada", "made Bo an operator"). What the host does by itself is
    nobody's doing: of a rank it is told who has it now, of all else "" stands for the host."""
    if "!" in message.source:
        return message.nick, mode_words(changes, masks)
    people = {change.param for change in changes}
    if len(people) == 1 and all(change.letter in _STANDING for change in changes):
        return people.pop(), tr(_STANDING[changes[0].letter][0 if changes[0].adding else 1])
    return "", mode_words(changes, masks)


def mode_words(changes: Iterable[ModeChange], masks: Masks) -> str:
    """["+o Ada", "-m"] as "made Ada an operator, let everyone speak again".

    Hosts make an owner an operator too (+qo Ada Ada), which goes without saying.
    """
    changes = list(changes)
    owners = {change.param for change in changes if change.adding and change.letter == "q"}
    return comma_listed(
        [
            _words(change, masks)
            for change in changes
            if not (change.adding and change.letter == "o" and change.param in owners)
        ]
    )


def _words(change: ModeChange, masks: Masks) -> str:
    words, whom = _SET_AND_UNSET.get(change.letter), change.param
    if change.letter in _LISTS and (not whom or set(whom) & set("*!@:$")):
        words = _LISTS[change.letter]
    if words is None:
        sign = "+" if change.adding else "-"
        return tr("set mode {mode}", mode=f"{sign}{change.letter} {whom}".rstrip())
    if change.letter in "bq" and whom:
        whom, muted = masks.read(whom)
        words = _LISTS["q"] if muted else words
    said = tr(words[0 if change.adding else 1], name=whom)
    # Without a name that belongs there it is no longer what was looked up.
    return said.replace("  ", " ").strip() if "{name}" in words[0] and not whom else said
