"""Writing the time before through the desk: recorded by one member of the staff, certified by another, as if day by day.

No points come of it: what was earned before is brought in as opening points. Hours of volunteering count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from ..domain.appraisal import Actor, Phase, Role
from ..domain.forms import Form
from ..domain.history import Held, History, Met, PaperAppraisal, Voted, Went
from ..domain.meetings import AgendaItem, Answer, Call, Motion, Task
from ..domain.records import Plan, Reported, Shot, Taken
from ..errors import InputError, WeipingError
from . import album, appraisals, paper_sheets, rounds
from .activities import certifying, evaluating, partners, planning, taking_part
from .activities.kinds import activity_kind, role_of
from .aid import asking, matching
from .history_files import SHARED
from .leaders import electing, tasks
from .matters import reporting, stepping
from .matters.reporting import matter_kind
from .meetings import calling, following, minuting, voting
from .office import Desk

Numbers = Mapping[str, int]


def load(desk: Desk, actor: Actor, community: str, history: History) -> list[int]:
    """Write a history into a community that has none; answers the rounds of appraisals that were held on paper.

    Raises InputError with file and row for an answer that a kind's form refuses, a role or a step that there is not, and as
    the verbs do.
    """
    held = [_planned(desk, one) for one in history.held]
    matters = [_way(desk, one) for one in history.matters]
    partners.know(desk, actor, history.partners)
    activities = _activities(desk, held)
    numbers = _matters(desk, actor, matters)
    for met in _by_recorder(history.met, held):
        _meetings(desk, *met, activities, numbers)
    _photos(desk, actor, history, activities, numbers)
    _steps(desk, actor, matters, activities, numbers)
    _certified(desk, held, activities)
    _opinions(desk, held, history, activities)
    _aid(desk, actor, history)
    _led(desk, actor, history)
    return [_on_paper(desk, actor, community, one) for one in history.appraisals]


def _staff(key: str) -> Actor:
    return Actor(Role.CLERK, staff=key or None)


# what the kinds ask for


def _planned(desk: Desk, one: Held) -> Held:
    """The activity with the answers that its kind's form asks for. Raises InputError naming file and row."""
    try:
        kind = activity_kind(desk, one.plan.kind)
        for part in one.parts:
            role_of(kind, part.role)
        answers = _asked(kind.form, one.plan.answers)
    except WeipingError as error:
        raise _at(one.where, error) from error
    p = one.plan
    plan = Plan(key=p.key, kind=p.kind, title=p.title, day=p.day, begins=p.begins, ends=p.ends, place=p.place,
                campaign=p.campaign, compound=p.compound, answers=answers, partners=p.partners)  # fmt: skip
    return Held(plan=plan, where=one.where, parts=one.parts, recorded_by=one.recorded_by, certified_by=one.certified_by)


def _way(desk: Desk, one: Went) -> Went:
    """The matter with the answers that its kind's forms ask for, its steps in their order. Raises InputError."""
    try:
        kind = matter_kind(desk, one.reported.kind)
        order = {step.key: at for at, step in enumerate(kind.steps)}
        for step in one.steps:
            kind.step(step.to).asks.check(step.answers)
        answers = _asked(kind.opening, one.reported.answers)
    except WeipingError as error:
        raise _at(one.where, error) from error
    r = one.reported
    reported = Reported(key=r.key, kind=r.kind, title=r.title, day=r.day, compound=r.compound, household=r.household,
                        x=r.x, y=r.y, answers=answers)  # fmt: skip
    steps = tuple(sorted(one.steps, key=lambda step: (step.day, order[step.to])))
    return Went(reported=reported, where=one.where, steps=steps, recorded_by=one.recorded_by)


def _asked(form: Form, answers: Mapping[str, object]) -> dict[str, object]:
    """The answers; a column that the record keeps anyway is one only where the form asks for it."""
    fields = {one.key for one in form.fields}
    own = {key: value for key, value in answers.items() if key in fields or key not in SHARED}
    form.check(own)
    return own


