"""What families are judged by: five criteria of 20 points, each with a rubric for its four levels."""

from collections.abc import Iterator

import weiping as wp

BANDS = (  # key, Chinese, English, low, high, what a tap stands for
    ("excellent", "优", "Excellent", 18, 20, 19),
    ("good", "良", "Good", 14, 17.5, 16),
    ("fair", "中", "Fair", 10, 13.5, 12),
    ("poor", "差", "Poor", 0, 9.5, 6),
)

CRITERIA = (
    (
        "care-of-elders",
        wp.Text("孝老爱亲", "Care of the elders"),
        wp.Text(
            "赡养老人，生活上照料、精神上陪伴、患病时守护",
            "Support for the old: daily care, company, and nursing when they are ill",
        ),
        (
            wp.Text(
                "长年悉心照料，老人身心舒畅，邻里公认",
                "Devoted for years; the old are well and at ease, as all neighbours know",
            ),
            wp.Text("照料周到，常陪伴、常问候", "Cared for well, often visited and talked to"),
            wp.Text("尽到赡养义务，陪伴不多", "Duties are met; there is little company"),
            wp.Text("赡养勉强，老人有怨言", "Support is grudging; the old complain"),
        ),
    ),
    (
        "care-of-children",
        wp.Text("慈幼教子", "Care of the young"),
        wp.Text("关爱子女，言传身教，尊重孩子", "Love for the children, teaching by example, respect for the child"),
        (
            wp.Text(
                "言传身教，孩子懂礼向善、乐于助人", "Teaching by example; the children are courteous and ready to help"
            ),
            wp.Text("重视陪伴与教育，方法得当", "Time and good schooling, in a good way"),
            wp.Text("照顾生活，疏于陪伴或管教简单", "Fed and clothed; little time, or rough rules"),
            wp.Text("放任不管或经常打骂", "Left alone, or often scolded and beaten"),
        ),
    ),
    (
        "family-harmony",
        wp.Text("家庭和睦", "Harmony in the family"),
        wp.Text(
            "夫妻平等互敬，婆媳、妯娌、兄弟相处融洽", "Spouses as equals; in-laws, brothers and sisters on good terms"
        ),
        (
            wp.Text("几代人互敬互爱，遇事商量", "Generations love and respect one another and talk things over"),
            wp.Text("关系融洽，小摩擦能自行化解", "On good terms; small quarrels are settled among themselves"),
            wp.Text("偶有争吵，需人劝解", "Quarrels now and then that others must calm"),
            wp.Text("矛盾多，长期不和", "Many conflicts, long estranged"),
        ),
    ),
    (
        "neighbourliness",
        wp.Text("邻里互助", "Good neighbours"),
        wp.Text(
            "团结邻里，帮助有困难的人，参加社区志愿服务",
            "On good terms with neighbours, help for those in need, volunteering",
        ),
        (
            wp.Text("常年帮助邻里，带头参加志愿服务", "Helps neighbours all year and leads in volunteering"),
            wp.Text("主动帮忙，常参加社区活动", "Helps unasked and often joins in"),
            wp.Text("与邻里相安，较少参与", "At peace with the neighbours, seldom joins in"),
            wp.Text("与邻里有纠纷", "In dispute with neighbours"),
        ),
    ),
    (
        "family-ways",
        wp.Text("家风传承", "Family ways"),
        wp.Text(
            "勤俭诚信，移风易俗，遵守居民公约",
            "Thrift and honesty, modest weddings and funerals, the residents' pact kept",
        ),
        (
            wp.Text("家风淳正、代代相传，带动周围", "Good ways handed down, an example to those around"),
            wp.Text("勤俭诚信，红白喜事从简", "Thrifty and honest, modest in weddings and funerals"),
            wp.Text("一般做到，偶有铺张", "Mostly so, now and then lavish"),
            wp.Text("铺张攀比或多次违反公约", "Lavish and showy, or often against the pact"),
        ),
    ),
)


def criteria() -> Iterator[wp.Criterion]:
    """The five, with their bands."""
    for key, title, rubric, rubrics in CRITERIA:
        yield wp.Criterion(key=key, title=title, rubric=rubric, levels=tuple(_levels(rubrics)))


def _levels(rubrics: tuple[wp.Text, ...]) -> Iterator[wp.Level]:
    for (key, zh, en, low, high, value), rubric in zip(BANDS, rubrics, strict=True):
        ends = {"low": wp.exact(low), "high": wp.exact(high), "value": wp.exact(value)}
        yield wp.Level(key=key, title=wp.Text(zh, en), rubric=rubric, **ends)
