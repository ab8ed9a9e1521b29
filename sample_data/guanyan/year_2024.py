"""The records of 2024, made from the tables of `year_facts` and chance: activities with who took part, meetings, matters.

Everything is entered by one member of the staff and certified by another, as the office does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

import pictures
import year_facts as facts
from chance import Chance, write

YEAR = 2024
SEED = 20241231
BENEFICIARIES = 5000
ENTERED, CERTIFIED = "staff-01", "staff-02"


class Home(Protocol):
    """A household of the sample."""

    key: str
    place: Any


class Person(Protocol):
    """A resident of the sample."""

    key: str
    name: str
    home: Any
    roles: list[str]
    disclosure: str


@dataclass
class Held:
    """An activity that took place, as a line of activities.csv and those who took part."""

    key: str
    kind: str
    title: tuple[str, str]
    day: date
    hours: tuple[str, str]
    place: str
    compound: str
    campaign: str = ""
    partners: tuple[str, ...] = ()
    answers: dict[str, object] = field(default_factory=dict)
    parts: list[tuple[str, str, str, object]] = field(default_factory=list)  # resident, guest, role, minutes

    def joins(self, people: Iterable[Person], role: str, minutes: Iterable[object] | None = None) -> None:
        """Let people take part in a role, for so many minutes each where those are counted."""
        times = iter(minutes) if minutes is not None else None
        self.parts += [(one.key, "", role, next(times) if times else "") for one in people]


class Community:
    """The people there are, by where they live and what they lead; nobody is named whose name is secret."""

    def __init__(self, residents: Sequence[Person], names: Mapping[str, tuple[str, str]]) -> None:
        self.names = names
        open_to = [one for one in residents if one.disclosure != "secret"]
        self.living: dict[str, list[Person]] = {}
        for one in open_to:
            self.living.setdefault(one.home.place.key, []).append(one)
        self.leaders = [one for one in open_to if "micro-grid-leader" in one.roles]

    def leaders_in(self, compound: str) -> list[Person]:
        """Leaders of micro-grids who live in a compound."""
        return [one for one in self.leaders if one.home.place.key == compound]


def on(day: str) -> date:
    """A day of the year, written as month and day."""
    month, number = day.split("-")
    return date(YEAR, int(month), int(number))


def masked(name: str) -> str:
    """A family's name as it may be read: what is between its ends is left out."""
    return name[0] + "*" + (name[-1] if len(name) > 2 else "")


# activities


def meetings(here: Community, chance: Chance) -> list[Held]:
    """The deliberations, with who convened, kept the minutes and came."""
    made = []
    for number, (day, kind, compound, zh, en, _, _) in enumerate(facts.MEETINGS, 1):
        council = kind == facts.COUNCIL
        came = chance.some(here.living[compound], chance.between(15, 26))
        representatives = chance.some(here.leaders, 24) if council else []
        leaders = [one for one in here.leaders_in(compound) if one not in representatives]
        convenor, recorder = chance.some(leaders, 2)
        place = {"bench-meeting": "院坝", "pavilion-meeting": "凉亭", "council": "社区会议室"}[kind]
        begins = "14:30" if council else "18:30"
        held = Held(f"2024-meeting-{number:02}", kind, (zh, en), on(day), (begins, f"{int(begins[:2]) + 2}{begins[2:]}"),
                    place, compound, answers={"topic": zh})  # fmt: skip
        held.joins([convenor], "convenor")
        held.joins([recorder], "recorder")
        held.joins(representatives, "representative")
        others = [one for one in came if one not in (convenor, recorder, *representatives)]
        held.joins(others, "listener" if council else "resident")
        made.append(held)
    return made


