"""What keeps this computer apart from others, in plain words, and what to do.

`examine` looks at one thing after the other and gives a `Finding` for each: the network cards
(`cards`), what this computer's firewalls say, whether what is sent to everybody comes back and who
else is heard (`echo`), the port for hosting (`port`), and, where a host's address is known, the way
there and back (`host`). Begin with `finding`.
"""
