"""What a host is to be like: its file of settings, and over it what the command line says."""

import argparse
import codecs
import os
from typing import TYPE_CHECKING

from desktopchat.hosting import protocol
from desktopchat.irc import names
from desktopchat.irc.address import EVERYWHERE, PLAIN_PORT, TLS_PORT, Address
from desktopchat.words import tr

from . import nearby
from .typed import UsageError, address, content, room

if TYPE_CHECKING:
    from desktopchat.host.config import HostConfig

OPER_VARIABLE = "DESKTOPCHAT_OPER"
"""Where those are named who may use OPER: NAME:PASSWORD, one a line."""

HERE = ("127.0.0.1", "::1")
"""This computer's own address, IPv4 and IPv6."""
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
        config.motd = config_file.motd_lines(content(options.motd))
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
    named = os.environ.get(OPER_VARIABLE, "").splitlines()
    if options.oper_file:
        named += content(options.oper_file).splitlines()
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
