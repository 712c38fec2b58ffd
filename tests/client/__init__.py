"""Tests of the client: pure ones of the session, then ones over real loopback sockets."""
