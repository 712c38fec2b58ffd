"""`serve`, and what a host takes from the command line and from its file of settings."""

import argparse
import codecs
import os
from pathlib import Path
from typing import TYPE_CHECKING

from desktopchat.hosting import protocol
from desktopchat.hosting.protocol import Failure, Reason, Word
from desktopchat.irc import names
from desktopchat.irc.address import PLAIN_PORT, TLS_PORT, Address
from desktopchat.words import tr, tr_noop

from . import nearby
from .typed import Commands, Parser, UsageError, address, folder, room, say

if TYPE_CHECKING:
    from desktopchat.host.config import HostConfig
    from desktopchat.host.net.listening import Ports

EVERYWHERE = ("0.0.0.0", "::")
HERE = ("127.0.0.1", "::1")
"""Every address and this computer's own, IPv4 and IPv6."""
TITLE_MAX = 64
"""Characters: the title is part of a line that everybody gets."""
_ENCODINGS = {
    *("gb18030", "gbk", "gb2312", "big5", "big5hkscs", "cp950"),
    *("shift_jis", "cp932", "euc_jp", "euc_kr", "cp949"),
    *(f"iso8859-{number}" for number in range(1, 17) if number != 12),
    *(f"cp125{number}" for number in range(9)),
    *("koi8-r", "koi8-u", "cp866", "cp874", "tis-620"),
}
"""By the names that Python's codecs give themselves. What Python knows besides is not for text,
or runs on from line to line, or is UTF-8."""


_OPER_VARIABLE = "DESKTOPCHAT_OPER"
_WHY = {
    Reason.PORT_TAKEN: tr_noop(
        "Port {port} is taken by another program. Choose another port for {where}."
    ),
    Reason.PORT_REFUSED: tr_noop(
        "This system does not let you listen on {where}. Choose a port over 1023."
    ),
    Reason.NOT_AN_ADDRESS: tr_noop("{host} is not an address of this computer."),
    Reason.NOT_LISTENING: tr_noop("Listening on {where} failed: {words}."),
}


def add(commands: Commands, host: Parser, near: Parser) -> None:
    serve = commands.add_parser(
        "serve", help=tr("host a chat without a window"), parents=[host, near]
    )
    serve.add_argument("--room", default="", help=tr("the room that newcomers are brought to"))
    serve.add_argument(
        "--heartbeat-port",
        metavar="PORT",
        type=int,
        help=tr("the UDP port at which programs listen for hosts (all on a network have the same)"),
    )
    serve.add_argument(
        "--heartbeat-seconds",
        metavar="S",
        type=float,
        help=tr("seconds between two signs of life (all on a network have the same)"),
    )
    serve.add_argument(
        "--deputies",
        choices=["none", "known", "any"],
        help=tr(
            "who may keep a copy of all that is said here: nobody, those named in deputies.txt"
            " among the files of the host, or anybody who can connect"
        ),
    )
    serve.add_argument(
        "--deputy-of",
        metavar="LINK",
        help=tr("host nothing: keep a copy of the chat with this link, or this code, in --data"),
    )
    serve.add_argument(
        "--door",
        choices=["plain", "encrypted", "both"],
        help=tr(
            "let phones and others in by a page in their browser, not encrypted, encrypted with a"
            " key of which browsers warn, or both; prints its link"
        ),
    )
    serve.add_argument(
        "--door-port",
        metavar="PORT",
        type=int,
        help=tr("the port of that page where it is not encrypted (0: any free one)"),
    )
    serve.add_argument(
        "--door-tls-port",
        metavar="PORT",
        type=int,
        help=tr("the port of that page where it is encrypted (0: any free one)"),
    )
    serve.add_argument(protocol.ATTENDED, action="store_true", help=argparse.SUPPRESS)
    serve.add_argument(
        "--print-config",
        action="store_true",
        help=tr("print a file of settings with every one and its default, and end"),
    )
    serve.set_defaults(run=_serve)