def services(here: Community, chance: Chance) -> list[Held]:
    """The services, their volunteers, and how many they served by category; all of it adds up to `BENEFICIARIES`."""
    planned = [(on(day), line) for line in facts.SERVICES for day in line[5].split()]
    planned.sort(key=lambda one: (one[0], one[1][0]))
    served = shares(BENEFICIARIES, [line[6] * (0.8 + 0.4 * chance.random()) for _, line in planned])
    compounds, names = sorted(here.living), {key: zh for key, zh, _, _ in facts.PARTNERS}
    made = []
    for number, ((day, line), count) in enumerate(zip(planned, served, strict=True), 1):
        kind, zh, en, campaign, partners, _, _, mix = line
        compound = compounds[(number * 7) % len(compounds)]
        counts = shares(count, mix)
        answers = {key: counts[at] for at, key in enumerate(("elders", "children", "disabled", "others")) if mix[at]}
        answers["evaluation"] = "good" if chance.happens(85) else "fair"
        name = here.names[compound]
        held = Held(f"2024-service-{number:02}", kind, (f"{zh}（{name[0]}）", f"{en}, {name[1]}"), day, ("09:00", "11:30"),
                    f"{name[0]}", compound, campaign, partners, answers)  # fmt: skip
        helpers(held, here, chance, chance.between(6, 11))
        held.parts += [("", f"{names[key]}工作人员", "partner", "") for key in partners]
        made.append(held)
    return made


def culture(here: Community, chance: Chance) -> list[Held]:
    """The cultural activities: who ran them, who performed, who helped and some of those who watched."""
    made = []
    for number, (day, compound, zh, en, programme) in enumerate(facts.CULTURE, 1):
        held = Held(f"2024-culture-{number:02}", "culture", (zh, en), on(day), ("15:00", "17:30"), "小区广场", compound,
                    partners=("culture-station",), answers={"programme": programme})  # fmt: skip
        helpers(held, here, chance, chance.between(4, 7))
        taken = {part[0] for part in held.parts}
        free = [one for one in here.living[compound] if one.key not in taken]
        came = chance.some(free, chance.between(28, 44))
        stage = chance.between(6, 12)
        held.joins(came[:stage], "performer", (chance.one((60, 90, 120)) for _ in came[:stage]))
        held.joins(came[stage:], "audience")
        made.append(held)
    return made


def trainings(here: Community, chance: Chance) -> list[Held]:
    """The training of the leaders of micro-grids: most of them come."""
    made = []
    for number, (day, zh, en, topic) in enumerate(facts.TRAININGS, 1):
        held = Held(f"2024-training-{number:02}", "training", (zh, en), on(day), ("09:00", "11:00"), "社区会议室", "cixiao",
                    answers={"topic": topic})  # fmt: skip
        held.parts.append(("", "街道指派讲师", "teacher", 120))
        held.joins((one for one in here.leaders if chance.happens(84)), "trainee")
        made.append(held)
    return made


def helpers(held: Held, here: Community, chance: Chance, count: int) -> None:
    """An organiser and volunteers, each for whole tens of minutes."""
    organiser = chance.one(here.leaders_in(held.compound))
    volunteers = [one for one in chance.some(here.living[held.compound], count) if one is not organiser]
    held.joins([organiser], "organiser", [180])
    held.joins(volunteers, "volunteer", (10 * chance.between(6, 15) for _ in volunteers))


def shares(whole: int, weights: Sequence[float]) -> list[int]:
    """`whole` divided by weights, the largest remainders rounded up."""
    exact = [whole * weight / sum(weights) for weight in weights]
    found = [int(one) for one in exact]
    order = sorted(range(len(weights)), key=lambda at: (found[at] - exact[at], at))
    for at in order[: whole - sum(found)]:
        found[at] += 1
    return found


# what meetings have besides


