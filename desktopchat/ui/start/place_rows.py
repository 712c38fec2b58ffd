"""The rows of the Join card: hosts of this network, people nearby, places joined before."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from desktopchat.irc.address import AddressError, parse_address
from desktopchat.store.person.settings import Place
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.words import dates, tr, trn

if TYPE_CHECKING:
    from desktopchat.lan.found import FoundHost, FoundPerson

HOST, PERSON, PLACE = "host:", "person:", "place:"
"""What the keys of the rows begin with: then an id, or a place's address."""


def rows_of(
    hosts: "Sequence[FoundHost]",
    people: "Sequence[FoundPerson]",
    places: Sequence[Place],
    now: datetime,
) -> list[Row]:
    """Headings stand only where there is more than one part. places: the latest first; those that
    are seen on the network now are not listed twice."""
    seen = {address for host in hosts for address in _authorities(host)}
    left = [place for place in places if _authority(place.address) not in seen]
    titles = Counter(host.title.casefold() for host in hosts)
    parts = [
        (
            "hosts",
            tr("ON THIS NETWORK"),
            [_host_row(host, apart=titles[host.title.casefold()] > 1) for host in hosts],
        ),
        ("places", tr("BEEN THERE BEFORE"), [_place_row(place, now) for place in left]),
        ("people", tr("PEOPLE NEARBY"), [_person_row(person) for person in people]),
    ]
    filled = [(part, title, rows) for part, title, rows in parts if rows]
    if len(filled) == 1 and filled[0][0] != "people":
        return filled[0][2]
    return [
        row for part, title, rows in filled for row in (Row(f"={part}", title, heading=True), *rows)
    ]


def same_place(key: str, rows: Sequence[Row], hosts: "Sequence[FoundHost]") -> str:
    """The key of the row that leads to the same place as the row of `key` did; "" where none does.
    hosts: those seen on the network, before and now."""
    ways = _ways(key, hosts)
    return next((row.key for row in rows if ways & _ways(row.key, hosts)), "")


def _ways(key: str, hosts: "Sequence[FoundHost]") -> set[str]:
    """The addresses that a row leads to."""
    if key.startswith(PLACE):
        return {_authority(key.removeprefix(PLACE))}
    return {way for host in hosts if HOST + host.id == key for way in _authorities(host)}


def _host_row(host: "FoundHost", *, apart: bool) -> Row:
    """apart: whether another host has the same title: the address tells them apart."""
    people = trn("{n} person", "{n} people", host.people)
    detail = people if host.people else tr("Nobody there yet")
    if apart:
        detail += f" · {host.address.authority}"
    if not host.tls:
        detail += " · " + tr("not encrypted")
    return Row(
        key=HOST + host.id,
        text=host.title,
        detail=detail,
        avatar=(host.title, host.title),
        note=tr("password") if host.password else "",
        tip=f"{host.title}\n{host.address.authority}",
    )


def _person_row(person: "FoundPerson") -> Row:
    return Row(
        key=PERSON + person.id,
        text=person.name,
        detail=tr("in {place}", place=person.place) if person.place else tr("in no chat yet"),
        avatar=(person.name, person.name),
        dot="here",
    )


def _place_row(place: Place, now: datetime) -> Row:
    title = place.title or place.address
    return Row(
        key=PLACE + place.address,
        text=title,
        detail=f"{spoken(place.address)} · {_when(place.last_used, now)}",
        avatar=(title, title),
    )


def _authorities(host: "FoundHost") -> list[str]:
    return [f"{one}:{host.port}" for one in host.hosts]


def _authority(address: str) -> str:
    try:
        where = parse_address(address)
    except AddressError:
        return address
    return f"{where.host}:{where.port}"


def spoken(address: str) -> str:
    """An address as people say it: lab-pc, or with a port of its own lab-pc:6668."""
    try:
        return parse_address(address).spoken
    except AddressError:
        return address


def how_long_ago(then: datetime, now: datetime) -> str:
    """When a place was last used, in a word or two. Both times are aware."""
    days = (now.astimezone().date() - then.astimezone().date()).days
    if days <= 0:
        return tr("today")
    if days == 1:
        return tr("yesterday")
    if days < 14:
        return trn("{n} day ago", "{n} days ago", days)
    return dates.month_day(then.astimezone(), year=True)


def _when(last_used: str, now: datetime) -> str:
    try:
        return how_long_ago(datetime.fromisoformat(last_used), now)
    except ValueError:
        return ""
