"""What the host did not do: error numerics in plain words with a next step, in the right place.

The right place is the message that was refused, by its label or else by whom it was for; a room
that did not let me in; the conversation it is about; else a notice. The host's own words stand
behind ours where it may know more.
"""

from desktopchat.client.model import EntryKind
from desktopchat.client.session.dispatch import on
from desktopchat.client.session.session import Session
from desktopchat.irc import tags as names
from desktopchat.irc.message import Message
from desktopchat.words import tr, tr_noop

# {name} and {room} are the numeric's first two parameters after my nick, {words} the host's text.
_WORDS = {
    "401": tr_noop("{name} is not here. Check the name, or wait until they are back."),
    "402": tr_noop("{name} is not here. Check the name, or wait until they are back."),
    "403": tr_noop("There is no room {name}. Check its name."),
    "404": tr_noop(
        "You can't write in {name} now ({words}). An operator (@) of the room can let you."
    ),
    "405": tr_noop("You are in as many rooms as the host allows. Leave one, then try again."),
    "406": tr_noop("Nobody called {name} was here."),
    "407": tr_noop("{name} stands for too many people. Write to one at a time."),
    "411": tr_noop("The host did not understand who this was for. Try again."),
    "412": tr_noop("There was nothing to send. Write something first."),
    "417": tr_noop("This was too long for the host. Send it in shorter pieces."),
    "421": tr_noop("The host does not know the command {name}. Check its spelling."),
    "441": tr_noop("{name} is not in {room}."),
    "442": tr_noop("You are not in {name}. Join it first."),
    "443": tr_noop("{name} is already in {room}."),
    "461": tr_noop("{name} needs more to go on. /help tells how it is used."),
    "471": tr_noop("{name} is full. Try again later, or ask an operator (@) to raise the limit."),
    "472": tr_noop("The host does not know the mode {name}."),
    "473": tr_noop("{name} is only for people who were invited. Ask someone there to invite you."),
    "474": tr_noop("You are banned from {name}. Ask one of its operators."),
    "475": tr_noop("{name} needs a password, and this was not it. Ask someone there for it."),
    "476": tr_noop("{name} is not a name for a room here. Try one of plain letters and digits."),
    "477": tr_noop("{name} is only for people with an account on this host ({words})."),
    "478": tr_noop("The list of {name} is full. Take something off it first."),
    "479": tr_noop("{name} is not a name for a room here. Try one of plain letters and digits."),
    "480": tr_noop("{name} did not let you in ({words})."),
    "481": tr_noop("Only those who run the host may do this."),
    "482": tr_noop("Only operators (@) of {name} may do this. Ask one of them."),
    "489": tr_noop("{name} is only for encrypted connections."),
    "520": tr_noop("{name} is only for those who run the host."),
    "525": tr_noop("This can't be a password for {name}. Leave out spaces and commas."),
    "696": tr_noop("This value is not allowed for a mode ({words})."),
}
# By the codes of standard replies (https://ircv3.net/specs/extensions/standard-replies).
_CODE_WORDS = {
    "ALREADY_PINNED": tr_noop("This message is pinned already."),
    "CANNOT_RENAME": tr_noop("The room can't be called that ({words}). Choose another name."),
    "CHANNEL_NAME_IN_USE": tr_noop("There is or was a room of that name. Choose another."),
    "EDIT_FORBIDDEN": tr_noop("Only who wrote a message may change it."),
    "INVALID_DURATION": tr_noop("Nobody can be kept out for that long ({words})."),
    "INVALID_MASK": tr_noop("The host can't keep out whom this names ({words})."),
    "INVALID_REALNAME": tr_noop("This can't be a name here. Choose another."),
    "KEY_NO_PERMISSION": tr_noop("You may not change this. An operator (@) of the room may."),
    "NOT_BANNED": tr_noop("The list of who is kept out has nobody of that name any more."),
    "PIN_FORBIDDEN": tr_noop("Only those who run this room pin messages in it."),
    "REDACT_FORBIDDEN": tr_noop("Only who wrote a message, or an operator (@), may delete it."),
    "TEMPORARILY_UNAVAILABLE": tr_noop("The host can't do this just now ({words})."),
    "TOO_MANY_PINS": tr_noop("No more messages can be pinned here. Unpin one first."),
    "UNKNOWN_MSGID": tr_noop("This message is not there any more."),
    "UNREACT_FORBIDDEN": tr_noop("Only who has reacted to a message may take that back."),
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
        return tr(
            "{name} does not take messages from you now ({words}).", name=about[0], words=words
        )
    template = _WORDS.get(message.command)
    return (
        tr(template, name=about[0], room=about[1], words=words)
        if template
        else tr("The host says: {words}", words=words)
    )


def standard_words(message: Message) -> str:
    """What a standard reply says, in plain words; the host's own where it may know more."""
    words = message.param(-1) or message.param(1)
    template = _CODE_WORDS.get(message.param(1))
    return tr(template, words=words.rstrip(".")) if template else words


@on(*_WORDS, *_PRIVATE)
def refused(session: Session, message: Message) -> None:
    words = refusal_words(message)
    request = session.wire.request
    if request is not None and request.quiet:
        return
    if message.command == "401" and request is not None and request.conversation is not None:
        label = message.tags.get(names.LABEL, "")
        if session.delivery.expect(request.conversation, label):
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
    if (
        request is None
        and message.command in _MESSAGES
        and _refuse_message(session, message.command, key, words)
    ):
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
            if numeric != "401" or not session.delivery.expect(conversation, entry.label):
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
