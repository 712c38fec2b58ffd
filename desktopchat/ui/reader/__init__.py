"""What a screen reader gets of the window: names, roles, values, the focus, and what is new.

Tk tells such programs nothing. So where one is at work, and only then, the widgets in sight are
described as values (`widgets` makes the `nodes`), and AccessKit hands these on to it (`bridge`):
on Linux over AT-SPI. `reader` is the part that the window holds; begin there.

AccessKit's threads call `bridge` alone, which puts what they want into a queue and sets a flag.
Everything else runs in the window's thread. It is the extra `reader`; without it nothing of this
is loaded.
"""
