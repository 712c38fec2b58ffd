"""What the machine has people say: words, and which of them make sense after a command."""

import itertools

from desktopchat.host.capabilities import OFFERED
from desktopchat.irc.sasl import encode_chunks, plain_message

ALL_CAPS = sorted(OFFERED)
NICKS = ["ada", "ADA", "bo", "Cy", "王伟", "Łukasz", "łukasz", "dee", "аdа", "x" * 32]
NO_NICKS = ["#x", "a b", "", "x" * 33, "*", "a!b@c", "nobody"]
ROOMS = ["#lobby", "#a", "#A", "#b", "&c", "#实验室", "#" + "r" * 63]
NO_ROOMS = ["#none", "lab", "#", "#x y", "0", "", "#" + "r" * 64]
TEXTS = ["hi", "", "你好 🌍", ":-)", "x" * 450, "题" * 150, "\x01ACTION waves\x01", "a\x07b", " "]
KEYS = ["key", "wrong", "*", "a,b"]
MASKS = ["*!*@*", "ada!*@*", "*!*@10.*", "b?", "*", "~a:ada", "$a:ada", "~m:*!*@*", "m:ada"]
MODES = ["+", "", "+b", "-b", "+k", "-k", "+l", "+i", "-i", "+m", "+n-t", "+s", "+o", "-o", "+v"]
MODES += ["+S", "-S", "+S all", "+S none"]
MODES += ["+q", "-q", "+e", "+I", "+beI", "+ov-v", "+lk", "+B", "-B", "+w", "+iow", "+X", "-+-+"]
WHEN = ["timestamp=2026-11-23T08:30:00.250Z", "timestamp=1970-01-01T00:00:00.000Z", "timestamp=x"]
COUNTS = ["0", "1", "2", "50", "-1", "x", "9" * 30]
WORDS = """
LS LIST REQ END GET SET SUB UNSUB SUBS SYNC CLEAR + - C L S LATEST BEFORE AFTER AROUND BETWEEN
TARGETS 302 %tnaf,1 PLAIN SCRAM-SHA-256 * o avatar status display-name u k batch +r1 -r1
draft/multiline host.test root toor @#a ~@+#a , >1 <9 ada,bo #a,#b nick,ada : é
""".split()  # noqa: SIM905 - as words it can be read
WORDS += ["long enough", "sasl -echo-message", "\0", "ж" * 99]
EVERY = [
    *NICKS,
    *NO_NICKS,
    *ROOMS,
    *NO_ROOMS,
    *TEXTS,
    *KEYS,
    *MASKS,
    *MODES,
    *WHEN,
    *COUNTS,
    *WORDS,
]
SLOTS = {
    "nick": NICKS,
    "room": ROOMS[:4],
    "place": [*ROOMS, *NICKS, *NO_ROOMS],
    "text": TEXTS,
    "key": KEYS,
    "mask": MASKS,
    "modes": MODES,
    "when": WHEN,
    "count": COUNTS,
    "word": WORDS,
    "any": EVERY,
    "cap": ALL_CAPS,
    "bound": ["*", *WHEN, "msgid={id}"],
}
FORMS = {
    "AUTHENTICATE": ["PLAIN", "SCRAM-SHA-256", "{plain}", "*", "+", "{text}"],
    "AWAY": [":{text}", ""],
    "BATCH": ["+r1 draft/multiline {room}", "-r1", "+r1 draft/multiline {nick}", "{word} {any}"],
    "CAP": ["REQ :{cap} {cap}", "REQ :-{cap}", "LS 302", "LIST", "END", "LS"],
    "CHATHISTORY": [
        "LATEST {place} {bound} 50",
        "BEFORE {room} {bound} {count}",
        "BETWEEN {room} {bound} {bound} 5",
        "{word} {place} {bound} {count}",
        "TARGETS {when} {when} 50",
    ],
    "INVITE": ["{nick} {room}"],
    "JOIN": ["{room}", "{room}", "{room} {key}", "{room},{place} {key}", "0"],
    "KICK": ["{room} {nick}", "{room} {nick} :{text}", "{room},{room} {nick},{nick}"],
    "KILL": ["{nick} :{text}", "nobody"],
    "KLINE": ["{mask} :{text}", "10.9.* :x"],
    "LIST": ["", "{room}", ">1", "C>1,T<5", "*a*"],
    "MARKREAD": ["{place}", "{place} {when}"],
    "SEEN": ["{place}", "{place} {when}", "{place} *"],
    "METADATA": [
        "* SET avatar :{text}",
        "{place} GET avatar status",
        "* SUB avatar status",
        "* SUBS",
        "{room} SET status :{text}",
        "{place} LIST",
        "{place} SYNC",
        "* CLEAR",
    ],
    "MODE": [
        "{room} {modes} {nick}",
        "{room} {modes} {mask} {key}",
        "{nick} {modes}",
        "{room}",
        "{room} +b-e {mask} {mask}",
        "{room} +eI {mask} {mask}",
        "{room} +flH 2 3 joined",
    ],
    "MONITOR": ["+ {nick},{nick}", "- {nick}", "{word}", "S", "L"],
    "NAMES": ["{room}"],
    "NICK": ["{nick}", "{nick}", "{any}"],
    "OPER": ["root toor", "root toor", "{word} {word}"],
    "PART": ["{room} :{text}", "{room}"],
    "PRIVMSG": [
        "{place} :{text}",
        "{room} :{text}",
        "{room} :hi",
        "{nick},{room} :hi",
        "@{room} :hi",
    ],
    "NOTICE": ["{place} :{text}", "{room} :hi"],
    "REDACT": ["{place} {id} :{text}", "{room} {id}"],
    "REGISTER": ["* * :correct horse", "{nick} * :correct horse", "* * :{text}"],
    "RENAME": ["{room} {place} :{text}", "{room} #new"],
    "SEARCH": ["{place} {count} :{text}", "* :hi"],
    "TAGMSG": ["{room}", "{place}"],
    "TOPIC": ["{room} :{text}", "{room}"],
    "USER": ["x 0 * :X Y"],
    "WHO": ["{place} %tnuhafrlcdos,1", "{place}", "{mask} o", "*"],
    "ISON": ["{nick} {nick}"],
    "KNOCK": ["{room} :{text}"],
    "USERHOST": ["{nick} {nick}"],
    "WALLOPS": [":{text}"],
    "WHOIS": ["{nick}", "{nick}", "{any}"],
    "WHOWAS": ["{nick}", "{nick} {count}"],
}
OFTEN = ["JOIN", "PRIVMSG", "MODE", "NICK", "OPER", "KICK", "INVITE", "CAP", "MONITOR", "METADATA"]
TAGS = r"""
label={label} label={label} label={label} label=y;+a;time=no +react=\:) batch=r1 label=
label={label};+draft/reply={id};+draft/react=x label={label};batch=r1;draft/multiline-concat
+desktopchat/edit={id};label={label} +typing=active label=the-same-label-of-one-message
label=the-same-label-of-one-message;desktopchat/resend
""".split()  # noqa: SIM905
TAGS += ["", "", "", "", "label=" + "l" * 99]

