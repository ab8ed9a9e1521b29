"""Thirty rewards: goods with a stock, services, and honours. One line each."""

from collections.abc import Iterator

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
SERVICES = (  # key, Chinese, English, points each
    ("knife-sharpening", "磨刀", "Knife sharpening", 5),
    ("haircut", "理发", "Haircut", 15),
    ("bicycle-repair", "修自行车", "Bicycle repair", 20),
    ("appliance-repair", "家电维修", "Appliance repair", 40),
    ("legal-advice", "法律咨询", "Legal advice", 30),
    ("health-check", "上门量血压测血糖", "Blood pressure and glucose check at home", 20),
    ("window-cleaning", "擦窗", "Window cleaning", 60),
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


@wp.hookimpl
def weiping_rewards() -> Iterator[wp.Reward]:
    """Offer them all."""
    for key, zh, en, points, stock in GOODS:
        yield wp.Reward(
            key=key, title=wp.Text(zh, en), kind=wp.RewardKind.GOODS, points=points, how=AT_THE_DESK, stock=stock
        )
    for kind, how, rewards in (
        (wp.RewardKind.SERVICE, BY_APPOINTMENT, SERVICES),
        (wp.RewardKind.HONOUR, BY_THE_OFFICE, HONOURS),
    ):
        for key, zh, en, points in rewards:
            yield wp.Reward(key=key, title=wp.Text(zh, en), kind=kind, points=points, how=how)