def options() -> Parser:
    """What every host takes, with a window and without."""
    parser = Parser(add_help=False)
    parser.add_argument(
        "--listen",
        metavar="URL",
        action="append",
        default=[],
        help=tr(
            "where to listen, e.g. ircs://0.0.0.0:6697 (repeatable; port 0: any free one; "
            "default: encrypted on port {secure} for everybody, and plain on {plain} "
            "for programs on this computer)",
            secure=TLS_PORT,
            plain=PLAIN_PORT,
        ),
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help=tr(
            "let everybody on the network come unencrypted too, on port {plain}: "
            "others there can then read along",
            plain=PLAIN_PORT,
        ),
    )
    parser.add_argument("--title", default="", help=tr("what people see as this place's name"))
    parser.add_argument(
        "--data", metavar="DIR", type=folder, help=tr("where the host keeps its files")
    )
    parser.add_argument(
        "--config",
        metavar="FILE",
        type=Path,
        help=tr("settings (default: host.toml among its files)"),
    )
    parser.add_argument(
        "--password",
        default=os.environ.get(protocol.PASSWORD_VARIABLE, ""),
        help=tr(
            "what everybody needs to know to come in; other people on this computer can see "
            "it here, and not in a file or the environment (default: its "
            "{variable})",
            variable=protocol.PASSWORD_VARIABLE,
        ),
    )
    parser.add_argument(
        "--password-file",
        metavar="FILE",
        type=_first_line,
        dest="password",
        default=argparse.SUPPRESS,
        help=tr("the same, as the first line of a file"),
    )
    parser.add_argument("--server-name", default="", help=tr("the host's name on the wire"))
    parser.add_argument(
        "--oper",
        metavar="NAME:PASSWORD",
        action="append",
        default=[],
        help=tr(
            "somebody who may use OPER (repeatable); as with --password, better in a file "
            "or the environment's {variable}, one a line",
            variable=_OPER_VARIABLE,
        ),
    )
    parser.add_argument(
        "--oper-file", metavar="FILE", type=Path, help=tr("the same, a line of a file for each")
    )
    parser.add_argument(
        "--no-throttle", action="store_true", help=tr("no limits on speed and connections")
    )
    parser.add_argument(
        "--motd", metavar="FILE", type=Path, help=tr("a text everybody is greeted by")
    )
    parser.add_argument(
        "--legacy-encoding",
        metavar="NAME",
        default="",
        help=tr("how to read text that is not UTF-8, e.g. gb18030 (default: refuse it)"),
    )
    return parser


def handed_on(options: argparse.Namespace) -> list[str]:
    """The options of `serve` that the window only hands on to the host that it starts."""
    words = [word for oper in options.oper for word in ("--oper", oper)]
    for name in ("server_name", "legacy_encoding"):
        if value := getattr(options, name):
            words += [f"--{name.replace('_', '-')}", value]
    for name in ("no_throttle", "plain"):
        if getattr(options, name):
            words.append(f"--{name.replace('_', '-')}")
    for name in ("motd", "config", "oper_file"):
        if path := getattr(options, name):
            words += [f"--{name.replace('_', '-')}", str(path.resolve())]
    return words


def _serve(options: argparse.Namespace) -> int:
    from desktopchat.host.deputies import RefusedError
    from desktopchat.host.net.listening import ListenError, Ports
    from desktopchat.store.errors import StoreError

    if options.print_config:
        from desktopchat.host.config_file import describe

        print(describe(), end="")
        return 0
    try:
        with Ports() as ports:
            return _host(options, ports)
    except ListenError as error:
        _tell_failure(options, error.failure)
    except RefusedError as error:
        _tell_failure(options, Failure(Reason.REFUSED, words=str(error)))
    except StoreError as error:
        _tell_failure(options, Failure(Reason.FILES, words=str(error)))
    except UsageError as error:
        if not options.attended:
            raise
        _tell_failure(options, Failure(Reason.SETTINGS, words=str(error)))
        return 2
    return 1


def _host(options: argparse.Namespace, ports: "Ports") -> int:
    """Host, or keep a copy until it is time to; the exit code. ports: those that stay open while
    the one becomes the other."""
    from desktopchat.host.deputies.asking import root_of
    from desktopchat.host.deputies.copy import await_copy
    from desktopchat.host.deputies.roster import carried_on, copied_from
    from desktopchat.host.serve import Asked, follow, serve

    asked, config = Asked(), host_config(options)
    there = _deputy_of(options)
    will = carried_on(config.folder, there, root_of) if there is not None else None
    if there is None and not options.attended and any(one.tls for one in config.listen):
        # The place went on elsewhere, and what is kept here is a copy: so it goes on being one, and
        # carries on where nobody else does.
        there = copied_from(config.folder)
    elif will is not None:
        # It was the host when it ended, and may have what nobody else has. So it is again; whoever
        # has carried on since finds it, takes that in, and has it be a deputy.
        asked.to_be_as(will, config, ports)
        there = None
    while True:
        if there is not None:
            inherited = follow(
                there,
                config,
                attended=options.attended,
                say=bool if options.attended else say,
                asked=asked,
                ports=ports,
            )
            if inherited is None:
                return 0
            config = inherited
        # Whether what counts is what the options and the file say, and not another host.
        own = there is None and will is None
        code = serve(
            config,
            attended=options.attended,
            read_again=(lambda: host_config(options)) if own else None,
            asked=asked,
            ports=ports,
            carries_on=there is not None,
        )
        there = asked.yields_to or asked.waits_for
        if there is None:
            return code
        # The place goes on there, with all that was kept here: from now on this is a copy of it.
        await_copy(config.folder)
        if options.attended:
            return code  # the window starts it again as a deputy
        asked = Asked()


