"""Writes desktopchat/irc/confusables_data.py from Unicode's list of characters that look alike.

    python assets/write_confusables.py confusables.txt > desktopchat/irc/confusables_data.py

The list is https://www.unicode.org/Public/security/latest/confusables.txt (UTS 39). Taken from it
is what can stand in a nick (PRECIS, IdentifierClass), a fourth of it.
"""

import sys
import textwrap
import unicodedata
from pathlib import Path

from precis_i18n import get_profile

HEAD = '''"""Characters that look like others, from Unicode's confusables.txt (UTS 39).

Of January 2024; written by assets/write_confusables.py. Each word is a look and the characters
that have it, as hexadecimal code points: "61:251,3B1,430" says that these three look like an a,
and "72+6E:6D" that an m looks like an r and an n.

Copyright © 1991-2024 Unicode, Inc. All rights reserved. Unicode License V3:

Permission is hereby granted, free of charge, to any person obtaining a copy of data files and any
associated documentation (the "Data Files") or software and any associated documentation (the
"Software") to deal in the Data Files or Software without restriction, including without
limitation the rights to use, copy, modify, merge, publish, distribute, and/or sell copies of the
Data Files or Software, and to permit persons to whom the Data Files or Software are furnished to
do so, provided that either (a) this copyright and permission notice appear with all copies of the
Data Files or Software, or (b) this copyright and permission notice appear in associated
Documentation.

THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR
PURPOSE AND NONINFRINGEMENT OF THIRD PARTY RIGHTS.

IN NO EVENT SHALL THE COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE BE LIABLE FOR ANY CLAIM,
OR ANY SPECIAL INDIRECT OR CONSEQUENTIAL DAMAGES, OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF
USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION,
ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THE DATA FILES OR SOFTWARE.

Except as contained in this notice, the name of a copyright holder shall not be used in
advertising or otherwise to promote the sale, use or other dealings in these Data Files or
Software without prior written authorization of the copyright holder.
"""
'''


def in_nicks() -> set[str]:
    """Every character of a nick taken apart (NFD)."""
    found: set[str] = set()
    for character in map(chr, range(sys.maxunicode + 1)):
        if any(_allowed(before + character) for before in ("", "a")):
            found.update(unicodedata.normalize("NFD", character))
    return found


def _allowed(text: str) -> bool:
    try:
        return bool(get_profile("IdentifierClass").enforce(text))
    except UnicodeEncodeError:
        return False


def main(path: str) -> None:
    allowed = in_nicks()
    looks: dict[str, list[str]] = {}
    for line in Path(path).read_text(encoding="utf-8-sig").splitlines():
        fields = line.partition("#")[0].split(";")
        if len(fields) >= 2:
            source, look = fields[0].strip(), " ".join(fields[1].split())
            if chr(int(source, 16)) in allowed:
                looks.setdefault(look, []).append(source)
    words = (
        f"{_hex(look.split())}:{_hex(sorted(sources, key=_number), ',')}"
        for look, sources in sorted(looks.items(), key=lambda item: _number(item[0].split()[0]))
    )
    text = textwrap.fill(" ".join(words), 99, break_long_words=False, break_on_hyphens=False)
    sys.stdout.write(f'{HEAD}\nLOOKS = """\n{text}\n"""\n')


def _number(code_point: str) -> int:
    return int(code_point, 16)


def _hex(code_points: list[str], between: str = "+") -> str:
    return between.join(f"{_number(one):X}" for one in code_points)


if __name__ == "__main__":
    main(sys.argv[1])
