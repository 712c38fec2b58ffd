"""Telling a person who looks elsewhere that somebody wrote to them: a toast in the window, a
notification of the system, a sound.

Begin with `notifier`: a page's `ui.chat.telling` hands it `notice.Notice`s, it gathers those of a
moment into one and tells it where it will be seen. Threads: one of `desktop`, one for each sound.
"""