ABOUT = [
    "@label={label} REDACT {where} {id} :because",
    "@label={label};+desktopchat/edit={id} PRIVMSG {where} :other words",
    "@+draft/react=:);+draft/reply={id} TAGMSG {where}",
    "@label={label} CHATHISTORY AROUND {where} msgid={id} 10",
    "@label={label} CHATHISTORY BEFORE {where} msgid={id} 10",
    "MARKREAD {where}",
]

Asked = tuple[str, int, str, list[int]]
"""A command, which of its forms, tags, and the numbers that choose the words."""


class Words:
    """Makes lines. said: where something was said and its msgid, so that people can point at it."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self._labels = itertools.count()

    def line(self, asked: Asked) -> str:
        command, form, tags, numbers = asked
        forms = FORMS.get(command) or ["{any}", "{any} {any}", "{any} {any} :{any}"]
        line = f"{command} {forms[form % len(forms)]}"
        return self.fill(f"@{tags} {line}" if tags else line, numbers)

    def fill(self, form: str, numbers: list[int]) -> str:
        """A form with words in its slots, chosen by the numbers."""
        number = itertools.cycle(numbers)
        while "{" in form:
            before, _, rest = form.partition("{")
            slot, _, after = rest.partition("}")
            form = before + self.word(slot, next(number)) + after
        return form

    def word(self, slot: str, number: int) -> str:
        if slot == "label":
            return f"own-label-{next(self._labels):012}"
        if slot in ("where", "id"):
            where, msgid = self.said[-1 - number % min(len(self.said), 20)] if self.said else "ax"
            return where if slot == "where" else msgid
        if slot == "plain":
            message = plain_message(NICKS[number % len(NICKS)], "correct horse")
            return encode_chunks(message)[0]
        words = SLOTS[slot]
        return words[number % len(words)]
