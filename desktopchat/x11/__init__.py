"""A few questions to an X11 server on a connection of our own, each with an end in time.

Tk waits for the owner of a selection inside its own event loop: a program that has stopped and
holds the clipboard stops every Tk window in which one pastes. So what is on the clipboard is read
here, on a connection that belongs to one thread and is closed after one question. Begin reading in
`selection`; `connection` speaks the protocol (X Window System Protocol, X Version 11, encoding in
its appendix B), `authority` finds the cookie that the server wants.

`tray_icon` alone stays: its thread waits for what happens to an icon in the tray.

Imports nothing of ours.
"""
