"""Short words for the questions of a form."""

from collections.abc import Mapping

import weiping as wp

PUBLIC, OFFICE, SECRET = wp.Disclosure.PUBLIC, wp.Disclosure.OFFICE, wp.Disclosure.SECRET


def text(
    key: str, zh: str, en: str, who: wp.Disclosure = OFFICE, *, required: bool = True, longest: int = 500
) -> wp.Field:
    """A question that is answered in words."""
    return wp.Field(key=key, title=wp.Text(zh, en), disclosure=who, required=required, longest=longest)


def day(key: str, zh: str, en: str, who: wp.Disclosure = OFFICE) -> wp.Field:
    """A question that is answered with a date."""
    return wp.Field(key=key, title=wp.Text(zh, en), kind=wp.FieldKind.DATE, disclosure=who)


def count(
    key: str,
    zh: str,
    en: str,
    who: wp.Disclosure = PUBLIC,
    *,
    least: int = 0,
    required: bool = True,
    whole: bool = True,
) -> wp.Field:
    """A question that is answered with a number, never below `least`; a whole one, unless something is measured."""
    return wp.Field(
        key=key,
        title=wp.Text(zh, en),
        kind=wp.FieldKind.NUMBER,
        disclosure=who,
        required=required,
        least=wp.exact(least),
        whole=whole,
    )


def choice(
    key: str,
    zh: str,
    en: str,
    choices: Mapping[str, tuple[str, str]],
    who: wp.Disclosure = OFFICE,
    *,
    required: bool = True,
) -> wp.Field:
    """A question that is answered with one of `choices`: a key and its words in Chinese and in English."""
    words = {one: wp.Text(*said) for one, said in choices.items()}
    return wp.Field(
        key=key, title=wp.Text(zh, en), kind=wp.FieldKind.CHOICE, choices=words, disclosure=who, required=required
    )


def consent(key: str, zh: str, en: str) -> wp.Field:
    """A yes that must be given."""
    return wp.Field(key=key, title=wp.Text(zh, en), kind=wp.FieldKind.CONSENT)


def form(*fields: wp.Field) -> wp.Form:
    """The questions in this order."""
    return wp.Form(fields=fields)
