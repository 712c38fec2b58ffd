"""The sockets: connections, the pump that sends to them, TLS and WebSocket."""