def write_meetings(folder: Path, held: Sequence[Held], chance: Chance) -> None:
    """Quorum, agenda, votes, minutes, what those who were there said of them, and what somebody was given to do."""
    rows: dict[str, list[Sequence[object]]] = {key: [] for key in ("meeting", "agenda", "motion", "answer", "action")}
    for one, (day, kind, _, zh, _, project, proposals) in zip(held, facts.MEETINGS, strict=True):
        there = list(dict.fromkeys(part[0] for part in one.parts))
        voters = len({part[0] for part in one.parts if part[2] != "listener"})
        against, neither = chance.between(0, voters // 6), chance.between(0, voters // 8)
        votes = (voters - against - neither, against, neither)
        if project == "15":
            votes = (votes[1], votes[0], votes[2])
        matters = [f"2024-project-{project}"] if project else []
        matters += [f"2024-proposal-{number:02}" for number in proposals]
        for at, matter in enumerate(matters or [""], 1):
            rows["agenda"].append((one.key, at, zh if at == 1 else f"居民提案 {matter[-2:]} 号", matter))
        if project:
            text = f"{'同意' if project != '15' else '是否'}实施：{titles(project)[0]}"
            rows["motion"].append((one.key, matters[0], text, "hands" if kind != facts.COUNCIL else "ballot", *votes))
        rows["meeting"].append((one.key, 20 if kind == facts.COUNCIL else 8, 30 if kind == facts.COUNCIL else "",
                                minutes_of(one, len(there), voters, votes if project else None)))  # fmt: skip
        rows["answer"] += [
            (one.key, resident, "yes", "") for resident in there[: len(there) // 2 + chance.between(1, 4)]
        ]
        due = on(day) + timedelta(days=chance.between(10, 25))
        done = "yes" if due.year == YEAR else ""
        text = f"落实“{zh}”的议定事项并向居民反馈"
        rows["action"].append((one.key, text, there[0], "", due, matters[0] if matters else "", done))
    write(folder / "meetings.csv", "activity,quorum,may_vote,minutes", rows["meeting"])
    write(folder / "agenda.csv", "activity,position,title,matter", rows["agenda"])
    write(folder / "motions.csv", "activity,matter,text,way,votes_for,votes_against,abstained", rows["motion"])
    write(folder / "minutes_answers.csv", "activity,resident,approves,text", rows["answer"])
    write(folder / "actions.csv", "activity,text,resident,owner,due,matter,done", rows["action"])


def minutes_of(held: Held, there: int, voters: int, votes: tuple[int, int, int] | None) -> str:
    """Minutes that name nobody; residents may listen to a council, whose representatives vote."""
    listened = f"（另有居民 {there - voters} 人旁听）" if there > voters else ""
    said = f"到会 {voters} 人{listened}，达到法定人数。议题：{held.title[0]}。与会居民逐一发言。"
    if votes is None:
        return said + "会议形成一致意见，由召集人负责落实。"
    outcome = "决议通过" if 2 * votes[0] > voters else "未获通过"
    return said + f"经表决，同意 {votes[0]} 票，反对 {votes[1]} 票，弃权 {votes[2]} 票，{outcome}。"


def titles(project: str) -> tuple[str, str, str]:
    """A project's title in both languages, and its place."""
    [line] = [one for one in facts.PROJECTS if one[0] == project]
    return line[10], line[11], line[12]


# matters


def write_matters(folder: Path, name: str, rows: Sequence[Mapping[str, object]]) -> None:
    """One line a matter; the columns are those that some matter fills, in the order they were first filled."""
    header: dict[str, None] = dict.fromkeys(("key", "title", "title_en", "day", "compound", "recorded_by"))
    for row in rows:
        header.update(dict.fromkeys(row))
    steps = [name for name in header if "." in name]
    order = [name for name in header if "." not in name] + steps
    write(
        folder / f"matters-{name}.csv",
        ",".join(order),
        ([(row | {"recorded_by": ENTERED}).get(column, "") for column in order] for row in rows),
    )


def projects(held: Sequence[Held], chance: Chance, taken: list[Taken]) -> Iterator[dict[str, object]]:
    """Micro-projects: chosen by a meeting, built, accepted by the residents, looked at again; `taken` gets their photos."""
    met = {line[5]: one for one, line in zip(held, facts.MEETINGS, strict=True) if line[5]}
    for number, compound, work, how, quantity, unit, homes, budget, takes, fate, zh, en, place in facts.PROJECTS:
        meeting = met.get(number)
        chosen = meeting.day if meeting else date(YEAR, 8, 9)
        reported = chosen - timedelta(days=chance.between(24, 40))
        row: dict[str, object] = {
            "key": f"2024-project-{number}", "title": zh, "title_en": en, "day": reported, "compound": compound,
            "what": zh, "where": place, "reporter": "居民",
        }  # fmt: skip
        seen = reported + timedelta(days=chance.between(2, 6))
        row |= {"verified.day": seen, "verified.seen-on": seen, "verified.found": "情况属实，照片已存"}
        key = f"2024-project-{number}"
        taken += [Taken(key, "verified", work, f"{place}，施工前")] * chance.between(1, 2)
        if fate == facts.TRANSFERRED:
            left = seen + timedelta(days=9)
            row |= {"transferred.day": left, "transferred.to": "街道城建办", "transferred.passed-on": left,
                    "transferred.told-on": left}  # fmt: skip
            yield row
            continue
        row |= {
            "proposed.day": chosen - timedelta(days=7), "proposed.plan": f"{zh}：按现场核实情况设计，材料和工期张榜公布",
            "proposed.work": work, "proposed.how": how, "proposed.quantity": quantity, "proposed.unit": unit,
            "proposed.budget": budget, "proposed.households": homes,
        }  # fmt: skip
        assert meeting is not None
        if fate == facts.REJECTED:
            row |= {"rejected.day": chosen, "rejected.why": "绿地不得占用，会议表决未通过", "rejected.told-on": chosen}
            yield row
            continue
        row |= {"chosen.day": chosen, "chosen.activity": meeting.key, "chosen.meeting": meeting.title[0],
                "chosen.resolved-on": chosen}  # fmt: skip
        done, photos = built(chosen, int(quantity), int(budget), int(takes), fate, chance)
        taken += [Taken(key, "accepted", work, f"{place}，完工后")] * photos
        row |= done
        yield row


def built(
    chosen: date, quantity: int, budget: int, takes: int, fate: str, chance: Chance
) -> tuple[dict[str, object], int]:  # fmt: skip
    """From the schedule to the visit afterwards, and how many photos were taken of what was built."""
    begins = chosen + timedelta(days=chance.between(8, 14))
    ends = begins + timedelta(days=takes or 45)
    row: dict[str, object] = {
        "scheduled.day": chosen + timedelta(days=4), "scheduled.builder": "街道备选施工单位", "scheduled.begins-on": begins,
        "scheduled.ends-on": ends,
    }  # fmt: skip
    if fate == facts.UNDER_WAY:
        return row, 0
    spent = budget * chance.between(90, 100) // 100
    accepted, visited = ends + timedelta(days=chance.between(3, 6)), ends + timedelta(days=chance.between(28, 40))
    row |= {"in-work.day": begins, "in-work.began-on": begins}
    row |= {"self-check.day": ends, "self-check.done-on": ends, "self-check.done": quantity, "self-check.spent": spent}
    row |= {"accepted.day": accepted, "accepted.accepted-on": accepted, "accepted.residents": chance.between(5, 14),
            "accepted.agreed": "yes"}  # fmt: skip
    photos = chance.between(1, 2)
    if chance.happens(80):
        row |= {"followed-up.day": visited, "followed-up.visited-on": visited, "followed-up.state": "good"}
    return row, photos


@dataclass(frozen=True)
class Taken:
    """A photo of a project at one of its steps."""

    matter: str
    step: str
    work: str
    caption: str


def write_photos(folder: Path, taken: Sequence[Taken], held: Sequence[Held], chance: Chance) -> None:
    """Photos of the projects and of some activities, drawn; one in a compound's own room is for the office only."""
    (folder / "photos").mkdir(exist_ok=True)
    rows: list[Sequence[object]] = []

    def keep(data: bytes, *line: object) -> None:
        name = f"{len(rows) + 1:02}.png"
        (folder / "photos" / name).write_bytes(data)
        rows.append((*line[:3], name, *line[3:]))

    for one in taken:
        keep(
            pictures.work(one.work, after=one.step == "accepted", chance=chance),
            "",
            one.matter,
            one.step,
            one.caption,
            "yes",
        )
    for held_one in held:
        if held_one.kind == "culture" or (held_one.key.startswith("2024-service") and int(held_one.key[-2:]) % 6 == 0):
            shown = "no" if held_one.kind in ("visit-elderly", "visit-children") else "yes"
            keep(pictures.together(held_one.kind, chance), held_one.key, "", "", held_one.title[0], shown)
    write(folder / "photos.csv", "activity,matter,step,file,caption,show", rows)


def write_evaluations(folder: Path, held: Sequence[Held], chance: Chance) -> None:
    """What two of those who helped say of every third service."""
    rows = []
    for one in [known for known in held if known.key.startswith("2024-service")][::3]:
        for key in chance.some([part[0] for part in one.parts if part[0]], 2):
            good = chance.happens(80)
            rows.append((one.key, key, "good" if good else "fair", chance.one(facts.PRAISE if good else facts.REMARKS)))
    write(folder / "evaluations.csv", "activity,resident,satisfaction,remark", rows)


def write_aid(folder: Path, here: Community, chance: Chance) -> None:
    """What some households need and some people offer; one of them goes already."""
    rows = []
    for number, (side, kind, compound, text, to) in enumerate(facts.AID, 1):
        one = chance.one(here.living[compound]) if side != "partner" else None
        whom = {"need": (one.home.key if one else "", "", ""), "offer": ("", one.key if one else "", "")}
        rows.append(
            (
                f"2024-aid-{number:02}",
                kind,
                text,
                *whom.get(side, ("", "", compound)),
                f"2024-aid-{to:02}" if to else "",
            )
        )
    write(folder / "aid.csv", "key,kind,text,household,resident,partner,goes_to", rows)


def proposals(held: Sequence[Held], chance: Chance) -> Iterator[dict[str, object]]:
    """Residents' proposals: a meeting talks about each, and the proposer is answered. The last one still waits."""
    met = {number: one for one, line in zip(held, facts.MEETINGS, strict=True) for number in line[6]}
    for number, compound, adopted, zh, en, words in facts.PROPOSALS:
        meeting = met[number]
        told = meeting.day + timedelta(days=chance.between(2, 8))
        row: dict[str, object] = {
            "key": f"2024-proposal-{number:02}", "title": zh, "title_en": en, "compound": compound,
            "day": meeting.day - timedelta(days=chance.between(5, 16)), "proposal": zh, "proposer": "居民",
            "discussed.day": meeting.day, "discussed.activity": meeting.key, "discussed.meeting": meeting.title[0],
            "discussed.met-on": meeting.day,
        }  # fmt: skip
        end, said = ("adopted", "action") if adopted else ("declined", "why")
        row |= {f"{end}.day": meeting.day, f"{end}.{said}": words}
        yield row | {"answered.day": told, "answered.answered-on": told, "answered.answer": words}
    yield {"key": "2024-proposal-10", "title": "在凉亭旁装一个饮水点", "title_en": "A drinking fountain beside the pavilion",
           "day": date(YEAR, 12, 20), "compound": "yunzhong", "proposal": "在凉亭旁装一个饮水点", "proposer": "居民"}  # fmt: skip


def disputes(chance: Chance) -> Iterator[dict[str, object]]:
    """Disputes: no names, no words that tell who they are; mediated within thirty days."""
    for number, (compound, day, about, days, end) in enumerate(facts.DISPUTES, 1):
        reported = on(day)
        began = reported + timedelta(days=chance.between(1, 3))
        row: dict[str, object] = {
            "key": f"2024-dispute-{number:02}", "title": f"邻里纠纷 {number:02} 号", "title_en": f"Dispute {number:02}",
            "day": reported, "compound": compound, "type": about, "parties": "甲、乙", "claim": "见纸质卷宗",
            "mediating.day": began, "mediating.both-agree": "yes", "mediating.mediator": "社区调解员",
            "mediating.began-on": began,
        }  # fmt: skip
        agreed = began + timedelta(days=days)
        if days:
            row |= {"agreed.day": agreed, "agreed.how": "written" if chance.happens(60) else "oral", "agreed.terms": "见纸质卷宗",
                    "agreed.agreed-on": agreed}  # fmt: skip
        ended = (agreed if days else began) + timedelta(days=15)
        if end == "visited":
            row |= {"visited.day": ended, "visited.visited-on": ended, "visited.kept": "yes"}
        elif end == "not-agreed":
            row |= {"not-agreed.day": ended, "not-agreed.ended-on": ended}
        elif end == "referred":
            row |= {"referred.day": ended, "referred.to": "street"}
        yield row


def nominations(here: Community, chance: Chance) -> Iterator[dict[str, object]]:
    """Filial families: thirteen nominated, ten honoured, two thanked, one that would rather not."""
    compounds = chance.some(sorted(here.living), len(facts.STORIES))
    for number, (compound, story) in enumerate(zip(compounds, facts.STORIES, strict=True), 1):
        head = chance.one(here.living[compound])
        day = date(YEAR, 9, 2) + timedelta(days=number)
        agreed, checked, met = day + timedelta(days=4), date(YEAR, 10, 8), date(YEAR, 10, 18)
        row: dict[str, object] = {
            "key": f"2024-filial-{number:02}", "title": f"慈孝家庭推荐：{masked(head.name)}家庭",
            "title_en": f"Nomination of a filial family {number:02}", "day": day, "compound": compound,
            "household": head.home.key, "source": chance.one(("neighbours", "leader", "community")), "nominator": "微网格长",
            "family": f"{head.name}家庭", "members": chance.between(3, 6), "years": chance.between(4, 38),
            "story": story, "truthful": "yes",
        }  # fmt: skip
        if number == len(facts.STORIES):
            yield row | {"withdrawn.day": agreed, "withdrawn.asked-by": "家庭本人", "withdrawn.asked-on": agreed}
            continue
        row |= {"consented.day": agreed, "consented.those-named": "yes", "consented.minors": "none", "consented.publish": "yes",
                "consented.how": "written", "consented.taken-on": agreed}  # fmt: skip
        row |= {"verified.day": checked, **{f"verified.{key}": "clear" for key in VETOES}, "verified.elders-heard": "yes",
                "verified.neighbours-asked": chance.between(3, 8), "verified.findings": "情况属实",
                "verified.checked-by": "社区工作人员两名", "verified.checked-on": checked}  # fmt: skip
        if number > 10:
            yield row | {"not-chosen.day": met}
            continue
        honoured, votes = on("11-08"), chance.between(18, 25)
        row |= {"shortlisted.day": met, "shortlisted.meeting": "十佳慈孝家庭评议会", "shortlisted.met-on": met,
                "shortlisted.for": votes, "shortlisted.against": 26 - votes, "shortlisted.recused": "yes"}  # fmt: skip
        yield row | {
            "honoured.day": honoured, "honoured.place": number, "honoured.notice-from": date(YEAR, 10, 21),
            "honoured.notice-until": date(YEAR, 10, 30), "honoured.objections": "none",
        }  # fmt: skip


VETOES = ("neglect", "violence", "crime", "vice", "defaulter", "illegal-building", "incident", "untruth")


# the appraisal on paper


def paper_marks(
    entries: Sequence[str], criteria: Sequence[str], judges: Sequence[tuple[str, str]], chance: Chance
) -> Iterator[tuple[object, ...]]:
    """The marks of the appraisal that was held on paper: (judge, entry, criterion, mark). Nobody marks where they live."""
    for resident, home in judges:
        strict = chance.between(-2, 2)
        for entry in (one for one in entries if one != home):
            quality = 36 if entry == "yunzhong" else 31 + entries.index(entry) * 5 % 4
            for criterion in criteria:
                half = min(40, max(0, quality - strict + chance.between(-2, 2)))
                yield resident, entry, criterion, f"{half // 2}.5" if half % 2 else half // 2


# all of it


def write_year(folder: Path, residents: Sequence[Person], names: Mapping[str, tuple[str, str]]) -> None:
    """Write the records of the year into `folder`."""
    chance = Chance(SEED)
    here = Community(residents, names)
    met = meetings(here, chance)
    held = [*met, *services(here, chance), *culture(here, chance), *trainings(here, chance)]
    asked = list(dict.fromkeys(key for one in held for key in one.answers))
    write(folder / "partners.csv", "key,name,name_en,kind", facts.PARTNERS)
    columns = "key,kind,title,title_en,day,begins,ends,place,compound,campaign,partners,recorded_by,certified_by"
    write(
        folder / "activities.csv", ",".join((columns, *asked)),
        (
            (one.key, one.kind, *one.title, one.day, *one.hours, one.place, one.compound, one.campaign, ";".join(one.partners),
             ENTERED, CERTIFIED, *(one.answers.get(key, "") for key in asked))
            for one in held
        ),
    )  # fmt: skip
    parts = ((one.key, *part) for one in held for part in one.parts)
    write(folder / "participation.csv", "activity,resident,guest,role,minutes", parts)
    write_meetings(folder, met, chance)
    taken: list[Taken] = []
    write_matters(folder, "micro-project", list(projects(met, chance, taken)))
    write_photos(folder, taken, held, Chance(SEED + 1))
    write_evaluations(folder, held, Chance(SEED + 2))
    write_aid(folder, here, Chance(SEED + 3))
    write_matters(folder, "proposal", list(proposals(met, chance)))
    write_matters(folder, "dispute", list(disputes(chance)))
    write_matters(folder, "filial-nomination", list(nominations(here, chance)))
