"""What all that looks around the network takes; `hosts`, and `doctor`."""

import argparse
import math
import os
import sys
import time
from typing import TYPE_CHECKING

from desktopchat.irc.text import visible, visible_json
from desktopchat.words import tr, trn
from desktopchat.words.lists import comma_listed

from . import INTERFACE_VARIABLE
from .cells import cells, cut
from .typed import Commands, Parser, UsageError, say

if TYPE_CHECKING:
    from desktopchat.lan.doctor.finding import Finding
    from desktopchat.lan.found import FoundHost

_USUAL_WAIT = 3.0  # seconds: two heartbeats
_LONGEST_WAIT = 3600.0
_TITLE_CELLS = 40


def options() -> Parser:
    """Where and whether to look for others, and to be seen."""
    parser = Parser(add_help=False, parents=[_cards()])
    parser.add_argument(
        "--no-discovery",
        action="store_true",
        help=tr("neither look for others on the network nor be seen there"),
    )
    return parser


def _cards() -> Parser:
    parser = Parser(add_help=False)
    parser.add_argument(
        "--interface",
        metavar="NAME",
        action="append",
        default=[],
        help=tr(
            "look for others, and be seen, by this network card only (repeatable; default: "
            "the environment's {variable}, with commas between, or else all)",
            variable=INTERFACE_VARIABLE,
        ),
    )
    return parser


def interfaces(options: argparse.Namespace) -> list[str]:
    """The network cards that were asked for, [] for all; UsageError for one that there isn't."""
    from desktopchat.lan.interfaces import UnknownInterfaceError, check_names

    listed = os.environ.get(INTERFACE_VARIABLE, "").split(",")
    names: list[str] = options.interface or [name.strip() for name in listed if name.strip()]
    try:
        check_names(names)
    except UnknownInterfaceError as error:
        raise UsageError(str(error)) from error
    return names


def add(commands: Commands) -> None:
    cards = _cards()
    hosts = commands.add_parser(
        "hosts", help=tr("list the chats that are hosted on this network"), parents=[cards]
    )
    hosts.add_argument(
        "--wait",
        metavar="S",
        type=float,
        default=_USUAL_WAIT,
        help=tr("for how many seconds to listen (default: {seconds})", seconds=f"{_USUAL_WAIT:g}"),
    )
    hosts.add_argument("--json", action="store_true", help=tr("one JSON array"))
    hosts.set_defaults(run=_hosts)
    doctor = commands.add_parser(
        "doctor", help=tr("find out what keeps this computer apart from others"), parents=[cards]
    )
    doctor.add_argument(
        "address",
        metavar="ADDRESS",
        nargs="?",
        help=tr("a host's code, link or address, to try it"),
    )
    doctor.add_argument("--json", action="store_true", help=tr("one JSON object"))
    doctor.add_argument(
        "--report",
        action="store_true",
        help=tr("versions and a short answer for an error report: nothing private"),
    )
    doctor.set_defaults(run=_doctor)


def _hosts(options: argparse.Namespace) -> int:
    """0 where there are any, 1 where none was found."""
    from desktopchat.lan.discovery import Discovery

    if not math.isfinite(options.wait) or not 0 < options.wait <= _LONGEST_WAIT:
        raise UsageError(
            tr("--wait is a number of seconds above 0, at most {most}.", most=f"{_LONGEST_WAIT:g}")
        )
    discovery = Discovery(interfaces=interfaces(options))
    discovery.start()
    try:
        time.sleep(options.wait)
        found, trouble = discovery.hosts, discovery.trouble
    finally:
        discovery.close()
    if options.json:
        _print_json([_as_json(host) for host in found])
    elif found:
        for line in _table(found):
            print(visible(line))
    if trouble:
        say(trouble)
    elif not found:
        say(tr("No host was found on this network. Look why: desktopchat doctor"))
    return 0 if found else 1


def _print_json(value: object) -> None:
    import json

    # Line ends are the layout's: those of a text are escaped already.
    lines = json.dumps(value, ensure_ascii=False, indent=1).split("\n")
    print("\n".join(map(visible_json, lines)))


def _as_json(host: "FoundHost") -> dict[str, object]:
    return {
        "title": host.title,
        "room": host.room,
        "people": host.people,
        "password": host.password,
        "version": host.version,
        "fingerprint": host.fingerprint,
        "addresses": list(host.hosts),
        "port": host.port,
        "tls": host.tls,
        "link": str(host.address),
    }


def _table(found: "list[FoundHost]") -> list[str]:
    rows = []
    for host in found:
        people = trn("{n} person", "{n} people", host.people)
        notes = [tr("password")] if host.password else []
        notes += [] if host.tls else [tr("not encrypted")]
        rows.append(
            (cut(host.title, _TITLE_CELLS), people, host.address.authority, comma_listed(notes))
        )
    widths = [max(cells(row[column]) for row in rows) for column in range(3)]
    return [
        "  ".join(
            word + " " * (width - cells(word))
            for word, width in zip(row, (*widths, 0), strict=True)
        ).rstrip()
        for row in rows
    ]


def _doctor(options: argparse.Namespace) -> int:
    """0 where nothing is broken, else 1."""
    from desktopchat.irc.address import AddressError, parse_address
    from desktopchat.lan.doctor.examination import examine, is_well, short_answer
    from desktopchat.lan.join_code import CodeError, parse_code
    from desktopchat.store.person.settings import load

    address = None
    if options.address:
        try:
            address = parse_code(options.address) or parse_address(options.address)
        except (AddressError, CodeError) as error:
            raise UsageError(str(error)) from error
    settings = load()
    findings = []
    brief = options.json or options.report
    tells_steps = not brief and sys.stderr is not None and sys.stderr.isatty()
    for finding in examine(
        address,
        only=interfaces(options),
        heartbeat_port=settings.heartbeat_port,
        on_step=say if tells_steps else lambda _words: None,
    ):
        findings.append(finding)
        if not brief:
            print("\n".join(map(visible, _lines(finding))), flush=True)
    well = is_well(findings)
    if options.report:
        from desktopchat.inventory import versions

        print("\n".join([*versions(), short_answer(findings)]))
    elif options.json:
        _print_json({"well": well, "findings": [_finding_as_json(one) for one in findings]})
    else:
        print(
            tr("Nothing is broken.")
            if well
            else tr("Something keeps this computer apart: see above.")
        )
    return 0 if well else 1


_MARKS = {"good": "ok ", "note": "  i", "bad": " !!"}


def _lines(finding: "Finding") -> list[str]:
    lines = [f"{_MARKS[finding.verdict.value]}  {finding.title}"]
    lines += [f"     {line}" for line in finding.words.splitlines()]
    lines += [f"         {command}" for command in finding.commands]
    lines += [f"     {line}" for line in finding.details]
    return lines


def _finding_as_json(finding: "Finding") -> dict[str, object]:
    return {
        "check": finding.check,
        "verdict": finding.verdict.value,
        "title": finding.title,
        "words": finding.words,
        "commands": list(finding.commands),
        "details": list(finding.details),
    }
