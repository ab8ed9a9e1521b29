"""Words in both languages of the project."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One phrase in Chinese and in English.

    >>> Text("楼道卫生", "Stairwell hygiene").said("en")
    'Stairwell hygiene'
    """

    zh: str
    en: str

    def said(self, lang: str) -> str:
        """The phrase in `lang` (`zh_CN` or `en`)."""
        return self.en if lang == "en" else self.zh

    def both(self) -> dict[str, str]:
        """The phrase as pages receive it: `{"zh_CN": …, "en": …}`."""
        return {"zh_CN": self.zh, "en": self.en}

    @classmethod
    def of(cls, value: object) -> Text:
        """A Text from what a file holds: `{"zh_CN": …, "en": …}` or one string for both languages."""
        if isinstance(value, dict):
            zh = str(value.get("zh_CN") or value.get("zh") or value.get("en") or "")
            return cls(zh, str(value.get("en") or zh))
        return cls(str(value), str(value))

    def __str__(self) -> str:
        return self.zh
