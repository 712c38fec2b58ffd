"""The connection to a host, and nothing of what is said on it.

`link` is the socket with its receive thread, `dialing` how that connects, `incoming` what it
brings; `ways` says where to go and which key to expect, `pace` and `timers` how soon a dead
connection is noticed and tried again; `aside` runs slow work on threads of its own. Imports nothing
else of the client but `problems`. Begin with `link`.
"""
