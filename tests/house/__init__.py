"""Tests about the code: what nobody has to remember. A new page enters them by being a route."""
