"""What a host keeps: its log, accounts, rooms, files and the search index."""
