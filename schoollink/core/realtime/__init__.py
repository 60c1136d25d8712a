"""Sockets make quick what HTTP does anyway: the same policy, the same actions, plain ids.

A connection joins one room, its sign-in's. `tell` is the only caller of emit: after the commit it
turns readers into live sign-ins, so whoever signed out or was removed hears nothing more. This
package alone knows the async mode, the transport and the server.
"""

from schoollink.core.realtime.door import connections
from schoollink.core.realtime.server import hang_up, init_app
from schoollink.core.realtime.wire import on, registered, tell, use

__all__ = ["connections", "hang_up", "init_app", "on", "registered", "tell", "use"]