def _at(where: str, error: WeipingError) -> InputError:
    return InputError("{where}: {problem}", where=where, problem=error)


# one after the other, each in one commit for each member of the staff


def _by(held: Iterable[Held], who: str) -> Iterator[tuple[Actor, list[Held]]]:
    groups: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        groups[getattr(one, who)].append(one)
    yield from ((_staff(key), many) for key, many in groups.items())


def _activities(desk: Desk, held: Iterable[Held]) -> Numbers:
    found: dict[str, int] = {}
    for staff, many in _by(held, "recorded_by"):
        numbers = planning.plan_all(desk, staff, [one.plan for one in many])
        found.update(zip((one.plan.key for one in many), numbers, strict=True))
        taking_part.record(desk, staff, {found[one.plan.key]: one.parts for one in many if one.parts})
    return found


def _certified(desk: Desk, held: Iterable[Held], activities: Numbers) -> None:
    for staff, many in _by((one for one in held if one.certified_by), "certified_by"):
        certifying.certify_all(desk, staff, [activities[one.plan.key] for one in many], rules=())


def _matters(desk: Desk, actor: Actor, matters: Iterable[Went]) -> Numbers:
    found: dict[str, int] = {}
    for staff, many in _recorders(actor, matters):
        numbers = reporting.report_all(desk, staff, [one.reported for one in many])
        found.update(zip((one.reported.key for one in many), numbers, strict=True))
    return found


def _opinions(desk: Desk, held: Iterable[Held], history: History, activities: Numbers) -> None:
    who = {one.plan.key: _staff(one.recorded_by) for one in held}
    for one in history.opinions:
        number = activities[one.activity]
        evaluating.evaluate(desk, who[one.activity], number, one.satisfaction, one.remark, resident=one.resident)


def _aid(desk: Desk, actor: Actor, history: History) -> None:
    """Needs and offers as if they were written down today: they stand until somebody says otherwise."""
    found = {
        one.key: asking.need(desk, actor, one.household, one.kind, one.text) if one.household
        else asking.offer(desk, actor, one.kind, one.text, resident=one.resident, partner=one.partner)
        for one in history.wishes
    }  # fmt: skip
    for one in history.wishes:
        if one.goes_to:
            matching.match(desk, actor, found[one.goes_to], found[one.key])


def _photos(desk: Desk, actor: Actor, history: History, activities: Numbers, numbers: Numbers) -> None:
    """Photos before the steps that ask for them."""
    album.add_all(desk, actor, [
        Shot(
            data=one.file.read_bytes(), activity=activities[one.activity] if one.activity else None,
            matter=numbers[one.matter] if one.matter else None, step=one.step, caption=one.caption, show=one.show,
        )
        for one in history.photos
    ])  # fmt: skip


def _steps(desk: Desk, actor: Actor, matters: Iterable[Went], activities: Numbers, numbers: Numbers) -> None:
    for staff, many in _recorders(actor, matters):
        stepping.step_all(desk, staff, [
            Taken(matter=numbers[one.reported.key], to=step.to, day=step.day, answers=step.answers,
                  meeting=None if step.activity is None else activities[step.activity])
            for one in many for step in one.steps
        ])  # fmt: skip


def _recorders(actor: Actor, matters: Iterable[Went]) -> Iterator[tuple[Actor, list[Went]]]:
    groups: dict[str, list[Went]] = defaultdict(list)
    for one in matters:
        groups[one.recorded_by].append(one)
    yield from ((_staff(key) if key else actor, many) for key, many in groups.items())


def _by_recorder(met: Iterable[Met], held: Iterable[Held]) -> Iterator[tuple[Actor, list[Met]]]:
    """Meetings by who recorded their activities."""
    who = {one.plan.key: one.recorded_by for one in held}
    groups: dict[str, list[Met]] = defaultdict(list)
    for one in met:
        groups[who[one.activity]].append(one)
    yield from ((_staff(key), many) for key, many in groups.items())


