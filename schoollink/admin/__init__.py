"""Whoever runs the server: health, start, backup and restore. Sees no link content."""
