"""What became of one plugin: works, left out, or in quarantine and why."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..errors import WeipingError
from .finding import Found


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """One plugin as the chair's page and `weiping plugins` show it; `error` is None when all is well.

    `keys` are the hook and the key of each object it offers, `seconds` what importing it and asking it took, `notes` what
    its author should know. A plugin that is `disabled` was not imported.
    """

    name: str
    distribution: str
    version: str
    error: str | None = None
    cause: BaseException | None = field(default=None, compare=False, repr=False)
    builtin: bool = False
    keys: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    disabled: bool = False

    @classmethod
    def of(cls, found: Found, *, disabled: bool = False) -> PluginStatus:
        """The state of a plugin that nothing is known of yet but where it is."""
        return cls(found.name, found.distribution, found.version, builtin=found.builtin, disabled=disabled)

    @property
    def offers(self) -> tuple[str, ...]:
        """The hooks it yields something for."""
        return tuple(dict.fromkeys(hook for hook, _ in self.keys))

    def text(self, lang: str = "en") -> str | None:
        """`error` in `lang`, as far as it is one of weiping's own messages."""
        return self.cause.text(lang) if isinstance(self.cause, WeipingError) else self.error

    @property
    def label(self) -> str:
        """The distribution, with the entry point where that has another name."""
        same = self.distribution == self.name or self.distribution.startswith("plugins.d/")
        return self.distribution if same else f"{self.distribution} ({self.name})"

    def failed(self, cause: BaseException) -> PluginStatus:
        """The same plugin, in quarantine."""
        return replace(self, error=_said(cause), cause=cause)


def _said(cause: BaseException) -> str:
    """An error in words; of one that cannot even be printed, its name."""
    try:
        return str(cause) if isinstance(cause, WeipingError) else f"{type(cause).__name__}: {cause}"
    except Exception:
        return type(cause).__name__
