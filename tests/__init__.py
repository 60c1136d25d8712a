"""The tests: through HTTP, sockets and commands, on both databases."""
