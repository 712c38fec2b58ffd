"""The texts of the page for browsers, in the language of each browser.

The page imports them as a module, `texts.js`, and is sent those of one language alone.
"""

import json
import re
from functools import cache

from desktopchat.store.paths import compiled_words_dir, languages_dir
from desktopchat.words import ENGLISH, tr_noop
from desktopchat.words.catalogues import CatalogueError, Language, best, languages, read

_TEXTS = {
    "name": tr_noop("Your name"),
    "join": tr_noop("Join"),
    "plain": tr_noop("Not encrypted: others on this network could read along."),
    # Numerics: why nobody is let in.
    "464": tr_noop(
        "This link is not right. Open the whole one, or point the camera at the picture again."
    ),
    "432": tr_noop("A name has letters and digits, and no spaces."),
    "433": tr_noop("Others have that name already. Choose another."),
    "465": tr_noop("The host does not let you in."),
    "reconnecting": tr_noop("Reconnecting… ({n} waiting)"),
    "warned": tr_noop(
        "The host is gone. Where another computer carries on, your browser warns once more; the "
        "fingerprint begins as shown. What you wrote goes along."
    ),
    "goOn": tr_noop("Go on at {name}"),
    "rooms": tr_noop("Rooms"),
    "direct": tr_noop("Direct messages"),
    "people": tr_noop("People"),
    "close": tr_noop("Close"),
    "others": tr_noop("More rooms"),
    "newRoom": tr_noop("Join or make a room"),
    "leave": tr_noop("Leave"),
    "message": tr_noop("Message to {name}"),
    "send": tr_noop("Send"),
    "unread": tr_noop("New"),
    "newest": tr_noop("↓ To the newest"),
    "unreadCount": tr_noop("{n} unread"),
    "you": tr_noop("you"),
    "operator": tr_noop("operator"),
    "reply": tr_noop("Reply"),
    "edit": tr_noop("Edit"),
    "remove": tr_noop("Delete"),
    "actions": tr_noop("Actions"),
    "replying": tr_noop("Replying to {name}"),
    "editing": tr_noop("Editing"),
    "cancel": tr_noop("Cancel"),
    "edited": tr_noop("edited"),
    "deleted": tr_noop("Deleted"),
    "sending": tr_noop("Sending…"),
    "failed": tr_noop("Not sent: {why}"),
    "again": tr_noop("Try again"),
    "typing": tr_noop("Writing: {writers}…"),
    "sure": tr_noop("Delete this message for everyone?"),
    "search": tr_noop("Search in this conversation"),
    "nothing": tr_noop("Nothing found."),
    "attach": tr_noop("Attach files"),
    "speak": tr_noop("Voice message"),
    "speaking": tr_noop("Speak…"),
    "unheard": tr_noop("This recording can’t be played."),
    "mute": tr_noop("The browser lets this page hear nothing."),
    "broken": tr_noop("The connection broke."),
    "wall": tr_noop("Wall"),
    "scan": tr_noop("Point a phone’s camera here to join"),
    "nowhere": tr_noop("You are in no room. Choose one."),
    "kicked": tr_noop("You were put out of {name}. {why}"),
    # What the host did not do, by numeric or code; of others its own words are shown.
    "404": tr_noop(
        "You can't write in {name} now ({words}). An operator (@) of the room can let you."
    ),
    "473": tr_noop("{name} is only for people who were invited. Ask someone there to invite you."),
    "474": tr_noop("You are banned from {name}. Ask one of its operators."),
    "475": tr_noop("{name} needs a password, and this was not it. Ask someone there for it."),
    "ENDED": tr_noop("Whoever hosted this chat has ended it."),
    "REDACT_FORBIDDEN": tr_noop("Only who wrote a message, or an operator (@), may delete it."),
}

_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def texts_js(accepted: str) -> bytes:
    """The module, for a browser that says in Accept-Language what its person reads: the best comes
    first there, as browsers write it."""
    there = languages(languages_dir())
    found = [(tag, one) for tag in _TAG.findall(accepted) for one in best(there, tag)]
    tag, chosen = found[0] if found else (ENGLISH, there[0])
    # Who reads English has the dates of their own country.
    code = tag if chosen.file is None else chosen.code.replace("_", "-")
    said = json.dumps(_in_language(chosen), ensure_ascii=False, indent=0, separators=(",", ":"))
    return f'export const language = "{code}", texts = {said};\n'.encode()  # no words: JavaScript


@cache
def _in_language(language: Language) -> dict[str, str]:
    try:
        catalogue = read(language, compiled_words_dir())
    except CatalogueError:  # one of the host's own person, who is told of it elsewhere
        return _TEXTS
    return {key: catalogue.gettext(text) for key, text in _TEXTS.items()}
