"""The icon in the system's tray: it shows what is to be read, brings the window back, and quits.

Begin with `tray`: the window tells it how all stands, and takes at each tick what was chosen there.
`notifier_item` is the icon where a desktop shows StatusNotifierItems (KDE, GNOME with its
extension, Xfce, LXQt, Cinnamon), `x11_icon` in older X11 trays, `windows_icon` on Windows. Each
has one thread of its own, which never calls Tk. Where no tray is, none of them says that there is
one: then the window is never hidden.
"""
