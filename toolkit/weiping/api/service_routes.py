"""Routes of service given: the certified hours of a volunteer, and the certificate that says so."""

from __future__ import annotations

from datetime import date

from ..desk.activities import serving
from ..domain.appraisal import Role
from ..errors import Invalid
from ..publish import fonts
from .bodies import Body, Word
from .core import Call, Reply, Route, as_file


class ServiceCertificateBody(Body):
    """Whose service of which days, both ends among them."""

    resident: Word
    first: date
    last: date


def _day(call: Call, name: str) -> date:
    """A day of the query. Raises Invalid."""
    said = call.request.query.get(name, "")
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Invalid("{text} is no day; write it as 2024-11-20.", text=said[:20] or "-") from None


def service(call: Call) -> Reply:
    """What a volunteer gave in some days."""
    whose = call.request.query.get("resident", "")
    found = serving.served(call.desk, call.actor, whose, _day(call, "first"), _day(call, "last"))
    return Reply(200, {**found.data(), "pdf": fonts.chinese() is not None})


def make_certificate(call: Call) -> Reply:
    """Make out a certificate; the same days and hours are the same one."""
    body = call.body
    return Reply(201, {"certificate": serving.certificate(call.desk, call.actor, body.resident, body.first, body.last)})


def certificate(call: Call) -> Reply:
    """The certificate as a PDF."""
    number = call.number("certificate")
    made = serving.pdf(call.desk, call.actor, number, call.lang)
    return as_file(made, "application/pdf", f"certificate-{number}.pdf", shown=True)


_CLERK = (Role.CLERK,)

SERVICE_ROUTES: tuple[Route, ...] = (
    Route(
        "GET", "/community/service", _CLERK, service, "the certified service of a volunteer",
        query={"resident": "a key of the register", "first": "the first day", "last": "the last day"},
    ),
    Route(
        "POST", "/community/service/certificates", _CLERK, make_certificate, "make out a certificate of service",
        ServiceCertificateBody, done=(201,),
    ),
    Route(
        "GET", "/community/service/certificates/{certificate}", _CLERK, certificate, "a certificate of service as a PDF",
        query={"lang": "zh_CN or en; else the language of the request"}, gives="application/pdf",
    ),
)  # fmt: skip
