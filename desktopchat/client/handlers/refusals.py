"""What the host did not do: error numerics in plain words with a next step, in the right place.

The right place is the message that was refused, by its label or else by whom it was for; a room
that did not let me in; the conversation it is about; else a notice. The host's own words stand
behind ours where it may know more.
"""

from desktopchat.client.model import EntryKind
from desktopchat.client.session.dispatch import on
from desktopchat.client.session.session import Session
from desktopchat.irc.message import Message

# {0} and {1} are the numeric's first two parameters after my nick, {words} the host's text.
_WORDS = {
    "401": "{0} is not here. Check the name, or wait until they are back.",
    "402": "{0} is not here. Check the name, or wait until they are back.",
    "403": "There is no room {0}. Check its name.",
    "404": "You can't write in {0} now ({words}). An operator (@) of the room can let you.",
    "405": "You are in as many rooms as the host allows. Leave one, then try again.",
    "406": "Nobody called {0} was here.",
    "407": "{0} stands for too many people. Write to one at a time.",
    "411": "The host did not understand who this was for. Try again.",
    "412": "There was nothing to send. Write something first.",
    "417": "This was too long for the host. Send it in shorter pieces.",
    "421": "The host does not know the command {0}. Check its spelling.",
    "441": "{0} is not in {1}.",
    "442": "You are not in {0}. Join it first.",
    "443": "{0} is already in {1}.",
    "461": "{0} needs more to go on. /help tells how it is used.",
    "471": "{0} is full. Try again later, or ask an operator (@) to raise the limit.",
    "472": "The host does not know the mode {0}.",
    "473": "{0} is only for people who were invited. Ask someone there to invite you.",
    "474": "You are banned from {0}. Ask one of its operators.",
    "475": "{0} needs a password, and this was not it. Ask someone there for it.",
    "476": "{0} is not a name for a room here. Try one of plain letters and digits.",
    "477": "{0} is only for people with an account on this host ({words}).",
    "478": "The list of {0} is full. Take something off it first.",
    "479": "{0} is not a name for a room here. Try one of plain letters and digits.",
    "480": "{0} did not let you in ({words}).",
    "481": "Only those who run the host may do this.",
    "482": "Only operators (@) of {0} may do this. Ask one of them.",
    "489": "{0} is only for encrypted connections.",
    "520": "{0} is only for those who run the host.",
    "525": "This can't be a password for {0}. Leave out spaces and commas.",
    "696": "This value is not allowed for a mode ({words}).",
}
_PRIVATE = frozenset(("486", "492", "531", "532", "716"))
_NO_ENTRY = ("471", "473", "474", "475", "476", "477", "479", "480", "489", "520")
_NO_ROOM = frozenset(("401", "403"))
_JOINS = frozenset(("403", "405", "407", "437", *_NO_ENTRY))
_MESSAGES = frozenset(("401", "403", "404", "407", "411", "412", "415", "417", "477", *_PRIVATE))
_WITHOUT_TARGET = frozenset(("411", "412", "417"))


def refusal_words(message: Message) -> str:
    """What a numeric says, in plain words."""
    about = [message.param(1), message.param(2)]
    words = message.param(-1).rstrip(".")
    if message.command in _PRIVATE:
        return f"{about[0]} does not take messages from you now ({words})."
    template = _WORDS.get(message.command)
    return template.format(*about, words=words) if template else f"The host says: {words}"


@on(*_WORDS, *_PRIVATE)
def refused(session: Session, message: Message) -> None:
    words = refusal_words(message)
    request = session.wire.request
    if request is not None and request.quiet:
        return
    if session.delivery.fail_request(words):
        return
    target = message.param(1)
    # What the host won't tell of a room that there is, such as 442, is not that there is none.
    if session.rooms.looked_up(target, exists=message.command not in _NO_ROOM):
        return
    key = session.model.fold(target)
    if message.command in _JOINS and key in session.rooms.joining:
        session.rooms.refused(target, words, message.command)
        session.delivery.refused(target, words)
        return
    if message.command in _MESSAGES and _refuse_message(session, message.command, key, words):
        return
    if message.command in ("401", "402"):
        session.whois.refused(target)
    if message.command == "421" and target.upper() in ("CAP", "WHO", "MODE", "SETNAME"):
        return  # asked by itself, nobody waits for it
    conversation = request.conversation if request is not None else None
    conversation = conversation or session.model.conversation(target)
    conversation = conversation or session.model.conversation(message.param(2))
    if conversation is not None:
        session.model.add(
            conversation, EntryKind.ERROR, "", words, **session.model.clock.stamp(message)
        )
    elif session.wire.online or message.command not in ("421", "461"):
        session.model.notice(words)


def _refuse_message(session: Session, numeric: str, key: str, words: str) -> bool:
    """Without a label: the oldest message in flight for whom the numeric names."""
    conversation = session.model.conversations.get(key)
    if conversation is not None:
        for entry in session.delivery.outbox.flights(conversation):
            session.delivery.fail(conversation, entry, words)
            return True
    return numeric in _WITHOUT_TARGET and session.delivery.fail_only_flight(words)


@on("442")
def not_on_channel(session: Session, message: Message) -> None:
    conversation = session.model.conversation(message.param(1))
    if conversation is not None and conversation.joined and session.wire.request is None:
        session.model.left(conversation)  # the host knows better
    refused(session, message)


@on("451")
def not_registered(session: Session, message: Message) -> None:
    """Sent before the host let me in; the registration itself tells how that ends."""