def _deputy_of(options: argparse.Namespace) -> Address | None:
    """The host of which a copy is to be kept; None where this is to be a host itself. Raises
    UsageError for one that can't be meant."""
    if options.deputy_of is None:
        return None
    there = address(options.deputy_of)
    if not (there.tls and there.fingerprint):
        raise UsageError(
            tr("A copy is made of a host that is known by its key: give its link or its code.")
        )
    if options.data is None:
        raise UsageError(tr("--deputy-of needs --data: the folder in which the copy is kept."))
    return there


def _tell_failure(options: argparse.Namespace, failure: Failure) -> None:
    """Why there is no host, for the program that started it or for people."""
    if options.attended:
        protocol.tell(Word.FAILED, failure)
    else:
        say(failure_words(failure))


def failure_words(failure: Failure) -> str:
    """How people are told on the command line."""
    where, words = failure.address, failure.words
    host, _, port = where.rpartition(":")
    sentence = _WHY.get(failure.reason, "{words}")
    return tr(sentence, where=where, host=host.strip("[]"), port=port, words=words)


def host_config(options: argparse.Namespace) -> "HostConfig":
    """The file of settings, and over it what the options say; UsageError where that makes no
    sense, as of a file that can't be read."""
    from desktopchat.host import config_file
    from desktopchat.host.config import HostConfig

    file = options.config or HostConfig(data=options.data).folder / config_file.FILE_NAME
    try:
        config = config_file.load(file, options.config)
    except config_file.SettingsError as error:
        raise UsageError(str(error)) from error
    if options.data is not None:
        config.data = options.data
    if options.password:
        config.password = options.password
    if options.no_throttle:
        config.throttle = False
    if options.motd:
        config.motd = _motd(options.motd)
    if options.plain:
        config.plain = True
    config.deputies = getattr(options, "deputies", None) or config.deputies
    config.legacy_encoding = _encoding(options.legacy_encoding or config.legacy_encoding)
    config.opers = config.opers | _opers(options)
    config.listen = [address(url, listening=True) for url in options.listen or config.listen_on]
    _check_listen(config.listen)
    config.listen = config.listen or _usual(config.plain)
    _door(config, options)
    _presence(config, options)
    _name(config, options)
    control = config_file.CONTROL.search
    if control(config.title):
        raise UsageError(tr("The title has a control character in it."))
    if control(config.password):
        raise UsageError(tr("The password has a control character in it."))
    if any(control(f"{name}{password}") for name, password in config.opers.items()):
        raise UsageError(tr("What --oper gives has a control character in it."))
    return config


def _door(config: "HostConfig", options: argparse.Namespace) -> None:
    """Whether and where there is a page for browsers: at the addresses where others listen too."""
    config.door = getattr(options, "door", None) or config.door
    for option in ("door_port", "door_tls_port"):
        port = getattr(options, option, None)
        if port is not None:
            if not 0 <= port < 65536:
                name = f"--{option.replace('_', '-')}"
                raise UsageError(tr("{option} is a number from 0 to 65535.", option=name))
            setattr(config, option, port)
    if not config.door:
        return
    from desktopchat.host.net.door import addresses

    kinds = {"plain": [False], "encrypted": [True], "both": [False, True]}[config.door]
    config.doors = [one for tls in kinds for one in addresses(config, tls=tls)]


