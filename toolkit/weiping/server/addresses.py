"""Where the server listens, and what visitors call it."""

from __future__ import annotations

import errno
import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from tornado.netutil import bind_sockets

from ..errors import InputError


def bind(
    host: str, port: int, certfile: str | Path | None, keyfile: str | Path | None
) -> tuple[list[socket.socket], ssl.SSLContext | None]:
    """Take exactly this address. Raises InputError where it is taken or not allowed, or the certificate is unusable."""
    if bool(certfile) != bool(keyfile):
        raise InputError("--certfile and --keyfile belong together; give both or neither.")
    tls = None
    if certfile and keyfile:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            tls.load_cert_chain(certfile, keyfile)
        except (OSError, ssl.SSLError) as error:
            raise InputError("The certificate {cert} with the key {key} cannot be used: {why}.",
                             cert=str(certfile), key=str(keyfile), why=str(error)) from None  # fmt: skip
    try:
        return bind_sockets(port, "" if host in ("", "*") else host), tls
    except socket.gaierror as error:
        raise InputError("{host} is no address of this machine: {why}.", host=host, why=str(error)) from None
    except OSError as error:
        raise InputError(_WHY.get(error.errno or 0, "Port {port} on {host} cannot be opened: {why}."),
                         port=port, host=host, why=error.strerror) from None  # fmt: skip


_WHY = {
    errno.EADDRINUSE: "Port {port} on {host} is taken by another program; stop it, or choose another with --port.",
    errno.EACCES: "Port {port} on {host} may not be opened by this user; choose one above 1023 with --port.",
    errno.EADDRNOTAVAIL: "{host} is no address of this machine; use 0.0.0.0 for all of its addresses.",
}


def public_address(wanted: str, host: str, port: int, tls: bool) -> str:
    """What join links begin with: as given, else guessed from where the server listens. No slash at the end."""
    if wanted:
        parts = urlsplit(wanted)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
            raise InputError(
                "{url} is not a public address; write it like https://panel.example.org, without a path.", url=wanted
            )
        return f"{parts.scheme}://{parts.netloc}"
    scheme = "https" if tls else "http"
    shown = _reachable() if host in ("", "*", "0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{port}"


def _reachable() -> str:
    """An address of this machine in its network; connecting a datagram socket picks it and sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])