def _meetings(desk: Desk, staff: Actor, met: list[Met], activities: Numbers, numbers: Numbers) -> None:
    def about(matter: str | None) -> int | None:
        return None if matter is None else numbers[matter]

    def agenda(one: Met) -> tuple[AgendaItem, ...]:
        return tuple(AgendaItem(title=title, matter=about(matter)) for title, matter in one.agenda)

    at = {one.activity: activities[one.activity] for one in met}
    calling.call_all(desk, staff, {
        at[one.activity]: Call(agenda=agenda(one), quorum=one.quorum, may_vote=one.may_vote) for one in met
    })  # fmt: skip
    voting.put_all(desk, staff, [
        Motion(meeting=at[one.activity], text=put.text, votes_for=put.votes_for, votes_against=put.votes_against,
               abstained=put.abstained, way=put.way, matter=about(put.matter))
        for one in met for put in one.motions
    ])  # fmt: skip
    versions = minuting.write_all(desk, staff, {at[one.activity]: one.minutes for one in met if one.minutes})
    minuting.answer_all(desk, staff, [
        Answer(meeting=at[one.activity], version=versions[at[one.activity]], resident=resident, approves=approves, text=text)
        for one in met for resident, approves, text in one.said
    ])  # fmt: skip
    given = {
        at[one.activity]: [
            Task(text=task.text, due=task.due, resident=task.resident, owner=task.owner, matter=about(task.matter))
            for task in one.given
        ]
        for one in met
    }
    ids = following.give_all(desk, staff, given)
    done = [task.done for one in met for task in one.given]
    following.close_all(desk, staff, [id_ for id_, is_done in zip(ids, done, strict=True) if is_done], done=True)


def _led(desk: Desk, actor: Actor, history: History) -> None:
    """Elections as they were counted, then the leaders' tasks, due from today on as many days as their file says."""
    for one in history.elections:
        try:
            _elect(desk, _staff(one.recorded_by) if one.recorded_by else actor, one)
        except WeipingError as error:
            raise _at(one.where, error) from error
    for errand in history.errands:
        staff = _staff(errand.recorded_by) if errand.recorded_by else actor
        due = desk.today() + timedelta(days=errand.days)
        todo = tasks.ToDo(
            micro_grid=errand.micro_grid, kind=errand.kind, title=errand.title, due=due, household=errand.household
        )  # fmt: skip
        try:
            [given] = tasks.give(desk, staff, [todo])
            if errand.how:
                tasks.end(desk, staff, given, errand.how, note=errand.note, rules=())
        except WeipingError as error:
            raise _at(errand.where, error) from error


def _elect(desk: Desk, staff: Actor, one: Voted) -> None:
    election = electing.call(desk, staff, one.micro_grid, key=one.key, opens=one.opens, closes=one.closes)
    for nominee in one.votes:
        electing.nominate(desk, staff, election, nominee, agreed=True)
    for household in one.households:
        electing.hand_in(desk, staff, election, household, on=one.closes)
    counted: dict[str | None, int] = {None: one.void}
    counted.update(one.votes)
    electing.count(desk, staff, election, counted)
    electing.end(desk, staff, election, reason=one.reason, handed_over=one.handed_over, on=one.closes)


def _on_paper(desk: Desk, actor: Actor, community: str, one: PaperAppraisal) -> int:
    """Make the appraisal, enter its sheets and publish what they say; final where its notice allows it."""
    made = appraisals.create(desk, actor, community, one.plan)
    rounds.change_phase(desk, actor, made, Phase.OPEN)
    paper_sheets.enter(desk, actor, made, one.marks)
    rounds.change_phase(desk, actor, made, Phase.DELIBERATION)
    rounds.change_phase(desk, actor, made, Phase.PUBLISHED, accept=True)
    if one.plan.notice_days == 0:
        rounds.change_phase(desk, actor, made, Phase.FINAL)
    return made
