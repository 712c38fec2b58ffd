"""The chat that this window hosts: its process, the address to join it by, and what to tell others."""
