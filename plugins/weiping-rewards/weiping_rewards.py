"""Thirty rewards: goods with a stock, services, and honours, one line each; and how each is handed over."""

from collections.abc import Iterator
from datetime import timedelta

import weiping as wp

GOODS = (  # key, Chinese, English, points each, stock
    ("soap", "肥皂", "Soap", 5, 200),
    ("scented-soap", "香皂", "Scented soap", 10, 150),
    ("pocket-torch", "小手电", "Pocket torch", 15, 60),
    ("dish-cloth", "洗碗巾", "Dish cloth", 5, 200),
    ("toothpaste", "牙膏", "Toothpaste", 10, 120),
    ("waste-bags", "垃圾分类袋", "Waste sorting bags", 8, 200),
    ("towel", "毛巾", "Towel", 12, 120),
    ("washing-up-liquid", "洗洁精", "Washing-up liquid", 15, 100),
    ("laundry-liquid", "洗衣液", "Laundry liquid", 20, 100),
    ("salt-and-soy", "盐和酱油", "Salt and soy sauce", 18, 80),
    ("light-bulb", "节能灯泡", "Light bulb", 20, 60),
    ("umbrella", "雨伞", "Umbrella", 35, 50),
    ("noodles", "挂面", "Dried noodles", 25, 100),
    ("rice", "大米（5 公斤）", "Rice (5 kg)", 50, 60),
    ("cooking-oil", "食用油（1.8 升）", "Cooking oil (1.8 l)", 45, 60),
    ("thermos", "保温杯", "Thermos cup", 60, 40),
    ("tissue-pack", "抽纸(整提)", "Tissue pack", 75, 50),
    ("casserole", "砂锅", "Casserole", 90, 20),
    ("first-aid-kit", "家用急救包", "First aid kit", 100, 20),
    ("smoke-alarm", "烟雾报警器", "Smoke alarm", 110, 20),
    ("electric-kettle", "电热水壶", "Electric kettle", 120, 15),
)
SERVICES = (  # key, Chinese, English, points each, fulfilment
    ("knife-sharpening", "磨刀", "Knife sharpening", 5, "service-point"),
    ("haircut", "理发", "Haircut", 15, "service-point"),
    ("bicycle-repair", "修自行车", "Bicycle repair", 20, "service-point"),
    ("appliance-repair", "家电维修", "Appliance repair", 40, "home-visit"),
    ("legal-advice", "法律咨询", "Legal advice", 30, "service-point"),
    ("health-check", "上门量血压测血糖", "Blood pressure and glucose check at home", 20, "home-visit"),
    ("window-cleaning", "擦窗", "Window cleaning", 60, "home-visit"),
)
HONOURS = (  # key, Chinese, English, points each
    ("thank-you-card", "社区感谢卡", "Thank-you card of the community", 10),
    ("commendation", "公开表扬", "Commendation on the public board", 50),
)

AT_THE_DESK = wp.Text("凭兑换券到社区服务台领取", "Hand the voucher over at the community desk")
BY_APPOINTMENT = wp.Text("凭兑换券到服务台预约时间", "Show the voucher at the community desk to make an appointment")
BY_THE_OFFICE = wp.Text(
    "社区核实后公布，可要求匿名", "The office announces it once checked; ask to stay anonymous if you wish"
)


DAYS = 30
"""How long the desk would like to wait for a resident. A voucher that comes later is as good."""


def collect(redeemed: wp.Redeemed) -> wp.Text:
    """Goods: what lies ready, and until when the desk would like it to be fetched."""
    by = redeemed.on + timedelta(days=DAYS)
    return wp.Text(
        f"{redeemed.title.zh} ×{redeemed.quantity} 已为您留好，请在 {by} 之前（含当日）凭本券到社区服务台领取；"
        "逾期本券仍然有效。",
        f"{redeemed.title.en} ×{redeemed.quantity} is set aside. Please hand this voucher over at the community desk by {by}; "
        "it stays good afterwards.",
    )


def at_the_service_point(redeemed: wp.Redeemed) -> wp.Text:
    """Services that residents come to: make an appointment, bring what is to be mended."""
    zh, en = _turns(redeemed.quantity)
    return wp.Text(
        f"{redeemed.title.zh}{zh}：请凭本券到社区服务台预约时间，按约到便民服务点；需要修、磨的物品请随身带来。服务完成后交回本券。",
        f"{redeemed.title.en}{en}: show this voucher at the community desk to make an appointment, then come to the service "
        "point and bring what is to be mended. Hand the voucher over when it is done.",
    )


def at_home(redeemed: wp.Redeemed) -> wp.Text:
    """Services that come to the door: an appointment, somebody at home, and how to know who is at the door."""
    zh, en = _turns(redeemed.quantity)
    return wp.Text(
        f"{redeemed.title.zh}{zh}：请凭本券到社区服务台预约上门时间，届时请有成年人在家。上门人员会出示社区证件，不收取现金。"
        "服务完成后交回本券。",
        f"{redeemed.title.en}{en}: show this voucher at the community desk to arrange a visit; an adult should be at home. "
        "Whoever comes shows a card of the community and takes no cash. Hand the voucher over when it is done.",
    )


def commend(redeemed: wp.Redeemed) -> wp.Text:
    """Honours: how the resident wants to be named is asked before anything is put up."""
    return wp.Text(
        f"{redeemed.title.zh}：请到社区服务台说明希望怎样署名（全名、隐去中间的字或匿名）。社区核实后办理，公布前会征得您同意。",
        f"{redeemed.title.en}: tell the community desk how you wish to be named (in full, masked or not at all). The office "
        "checks it, and puts nothing up before you have agreed.",
    )


def _turns(quantity: int) -> tuple[str, str]:
    return (f"（{quantity} 次，一并预约）", f" ({quantity} times, arranged together)") if quantity > 1 else ("", "")


@wp.hookimpl
def weiping_fulfilments() -> Iterator[wp.Fulfilment]:
    """Offer four; rewards of other plugins may name them too."""
    for key, zh, en, instruct in (
        ("collect", "到服务台领取", "Collect at the desk", collect),
        ("service-point", "预约到点服务", "By appointment, at the service point", at_the_service_point),
        ("home-visit", "预约上门服务", "By appointment, at home", at_home),
        ("commend", "核实后表彰", "Commended once it is checked", commend),
    ):
        yield wp.Fulfilment(key=key, title=wp.Text(zh, en), instruct=instruct)


@wp.hookimpl
def weiping_rewards() -> Iterator[wp.Reward]:
    """Offer them all."""
    for key, zh, en, points, stock in GOODS:
        yield wp.Reward(
            key=key,
            title=wp.Text(zh, en),
            kind=wp.RewardKind.GOODS,
            points=points,
            how=AT_THE_DESK,
            stock=stock,
            fulfilment="collect",
        )
    for key, zh, en, points, fulfilment in SERVICES:
        yield wp.Reward(
            key=key,
            title=wp.Text(zh, en),
            kind=wp.RewardKind.SERVICE,
            points=points,
            how=BY_APPOINTMENT,
            fulfilment=fulfilment,
        )
    for key, zh, en, points in HONOURS:
        yield wp.Reward(
            key=key,
            title=wp.Text(zh, en),
            kind=wp.RewardKind.HONOUR,
            points=points,
            how=BY_THE_OFFICE,
            fulfilment="commend",
        )
