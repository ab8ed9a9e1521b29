"""One line a request, without anything secret: no query, no cookie, no voucher code."""

from __future__ import annotations

import logging
import re

from tornado.web import RequestHandler

log = logging.getLogger("weiping.access")

_CODE = re.compile(r"(/redemptions/)[^/]+")


def log_request(handler: RequestHandler) -> None:
    """Log what was asked and what came of it. What goes well on the API is for debugging: a panel taps all day."""
    status, request = handler.get_status(), handler.request
    quiet = status < 400 and request.path.startswith(("/weiping/", "/voila/", "/api/"))
    level = logging.ERROR if status >= 500 else logging.DEBUG if quiet else logging.INFO
    if log.isEnabledFor(level):
        path = _CODE.sub(r"\1…", request.path)
        log.log(level, "%s %s %d %.0f ms", request.method, path, status, 1000 * request.request_time())
