"""`weiping plugins new`: a plugin to begin with, rendered from the template beside this module."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar
from unicodedata import category

import typer

from ..domain.criteria import check_key
from ..domain.text import Text
from ..errors import InputError, WeipingError
from ..i18n import tr
from . import LANG, help_of

T = TypeVar("T")

TEMPLATE = Path(__file__).parent / "plugin_template"
LONGEST = 60
"""Characters of a title, so that a button on a tablet holds it."""


class Kind(StrEnum):
    """What the new plugin offers."""

    CRITERION = "criterion"
    POINTS_RULE = "points-rule"
    REWARD = "reward"
    ACTIVITY_KIND = "activity-kind"


@dataclass(frozen=True, slots=True)
class Answers:
    """What the template is filled with: the kind, the key that stays for ever, the title in both languages."""

    kind: Kind
    key: str
    title: Text

    @property
    def distribution(self) -> str:
        """The name of the distribution, and of the folder where none is named."""
        return f"weiping-{self.key}"

    @property
    def module(self) -> str:
        """The name of the one module."""
        return self.distribution.replace("-", "_")


SAMPLES = {
    Kind.CRITERION: Answers(Kind.CRITERION, "bicycle-sheds", Text("非机动车棚", "Bicycle sheds")),
    Kind.POINTS_RULE: Answers(Kind.POINTS_RULE, "points-by-place", Text("按名次积分", "Points by place")),
    Kind.REWARD: Answers(Kind.REWARD, "door-mat", Text("门垫", "Door mat")),
    Kind.ACTIVITY_KIND: Answers(Kind.ACTIVITY_KIND, "clean-up-day", Text("清洁日", "Clean-up day")),
}
"""What is offered as an answer, and taken with --defaults."""

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="FOLDER", help=help_of("A new folder for the plugin; weiping-KEY where it is left out.")),
]
KindOption = Annotated[Kind | None, typer.Option("--kind", help=help_of("What the plugin offers."))]
Key = Annotated[
    str,
    typer.Option("--key", metavar="KEY", help=help_of("Its key, such as bicycle-sheds; it stays the same for ever.")),
]
TitleZh = Annotated[str, typer.Option("--title-zh", metavar="TEXT", help=help_of("Its title in Chinese."))]
TitleEn = Annotated[str, typer.Option("--title-en", metavar="TEXT", help=help_of("Its title in English."))]
Defaults = Annotated[bool, typer.Option("--defaults", help=help_of("Ask nothing; what is not said is a sample."))]


def new(
    folder: Folder = None,
    kind: KindOption = None,
    key: Key = "",
    title_zh: TitleZh = "",
    title_en: TitleEn = "",
    defaults: Defaults = False,
) -> None:
    """Write a plugin with its tests to a new folder; what is not said by an option is asked."""
    answers = (_filled if defaults else _asked)(kind, key, title_zh, title_en)
    check_both_languages(answers.title)
    target = folder or Path(answers.distribution)
    check_free(answers)
    render(answers, target)
    _say_what_next(answers, target)


def _filled(kind: Kind | None, key: str, title_zh: str, title_en: str) -> Answers:
    """The answers without a question. Raises InputError where the Chinese title cannot be guessed."""
    sample = SAMPLES[kind or Kind.CRITERION]
    key = checked_key(key or sample.key)
    if key != sample.key and not title_zh:
        raise InputError("There is no sample title for {key}; add --title-zh and --title-en.", key=key)
    zh, en = title_zh or sample.title.zh, title_en or _english(key, sample)
    return Answers(sample.kind, key, Text(checked_title(zh), checked_title(en)))


def _asked(kind: Kind | None, key: str, title_zh: str, title_en: str) -> Answers:
    """The answers, asking for what no option said, and again where an answer cannot be used."""
    if kind is None:
        kinds = ", ".join(Kind)
        kind = _ask(tr(LANG, "What does it offer ({kinds})", kinds=kinds), checked_kind, Kind.CRITERION.value)
    sample = SAMPLES[kind]
    key = checked_key(key) if key else _ask(tr(LANG, "Key, which stays the same for ever"), checked_key, sample.key)
    guess = sample.title.zh if key == sample.key else None
    zh = checked_title(title_zh) if title_zh else _ask(tr(LANG, "Title in Chinese"), checked_title, guess)
    guess = _english(key, sample)
    en = checked_title(title_en) if title_en else _ask(tr(LANG, "Title in English"), checked_title, guess)
    return Answers(kind, key, Text(zh, en))


def _english(key: str, sample: Answers) -> str:
    return sample.title.en if key == sample.key else key.replace("-", " ").capitalize()


def _ask(question: str, check: Callable[[str], T], default: str | None) -> T:
    def usable(said: str) -> T:
        try:
            return check(said)
        except WeipingError as error:
            raise typer.BadParameter(error.text(LANG)) from None

    try:
        answer: T = typer.prompt(question, default=default, value_proc=usable, err=True)
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        raise InputError("Nobody answered; say it with options, or add --defaults.") from None
    return answer


def checked_kind(said: str) -> Kind:
    """The kind called `said`. Raises InputError with those there are."""
    try:
        return Kind(said.strip())
    except ValueError:
        raise InputError("{said} is no kind of plugin; there are {kinds}.", said=said, kinds=list(Kind)) from None


def checked_key(said: str) -> str:
    """`said`, where it can be a key. Raises DefinitionError where it cannot."""
    check_key(said.strip(), Text("新插件", "The new plugin"))
    return said.strip()


def checked_title(said: str) -> str:
    """`said`, where it can be a title: one line that a button holds. Raises InputError where it cannot."""
    title = said.strip()
    if not title or len(title) > LONGEST or any(category(one) in ("Cc", "Cs", "Zl", "Zp") for one in title):
        raise InputError(
            "{title} cannot be a title; write one line of at most {longest} characters.",
            title=repr(said),
            longest=LONGEST,
        )
    return title


def check_both_languages(title: Text) -> None:
    """Raises a Breach where the new plugin would not conform: one title for both languages, or the two swapped."""
    from ..testing.texts import wrong_phrase

    if breach := wrong_phrase(title, tr(LANG, "The title")):
        raise breach


def check_free(answers: Answers) -> None:
    """Raises InputError where an installed plugin has the name or the key: beside it the new one would be quarantined."""
    from ..hooks.finding import from_points
    from ..hooks.loader import load

    if any(one.called(answers.distribution) for one in from_points()):
        raise InputError("{name} is installed already; choose another key.", name=answers.distribution)
    plugins = load()
    hook = HOOK[answers.kind]
    if owner := plugins.source(hook, answers.key):
        raise InputError("{plugin} has the key {key} already; choose another.", plugin=owner, key=answers.key)


HOOK = {
    Kind.CRITERION: "weiping_criteria",
    Kind.POINTS_RULE: "weiping_points_rules",
    Kind.REWARD: "weiping_rewards",
    Kind.ACTIVITY_KIND: "weiping_activity_kinds",
}
"""The hook that offers each kind."""


def render(answers: Answers, target: Path) -> None:
    """Write the plugin to `target`, whole or not at all.

    Raises InputError where `target` holds something already or cannot be written, and where copier is not installed.
    """
    try:
        import copier
    except ImportError:
        raise InputError(
            "`weiping plugins new` needs copier, which is not installed: pip install 'weiping[author]'."
        ) from None
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError("{folder} is there already; name a new folder.", folder=target)
    data = {
        "kind": str(answers.kind),
        "key": answers.key,
        "title_zh": answers.title.zh,
        "title_en": answers.title.en,
    }
    try:
        # settings of the user's own copier stay out of it, and a template that asked to run something would be refused
        copier.run_copy(str(TEMPLATE), target, data, defaults=True, quiet=True, settings=copier.Settings())
    except OSError as error:
        raise InputError("The plugin cannot be written to {folder}: {why}.", folder=target, why=error) from None


def _say_what_next(answers: Answers, target: Path) -> None:
    typer.echo(tr(LANG, "{folder} is a plugin; what is yours is at the top of {module}.", folder=target,
                  module=target / f"{answers.module}.py"))  # fmt: skip
    typer.echo(tr(LANG, "Next:"))
    for command in next_commands(answers, target):
        typer.echo(f"  {command}")


def next_commands(answers: Answers, target: Path) -> list[str]:
    """From the new folder to the plugin at work: test it, install it, see it."""
    from shlex import quote

    see = {Kind.REWARD: "weiping demo --fresh", Kind.ACTIVITY_KIND: "weiping plugins"}
    return [
        f"pytest {quote(str(target))}",
        f"pip install --no-build-isolation --no-deps -e {quote(str(target))}",
        see.get(answers.kind, f"weiping demo --fresh --with {answers.key}"),
    ]