def _presence(config: "HostConfig", options: argparse.Namespace) -> None:
    """Whether and how others see that there is a host."""
    config.interfaces = nearby.interfaces(options) or config.interfaces
    if options.no_discovery or getattr(options, "invisible", False):
        config.announce = False
    port = getattr(options, "heartbeat_port", None)
    seconds = getattr(options, "heartbeat_seconds", None)
    if port is not None:
        if not 0 < port < 65536:
            raise UsageError(tr("--heartbeat-port is a number from 1 to 65535."))
        config.heartbeat_port = port
    if seconds is not None:
        if not 0.2 <= seconds <= 60.0:
            raise UsageError(tr("--heartbeat-seconds is a number from 0.2 to 60."))
        config.heartbeat_seconds = seconds


def _check_listen(listen: list[Address]) -> None:
    seen = set()
    for one in listen:
        if one.room or one.fingerprint:
            raise UsageError(
                tr(
                    "“{address}” says more than where to listen: that is a link to a room. Name"
                    " the room with --room.",
                    address=one,
                )
                if one.room
                else tr(
                    "“{address}” says more than where to listen. Leave out the fingerprint.",
                    address=one,
                )
            )
        if one.port and (one.host, one.port) in seen:
            raise UsageError(
                tr("{address} is there twice among the places to listen on.", address=one.authority)
            )
        seen.add((one.host, one.port))


def _name(config: "HostConfig", options: argparse.Namespace) -> None:
    """Title, room and server name: each that is not given comes from another."""
    title = " ".join(options.title.split())
    if len(title) > TITLE_MAX:
        raise UsageError(tr("A title has at most {most} characters.", most=TITLE_MAX))
    chosen = getattr(options, "room", "")
    if chosen or title:
        config.title = title or names.room_title(chosen)
    if config.room or chosen:  # the settings may want no first room at all
        config.room = room(chosen or names.channel_from_title(title) or config.room)
    config.title = " ".join(config.title.split()) or names.room_title(config.room)
    config.server_name = options.server_name or config.server_name
    if not names.valid_server_name(config.server_name):
        raise UsageError(
            tr(
                "“{name}” can't be a server's name: use letters, digits, - and at least "
                "one dot, as in lab3.local.",
                name=config.server_name,
            )
        )


def _usual(plain: bool) -> list[Address]:
    """Encrypted for everybody; plain for this computer, or for everybody too."""
    secure = [Address(host, TLS_PORT, True) for host in EVERYWHERE if _can_listen(host)]
    hosts = EVERYWHERE if plain else HERE
    return secure + [Address(host, PLAIN_PORT) for host in hosts if _can_listen(host)]


def _can_listen(host: str) -> bool:
    """Whether this computer has that kind of address at all."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((host, 0))
    except OSError:
        return False
    return True


def _encoding(name: str) -> str:
    try:
        fits = not name or codecs.lookup(name).name in _ENCODINGS
    except (LookupError, ValueError):
        fits = False
    if not fits:
        raise UsageError(
            tr(
                "There is no encoding called {name} that chats were ever written in. Known ones "
                "are gb18030, big5 and latin-1.",
                name=name,
            )
        )
    return name


def _opers(options: argparse.Namespace) -> dict[str, str]:
    """Who runs the host: those named, and the window that started it."""
    named = os.environ.get(_OPER_VARIABLE, "").splitlines()
    if options.oper_file:
        named += _text(options.oper_file).splitlines()
    opers = dict(_oper(text) for text in [*(one for one in named if one.strip()), *options.oper])
    if owner := os.environ.get(protocol.OWNER_VARIABLE):
        opers[protocol.OWNER] = owner
    return opers


def _oper(text: str) -> tuple[str, str]:
    from desktopchat.host.config_file import oper_name

    name, colon, password = text.partition(":")
    if not (name and colon and password):
        raise UsageError(tr("--oper takes NAME:PASSWORD, for example --oper ada:lovelace."))
    if not oper_name(name):
        raise UsageError(
            tr("“{name}” can't be typed behind /oper: a name there has no spaces.", name=name)
        )
    return name, password


def _motd(path: Path) -> list[str]:
    from desktopchat.host.config_file import motd_lines

    return motd_lines(_text(path))


def _first_line(path: str) -> str:
    line, *_ = _text(Path(path)).splitlines() or [""]
    if not line:
        raise UsageError(tr("There is no password in the first line of {path}.", path=path))
    return line


def _text(path: Path) -> str:
    from desktopchat.store.named_files import NamedFileError, read_text

    try:
        return read_text(path)
    except NamedFileError as error:
        raise UsageError(str(error)) from error
