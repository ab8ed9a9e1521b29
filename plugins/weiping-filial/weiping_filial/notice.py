"""The public notice 公示: the families that were honoured, their names masked, and how to object. Nobody else is in it."""

import re

import weiping as wp

_FAMILY = re.compile(r"(一家|家庭|之家|(?:'s)? family)$", re.IGNORECASE)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BETWEEN = re.compile(r"([\s、，,和与&]+)")


def masked_family(name: wp.Text) -> wp.Text:
    """A family's name as the public may see it, in both languages; a name that is masked already stays as it is.

    Chinese names lose what is between their ends (张晓明、李芳家庭 → 张*明、李*家庭), others all but the surname, which
    comes first, and one letter (Zhang Xiaoming's family → Zhang X. family).
    """
    return wp.Text(_masked(name.zh), _masked(name.en))


def _masked(name: str) -> str:
    end = _FAMILY.search(name.strip())
    people = name.strip()[: end.start()] if end else name.strip()
    suffix = end[0].removeprefix("'s") if end else ""
    if not people:
        return name
    if not _CHINESE.search(people):
        surname, *given = people.split()
        return " ".join([surname, *(f"{one[0].upper()}." for one in given[:1])]) + suffix
    parts = _BETWEEN.split(people)
    return "".join(part if at % 2 else wp.masked(part) for at, part in enumerate(parts)) + suffix


def write(results: wp.Results) -> wp.Text:
    """The notice. Only those with an award are in it: who was not chosen or kept out, and why, is nobody's business."""
    honoured = [line for line in results.lines if line.awards]
    return wp.Text(_chinese(results, honoured), _english(results, honoured))


def _chinese(results: wp.Results, honoured: list[wp.ResultLine]) -> str:
    families = [
        f"{at}. {masked_family(line.name).zh}（{'、'.join(award.zh for award in line.awards)}）"
        for at, line in enumerate(honoured, 1)
    ]
    runs = results.until > results.published
    verb = "拟表彰" if runs else "表彰"
    if runs:
        end = (
            f"公示期：{results.published} 至 {results.until}。如有异议，请在公示期内向社区服务台书面或当面提出，"
            "社区为反映人保密。"
        )
    else:
        end = f"本结果自 {results.published} 起生效。如有疑问，请向社区服务台了解。"
    return "\n".join(
        [
            f"{results.community.zh}{results.title.zh}公示",
            "",
            f"经推荐、家人同意、逐项核实，{results.judges} 名评委评议，{verb}以下家庭："
            if families
            else "本次评选没有家庭获得表彰。",
            *([""] if families else []),
            *families,
            "",
            "为保护个人信息，姓名已作隐去处理；家庭可随时要求撤下。",
            end,
        ]
    )


def _english(results: wp.Results, honoured: list[wp.ResultLine]) -> str:
    families = [
        f"{at}. {masked_family(line.name).en} ({', '.join(award.en for award in line.awards)})"
        for at, line in enumerate(honoured, 1)
    ]
    runs = results.until > results.published
    if runs:
        end = (
            f"On notice from {results.published} to {results.until}. Objections are taken at the community desk until then, in "
            "writing or in person; who raises one is not named."
        )
    else:
        end = f"In effect from {results.published}. Questions are answered at the community desk."
    intro = (
        f"Nominated, agreed to by the family, verified item by item and weighed by {results.judges} judges, these families "
        f"{'are to be' if runs else 'are'} honoured:"
    )
    return "\n".join(
        [
            f"{results.community.en}: {results.title.en}, public notice",
            "",
            intro if families else "No family was honoured this time.",
            *([""] if families else []),
            *families,
            "",
            "Names are masked to protect the families; each may ask to be taken off at any time.",
            end,
        ]
    )
