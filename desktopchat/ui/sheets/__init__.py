"""What lies over the window for a moment: settings, help, questions, rooms to join.

`sheet` is what all of them are; `sheets` opens them. Esc leaves each of them.
"""
