"""What the firewalls of this computer say about a port, and the command that opens it.

`packets` has what is asked for; `rules` walks lists of rules, three-valued, since a rule may ask
for what can't be known here. Each kind of firewall is one file with a pure reader of its tool's
output: `nft`, `iptables`, `ufw`, `firewalld`, `windows`, `macos`. `asking` is the one place that
runs a command, and `survey` says which ones. Nothing is changed, and nothing needs more rights
than the program has: what may not be read is said to be so. Begin with `packets`.
"""
