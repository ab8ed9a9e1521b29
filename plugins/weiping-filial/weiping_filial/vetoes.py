"""The veto list 一票否决: what keeps a family out whatever else is good about it. One list for the forms and for the rule."""

import weiping as wp

VETOES = {
    "neglect": wp.Text(
        "虐待、遗弃家人或拒不赡养老人", "Ill-treats or abandons family members, or refuses to support the old"
    ),
    "violence": wp.Text("家庭暴力", "Violence in the family"),
    "crime": wp.Text("三年内有违法犯罪记录", "An offence on record within three years"),
    "vice": wp.Text("参与赌博、毒品或邪教活动", "Gambling, drugs or a banned cult"),
    "defaulter": wp.Text("被列为失信被执行人", "Listed as a defaulter on a court's judgment"),
    "illegal-building": wp.Text(
        "违法建设或占用公共空间，逾期未整改", "Illegal building or seized public space, not put right in time"
    ),
    "incident": wp.Text("因自身责任发生火灾等安全事故", "A fire or another accident through their own fault"),
    "untruth": wp.Text("申报材料弄虚作假", "Untrue statements in the nomination"),
}
"""Key to words. The keys are also the columns of the sheet of families: `yes` or 是 in one of them strikes the family out."""
