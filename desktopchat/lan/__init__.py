"""Finding each other on a network.

`addresses` tells by which addresses others can reach this computer. Imports only `irc`; never
`client`, `host` or `ui`.
"""
