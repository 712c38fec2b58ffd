"""Widgets of our own that pages are made of: lists of rows, fields, tips.

May import `look`; knows no page and no session.
"""
