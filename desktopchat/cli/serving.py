"""`serve`: the options that every host takes, and hosting, or keeping a copy, until the end."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from desktopchat.hosting import protocol
from desktopchat.hosting.protocol import Failure, Reason, Word
from desktopchat.irc.address import PLAIN_PORT, TLS_PORT, Address
from desktopchat.words import tr, tr_noop

from .host_settings import OPER_VARIABLE, host_config
from .typed import Commands, Parser, UsageError, address, content, folder, say

if TYPE_CHECKING:
    from desktopchat.host.net.listening import Ports

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
            variable=OPER_VARIABLE,
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
    from desktopchat.host.deputies import RefusedError, TwinError
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
        reason = Reason.TWIN if isinstance(error, TwinError) else Reason.REFUSED
        _tell_failure(options, Failure(reason, words=str(error)))
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
    from desktopchat.host.asked import Asked
    from desktopchat.host.deputies.asking import root_of
    from desktopchat.host.deputies.copy import await_copy
    from desktopchat.host.deputies.roster import carried_on, copied_from
    from desktopchat.host.serve import follow, serve

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
        there = asked.whom_to_follow()
        if there is None:
            return code
        # The place goes on there, with all that was kept here: from now on this is a copy of it.
        await_copy(config.folder)
        if options.attended or asked.end:
            return code  # the window starts it again as a deputy


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


def _first_line(path: str) -> str:
    line, *_ = content(Path(path)).splitlines() or [""]
    if not line:
        raise UsageError(tr("There is no password in the first line of {path}.", path=path))
    return line
