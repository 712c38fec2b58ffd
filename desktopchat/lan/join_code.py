"""A host's addresses and key as a few words to say, and as a picture to point a phone at.

The words are proquints, 16 bits each. Their bits, the most significant first:

    2      one less than the number of addresses
    each   2 for its kind, then what is not known from that: 0 is 192.168.x.y (16 bits),
           1 is 10.x.y.z (24), 2 any IPv4 address (32), 3 IPv6 (128)
    1      0 for the usual port, or 1 and 16 bits of port
    36     of the key: its short form (`irc.fingerprint`)
    rest   at least 7 bits of check over all that is before

So a host on a home's or an office's network has a code of four words.
"""

import ipaddress
import re
from ipaddress import IPv4Address, IPv6Address

from desktopchat.irc import fingerprint as fingerprints
from desktopchat.irc.address import TLS_PORT, Address
from desktopchat.words import tr

ADDRESSES_MAX = 4
_WORD = 16
_CHECK_LEAST = 7
_KINDS: tuple[tuple[str, int], ...] = (
    ("192.168.0.0", 16),
    ("10.0.0.0", 24),
    ("0.0.0.0", 32),
    ("::", 128),
)
"""Each kind's bits that are known, and how many are not."""


class CodeError(ValueError):
    """What was typed is a join code, but not a right one. The message says why in plain words."""


class _Bits:
    """A row of bits that is written at its end and read from its beginning."""

    def __init__(self, number: int = 0, length: int = 0) -> None:
        self.number, self.length = number, length

    def write(self, value: int, bits: int) -> None:
        self.number = self.number << bits | value
        self.length += bits

    def read(self, bits: int) -> int:
        if bits > self.length:
            raise EOFError
        self.length -= bits
        value = self.number >> self.length
        self.number &= (1 << self.length) - 1
        return value

    def check(self, bits: int) -> int:
        """A number of so many bits that another row of bits is unlikely to have."""
        import hashlib  # here: it brings OpenSSL, which the first page can do without

        data = f"{self.length} {self.number:x}".encode()
        return int.from_bytes(hashlib.sha256(data).digest()) >> (256 - bits)


def join_code(address: Address) -> str:
    """The words for a host: its IP addresses (at most four are taken), port and key.

    Raises ValueError where the address has no key's fingerprint or no IP address.
    """
    own = [ip for host in address.hosts if (ip := _ip(host)) is not None][:ADDRESSES_MAX]
    if not own or not address.fingerprint:
        raise ValueError(f"no code can be made for {address}")
    bits = _Bits()
    bits.write(len(own) - 1, 2)
    for ip in own:
        kind = next(kind for kind in range(4) if _is_of(ip, kind))
        bits.write(kind, 2)
        bits.write(int(ip) & ((1 << _KINDS[kind][1]) - 1), _KINDS[kind][1])
    bits.write(address.port != TLS_PORT, 1)
    if address.port != TLS_PORT:
        bits.write(address.port, 16)
    whole = address.fingerprint
    pin = whole if fingerprints.is_short(whole) else fingerprints.short(whole)
    bits.write(int(pin, 16), fingerprints.SHORT_BITS)
    left = _CHECK_LEAST + -(bits.length + _CHECK_LEAST) % _WORD
    bits.write(bits.check(left), left)
    count = bits.length // _WORD
    return "-".join(fingerprints.proquint(bits.read(_WORD)) for _ in range(count))


def parse_code(text: str) -> Address | None:
    """Where a code leads; None where the text is no code. Between the words may stand anything
    that is no letter, such as the dashes of word processors; letters are of any size.

    Raises CodeError where it is one with a mistake.
    """
    words = [word for word in re.split(r"[\W_]+", text.lower()) if word]
    numbers = [fingerprints.from_proquint(word) for word in words]
    right = [number for number in numbers if number is not None]
    if len(words) < 3 or len(right) < len(words) - 1:
        return None
    for word, number in zip(words, numbers, strict=True):
        if number is None:
            raise CodeError(tr("“{word}” is no word of a code. Look at this one again.", word=word))
    bits = _Bits()
    for number in right:
        bits.write(number, _WORD)
    whole = _Bits(bits.number, bits.length)
    try:
        address = _read(bits)
        right_check = bits.length >= _CHECK_LEAST
        before = _Bits(whole.number >> bits.length, whole.length - bits.length)
    except EOFError:
        right_check, address = False, None
    if address is None or not right_check or before.check(bits.length) != bits.number:
        raise CodeError(
            tr(
                "This code has a mistake: a word is wrong, missing or too much. Compare it with"
                " the one that the host shows."
            )
        )
    return address


def _read(bits: _Bits) -> Address:
    """What is before the check. Raises EOFError."""
    hosts = []
    for _ in range(bits.read(2) + 1):
        base, unknown = _KINDS[bits.read(2)]
        hosts.append(str(ipaddress.ip_address(base) + bits.read(unknown)))
    port = bits.read(16) if bits.read(1) else TLS_PORT
    pin = f"{bits.read(fingerprints.SHORT_BITS):0{fingerprints.SHORT_BITS // 4}x}"
    return Address(hosts[0], port, tls=True, fingerprint=pin, others=tuple(hosts[1:]))


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _is_of(ip: IPv4Address | IPv6Address, kind: int) -> bool:
    base, unknown = _KINDS[kind]
    known = ipaddress.ip_address(base)
    return ip.version == known.version and int(ip) >> unknown == int(known) >> unknown


def qr_matrix(link: str) -> list[list[bool]]:
    """A link as a QR code: rows of modules, True for dark, without the quiet zone around them."""
    # Imported late: it is needed only where somebody looks at the picture.
    import segno

    return [[bool(module) for module in row] for row in segno.make(link, error="m").matrix]
