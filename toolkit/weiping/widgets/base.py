"""What every widget is: data for its module, and someone who answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import anywidget
import traitlets

from .modules import MIME, module, page_data, styles

Answer = Callable[[str, str, Any], tuple[int, Any]]
"""`answer(method, path, body) -> (status, body)`: the API of docs/http-api.md without HTTP; the body of a photo is bytes."""


class Widget(anywidget.AnyWidget):  # type: ignore[misc]
    """A page's widget.

    `data` is what the page starts with (shapes in docs/http-api.md). In JupyterLab the module asks the kernel, and
    `answer` replies; with `served_by` (the server's base URL) it asks the server over HTTP instead. On a page without a
    kernel the rendition under `MIME` is all there is. No database code lives here: `answer` is given.
    """

    name: ClassVar[str] = ""
    data = traitlets.Dict().tag(sync=True)
    served_by = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        answer: Answer | None = None,
        served_by: str = "",
        lang: str | None = None,
        **traits: Any,
    ) -> None:
        super().__init__(data=page_data(self.name, data or {}, lang), served_by=served_by, **traits)
        self.answer = answer
        self.on_msg(self._heard)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "name" in cls.__dict__:  # traitlets makes further subclasses, of which the module is a trait already
            cls._esm = module(cls.name)
            cls._css = styles(cls.name)
        super().__init_subclass__(**kwargs)

    def push(self, channel: str, data: Mapping[str, Any]) -> None:
        """Send what the live feed of a server would: a new state of `channel` (`pad`, `board`, `console`)."""
        self.send({"channel": channel, "data": dict(data)})

    def _heard(self, _widget: object, message: Any, buffers: Sequence[Any]) -> None:
        if not isinstance(message, dict) or "id" not in message:
            return
        asked = bytes(buffers[0]) if buffers else message.get("body")
        status, body = self._reply(str(message.get("method")), str(message.get("path")), asked)
        self.send({"id": message["id"], "status": status, "body": body})

    def _reply(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if self.answer is None:
            nobody = "Nothing answers this widget; give it answer=… or served_by=…."
            return 503, {"error": {"code": "no-answer", "message": nobody}}
        try:
            return self.answer(method, path, body)
        except Exception as error:  # a notebook's own answer may raise anything; the page must hear it, not wait for it
            return 500, {"error": {"code": "error", "message": str(error)}}

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**bundle, MIME: {"widget": self.name, "data": self.data}}, metadata
