"""Who is here and what holds: plain values and rules, without a socket, a thread or a clock."""
