"""DNS-SD (RFC 6763) over multicast DNS: hosts as services that other programs see too.

`_ircs._tcp` where the host encrypts, `_irc._tcp` where anybody may come plain. TXT: txtvers=1,
title, room, people, password (0, 1), version, fp (the key's fingerprint), pin (its short form) and
id, by which the heartbeat's host is known to be the same. All of it is the work of `zeroconf`,
which has a thread with a loop of its own; what is found is told on that thread.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from zeroconf import (
    IPVersion,
    ServiceBrowser,
    ServiceInfo,
    ServiceStateChange,
    Zeroconf,
)
from zeroconf.asyncio import AsyncServiceInfo

from desktopchat.irc import fingerprint as fingerprints
from desktopchat.lan.datagram import clean, is_room
from desktopchat.lan.found import FoundHost, Service
from desktopchat.lan.interfaces import Interface, NetworkKind

TLS_TYPE, PLAIN_TYPE = "_ircs._tcp.local.", "_irc._tcp.local."
_LABEL_MAX = 63  # bytes of a name, RFC 1035
_TTL = 60  # seconds for which others remember an address; the same for all else
_RESOLVE_WITHIN = 3000  # milliseconds

log = logging.getLogger(__name__)
# Its warnings are about networks that come and go.
logging.getLogger("zeroconf").setLevel(logging.CRITICAL)


class Network:
    """DNS-SD on some interfaces, from its making to `close`. Raises OSError."""

    def __init__(self, interfaces: Sequence[Interface]) -> None:
        self._zeroconf = Zeroconf(interfaces=_choice(interfaces), ip_version=IPVersion.All)
        self._under_way: set[Future[None]] = set()

    def close(self) -> None:
        """Say goodbye for all that was announced."""
        # What is still under way when the loop ends would be complained of.
        for future in list(self._under_way):
            future.cancel()
        self._zeroconf.close()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        """Have work done on zeroconf's own thread."""
        loop = self._zeroconf.loop
        if loop is None or loop.is_closed():
            work.close()
            return
        future = asyncio.run_coroutine_threadsafe(work, loop)
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)
        future.add_done_callback(_look)


def _look(future: "Future[None]") -> None:
    """What went wrong unseen is worth a line in the log, no more: the heartbeat goes on."""
    if not future.cancelled() and (error := future.exception()) is not None:
        log.info("DNS-SD: %s: %s", type(error).__name__, error)


def _choice(interfaces: Sequence[Interface]) -> list[str]:
    """As zeroconf wants them: IPv4 addresses, and one IPv6 address an interface."""
    chosen = []
    for interface in interfaces:
        chosen += [str(own.ip) for own in interface.addresses if own.version == 4]
        if interface.reach is not NetworkKind.SELF:  # whose IPv6 has no multicast
            chosen += [str(own.ip) for own in interface.addresses if own.version == 6][:1]
    return chosen


def describe(service: Service, name: str = "") -> ServiceInfo:
    """A service for zeroconf. name: the one that was found to be free."""
    facts, kind = service.facts, TLS_TYPE if service.tls else PLAIN_TYPE
    label = clean(facts.title).encode()[:_LABEL_MAX].decode(errors="ignore").strip()
    texts = {
        "txtvers": "1",
        "title": facts.title,
        "room": facts.room,
        "people": str(facts.people),
        "password": str(int(facts.password)),
        "version": facts.version,
        "id": service.id,
    }
    if service.tls:
        texts |= {"fp": service.fingerprint, "pin": service.short}
    return ServiceInfo(
        kind,
        name or f"{label or 'DesktopChat'}.{kind}",
        port=service.port,
        properties=texts,
        server=f"{facts.domain or _own_domain(service)}.",
        parsed_addresses=list(service.hosts),
        host_ttl=_TTL,
        other_ttl=_TTL,
    )


def _own_domain(service: Service) -> str:
    return f"desktopchat-{service.id[:8].lower().replace('_', '-')}.local"


class Announcer(Network):
    """Tells of services."""

    def __init__(self, interfaces: Sequence[Interface]) -> None:
        super().__init__(interfaces)
        self._told: dict[bool, tuple[Service, ServiceInfo]] = {}

    def tell(self, service: Service) -> None:
        """Tell of a service, or what has changed of it."""
        before = self._told.get(service.tls)
        if before is None:
            info = describe(service)
            # Another host may have the name already: this one becomes "Lab 3-2".
            work = self._zeroconf.async_register_service(info, allow_name_change=True)
        elif before[0] == service:
            return
        else:
            info = describe(service, before[1].name)
            work = self._zeroconf.async_update_service(info)
        self._told[service.tls] = service, info
        self._run(_both(work))


async def _both(work: Awaitable[Awaitable[object]]) -> None:
    """zeroconf's work comes in two steps: when it has begun, it gives what ends it."""
    await (await work)


class Browser(Network):
    """Looks for services; `found` and `lost` are called on another thread."""

    def __init__(
        self,
        interfaces: Sequence[Interface],
        found: Callable[[FoundHost], object],
        lost: Callable[[str], object],
    ) -> None:
        super().__init__(interfaces)
        self._found, self._lost = found, lost
        self._keys: dict[str, str] = {}
        """By the service's name: the id that it was told with."""
        self._browser = ServiceBrowser(
            self._zeroconf, [TLS_TYPE, PLAIN_TYPE], handlers=[self._changed]
        )

    def close(self) -> None:
        self._browser.cancel()
        super().close()

    def _changed(
        self,
        zeroconf: Zeroconf,  # noqa: ARG002 - zeroconf calls with these names
        service_type: str,
        name: str,
        state_change: ServiceStateChange,
    ) -> None:
        if state_change is ServiceStateChange.Removed:
            key = self._keys.pop(name, None)
            if key is not None:
                self._lost(key)
        else:
            self._run(self._resolve(service_type, name))

    async def _resolve(self, service_type: str, name: str) -> None:
        info = AsyncServiceInfo(service_type, name)
        if not await info.async_request(self._zeroconf, _RESOLVE_WITHIN):
            return
        host = read_service(info)
        if host is None:
            return
        before = self._keys.get(name)
        if before is not None and before != host.id:
            self._lost(before)
        self._keys[name] = host.id
        self._found(host)


def read_service(info: ServiceInfo) -> FoundHost | None:
    """A host as DNS-SD tells of it; None where it can't be reached. All of it comes from others:
    what is odd is left out."""
    addresses = info.parsed_scoped_addresses(IPVersion.All)
    if not addresses or not info.port:
        return None
    texts = _texts(info.decoded_properties)
    label = info.name.removesuffix(f".{info.type}")
    tls = info.type == TLS_TYPE
    key, short, people = texts.get("fp", "").lower(), texts.get("pin", ""), texts.get("people", "")
    room = texts.get("room", "")
    whole = fingerprints.valid(key) and not fingerprints.is_short(key)
    return FoundHost(
        texts.get("id") or info.name,
        texts.get("title") or clean(label),
        room if is_room(room) else "",
        int(people) if people.isascii() and people.isdigit() and len(people) < 6 else 0,
        texts.get("password") == "1",
        texts.get("version", ""),
        key if tls and whole else "",
        short if fingerprints.is_short(short) and fingerprints.valid(short) else "",
        # IPv4 first: of the others some are good on the other side's link only.
        tuple(sorted(addresses, key=lambda one: ":" in one)),
        info.port,
        tls,
    )


def _texts(properties: Mapping[str, str | None]) -> dict[str, str]:
    texts = {name: clean(value) for name, value in properties.items() if value}
    return {name: text for name, text in texts.items() if text.strip("\u200c\u200d ")}
