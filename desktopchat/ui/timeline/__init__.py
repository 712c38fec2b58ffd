"""The conversation's words: one `Text` that shows a window of any length of history.

Begin at `timeline`; `live` chooses what is in the widget, `rows` what each row is, `text` writes
it, `hands` is what the mouse and keys do there.
"""
