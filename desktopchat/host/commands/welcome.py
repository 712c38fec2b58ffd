"""What this host is and can do: the welcome, RPL_ISUPPORT, VERSION."""

from typing import TYPE_CHECKING

from desktopchat.host import capabilities
from desktopchat.host.dispatch import Call, command
from desktopchat.host.limits import (
    AWAY_MAX,
    CHANNELS_MAX,
    KICK_REASON_MAX,
    MODES_MAX,
    MONITOR_MAX,
    REALNAME_MAX,
    TARGETS_MAX,
    TOPIC_MAX,
    USERNAME_MAX,
)
from desktopchat.host.lines import Line
from desktopchat.host.state.channels import LIST_MAX
from desktopchat.host.state.masks import EXTBAN
from desktopchat.irc import batch_types, filehost, isupport, names, references, timestamps
from desktopchat.irc import numerics as n
from desktopchat.irc.casemap import UNICODE
from desktopchat.irc.modes import HOST_MODES

from . import metadata
from .about import VERSION, is_elsewhere, lusers, send_motd
from .history import PAGE_MAX
from .who import BOT_LETTER

if TYPE_CHECKING:
    from desktopchat.host.core import Core

_SUPPORTED = "are supported by this server"


def welcome(call: Call) -> None:
    """What everybody gets who has come in."""
    config = call.core.config
    server, person = config.server_name, call.person
    call.numeric(n.RPL_WELCOME, text=f"Welcome to {config.title}, {person.nick}")
    call.numeric(n.RPL_YOURHOST, text=f"Your host is {server}, running {VERSION}")
    call.numeric(n.RPL_CREATED, text=f"It was started {timestamps.write(call.core.started)}")
    letters = "".join(sorted(_channel_letters()))
    with_param = "".join(sorted(c for c in _channel_letters() if HOST_MODES.takes_param(c, True)))
    call.numeric(n.RPL_MYINFO, server, VERSION, "Biow", letters, with_param)
    _send_isupport(call)
    lusers(call)
    metadata.greet(call)
    send_motd(call)


@command("VERSION")
def version(call: Call) -> None:
    if not is_elsewhere(call):
        call.numeric(n.RPL_VERSION, VERSION, call.core.config.server_name, text="")
        _send_isupport(call)


@command("ISUPPORT", before=True)
def send_tokens(call: Call) -> None:
    """IRCv3 extended-isupport."""
    if call.person.registered or call.person.has(capabilities.EXTENDED_ISUPPORT):
        _send_isupport(call)
    else:
        call.not_registered()


def _send_isupport(call: Call) -> None:
    before = len(call.replies)
    for words in isupport.format_isupport(_tokens(call), per_line=8):
        call.numeric(n.RPL_ISUPPORT, *words, text=_SUPPORTED)
    if call.core.carried_on_by is not None:
        tokens = {
            isupport.CARRIED_ON_TOKEN: call.core.carried_on_by,
            isupport.FORMER_TOKEN: ",".join(call.core.former),
        }
        for words in isupport.format_isupport(tokens):
            call.numeric(n.RPL_ISUPPORT, *words, text=_SUPPORTED)
    if call.core.candidates or call.core.healed:
        call.numeric(n.RPL_ISUPPORT, *_place(call.core), text=_SUPPORTED)
    if call.person.has(capabilities.EXTENDED_ISUPPORT):
        lines = call.replies[before:]
        del call.replies[before:]
        call.batch(batch_types.ISUPPORT, lines)


def tell_place(core: "Core") -> None:
    """Let everybody whose program asks for it know who could carry the place on now, and when
    halves of it became one."""
    words = f"{n.RPL_ISUPPORT} * {' '.join(_place(core))} :{_SUPPORTED}"
    here = tuple(person for person in core.connections if person.registered)
    line = f":{core.config.server_name} {words}"
    core.wire.post(here, Line(line, core.clock(), needs=capabilities.EXTENDED_ISUPPORT))


def _place(core: "Core") -> list[str]:
    tokens = {isupport.DEPUTIES_TOKEN: core.candidates, isupport.HEALED_TOKEN: core.healed}
    said = {token: ",".join(words) for token, words in tokens.items()}
    return [word for words in isupport.format_isupport(said) for word in words]


def _channel_letters() -> str:
    types = HOST_MODES
    return types.lists + types.always + types.when_set + types.never + types.prefix


def _tokens(call: Call) -> dict[str, str]:
    """What 005 says; see Modern IRC, "RPL_ISUPPORT (005) parameters"."""
    types, config = HOST_MODES, call.core.config
    tokens = {
        isupport.AWAYLEN: str(AWAY_MAX),
        isupport.BOT: BOT_LETTER,
        isupport.CASEMAPPING: UNICODE,
        isupport.CHANLIMIT: f"{names.CHANNEL_TYPES}:{CHANNELS_MAX}",
        isupport.CHANMODES: f"{types.lists},{types.always},{types.when_set},{types.never}",
        isupport.CHANNELLEN: str(names.CHANNEL_MAX),
        isupport.CHANTYPES: names.CHANNEL_TYPES,
        isupport.CHATHISTORY: str(PAGE_MAX),
        isupport.ELIST: "CMNTU",
        isupport.EXCEPTS: "e",
        isupport.EXTBAN: EXTBAN,
        isupport.INVEX: "I",
        isupport.KICKLEN: str(KICK_REASON_MAX),
        isupport.KNOCK: "",
        isupport.MAXLIST: ",".join(f"{letter}:{LIST_MAX}" for letter in types.lists),
        isupport.MODES: str(MODES_MAX),
        isupport.MONITOR: str(MONITOR_MAX),
        isupport.MSGREFTYPES: references.TYPES,
        isupport.NAMELEN: str(REALNAME_MAX),
        isupport.NETWORK: config.title,
        isupport.NICKLEN: str(names.NICK_MAX),
        isupport.PREFIX: f"({types.prefix}){types.symbols}",
        isupport.STATUSMSG: types.symbols,
        isupport.TARGMAX: f"JOIN:,KICK:,NAMES:,NOTICE:{TARGETS_MAX},PRIVMSG:{TARGETS_MAX},"
        f"TAGMSG:{TARGETS_MAX},WHOIS:1",
        isupport.TOPICLEN: str(TOPIC_MAX),
        isupport.USERLEN: str(USERNAME_MAX),
        isupport.UTF8ONLY: "",
        isupport.WHOX: "",
        isupport.HISTORY_TOKEN: "H",
        isupport.PINS_TOKEN: "W",
        isupport.SEEN_TOKEN: "S",
        isupport.SLOW_MODE_TOKEN: "f",
    }
    if config.share_files and call.person.web:
        tokens[filehost.ISUPPORT_TOKEN] = call.person.web + filehost.PATH
        tokens[filehost.AUTHTOKEN] = ""
    if call.core.first_room:
        tokens[isupport.ROOM_TOKEN] = call.core.first_room
    return tokens
