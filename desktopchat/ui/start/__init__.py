"""The first page: one's name, and the two cards *Host a chat* and *Join a chat*.

Begin at `page`. `hosting` looks after the process of a host that was started here.
"""
