"""The conversation's words: one `Text` that shows a window of any length of history.

Begin at `timeline`; `live` chooses what is in the widget, `rows` what each row is, `text` writes
it, `mouse`, `keyboard` and `row_menu` are what people do there.
"""
