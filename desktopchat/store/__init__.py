"""What is kept on disk.

`paths` says where, `settings` keeps what the window remembers. No threads; imports nothing of
ours. Begin with `paths`.
"""
