"""Files that belong to rooms: HTTP on the ports of the chat itself (soju.im/FILEHOST, tus 1.0).

`requests` speaks HTTP with one connection, `service` knows the rules, `grants` who may upload.
"""
