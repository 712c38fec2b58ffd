"""What one person's window keeps: settings, what it knows of hosts, and what was seen there."""
