"""What the program says in a conversation is in the language in use, also if that changes later."""

from collections.abc import Iterator
from gettext import NullTranslations

import pytest

from desktopchat import words
from desktopchat.client.model import Conversation
from desktopchat.irc import timestamps
from tests.client.talking import OWN_CAPS, Talk

TOKENS = "PREFIX=(qov)~@+ CHANMODES=beI,k,lfH,Wimnst EXTBAN=,am CHATHISTORY=100"
HEALED = f"desktopchat/HEALED=abcd:{timestamps.parse('2024-05-01T11:30:00.000Z')}"
HEARD = (
    ":h BATCH +p chathistory #lab",
    "@batch=p;msgid=m1;time=2024-05-01T11:31:00.000Z :Bo!b@h PRIVMSG #lab :of the other half",
    ":h BATCH -p",
    "@msgid=m2 :Bo!b@h MODE #lab +o-v Ada Ada",
    "@msgid=m3 :Bo!b@h MODE #lab -m",
    "@msgid=m4 :h MODE #lab +o Bo",
    ":Bo!b@h INVITE Cy #lab",
    ":h 341 Ada Cy #lab",
    ":Bo!b@h PIN #lab m1",
    ":h 482 Ada #lab :You're not channel operator",
    ":h FAIL TOPIC NEED_PRIVS #lab :No",
    ":h 710 Ada #lab Cy!c@h :has asked for an invite.",
    ":h 711 Ada #hall :Your KNOCK has been delivered.",
    ":h 311 Ada Bo b h * :Bo",
    ":h 313 Ada Bo :is an operator",
    ":h 318 Ada Bo :End",
    ":h 368 Ada #lab :End",
    ":h RENAME #lab #hall :more room",
)


class Marks(NullTranslations):
    """A language in which what was looked up is between two signs."""

    def gettext(self, message: str) -> str:
        return f"‹{message}›"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    words.use(words.ENGLISH, None)


def told() -> Talk:
    """In the language in use now."""
    talk = Talk(caps=OWN_CAPS).online(TOKENS)
    talk.in_room("#lab", "Bo")
    talk.hears(":h BATCH +p chathistory #lab", ":h BATCH -p")
    talk.session.disconnected()
    talk.online(f"{TOKENS} {HEALED}")
    room = talk.in_room("#lab", "Bo")
    talk.session.whois.ask("Bo")
    talk.session.moderation.ask_list(room)
    talk.hears(*HEARD)
    return talk


def read(talk: Talk) -> list[tuple[str, str, str]]:
    model = talk.session.model
    all_of_it: list[Conversation] = [model.console, *model.conversations.values()]
    return [(one.text, one.target, one.failure) for each in all_of_it for one in each.entries]


def test_what_was_told_before_is_told_again_in_the_language_that_was_chosen() -> None:
    talk = told()
    english = read(talk)
    words.use("xx", Marks())
    marked = read(told())
    assert len({*marked} - {*english}) > 8
    talk.session.model.say_again()
    assert read(talk) == marked
    words.use(words.ENGLISH, None)
    talk.session.model.say_again()
    assert read(talk) == english
