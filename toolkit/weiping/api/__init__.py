"""The API as plain functions: a table of routes that a server, a kernel or a test can call alike.

`Api.handle` takes a `Request` and answers a `Reply`; it knows nothing of sockets. The Tornado server and the in-kernel
transport of a widget are two thin callers of the same table, so they cannot drift apart.
"""

from .core import Api, Reply, Request
from .routes import ROUTES

__all__ = ["ROUTES", "Api", "Reply", "Request"]
