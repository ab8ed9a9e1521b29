"""What happened in Guanyan in 2024, as far as it is told and not drawn: meetings, projects, services, culture, partners.

Tables only; `year_2024.py` makes records of them. Everything in them is invented.
"""

from __future__ import annotations

PARTNERS = (  # key, Chinese, English, kind
    ("clinic", "官堰社区卫生服务站", "Guanyan Community Clinic", "health"),
    ("law-office", "明理律师事务所", "Mingli Law Office", "legal"),
    ("barber", "巷口理发店", "Lane-end Barber", "service"),
    ("repair-shop", "便民家电维修铺", "Neighbourhood Repair Shop", "service"),
    ("school", "官堰小学", "Guanyan Primary School", "school"),
    ("youth-team", "青年志愿服务队", "Youth Volunteers", "volunteers"),
    ("fire-station", "城南消防站", "South Town Fire Station", "safety"),
    ("power-station", "城南供电所", "South Town Power Station", "safety"),
    ("culture-station", "街道文化站", "Sub-district Culture Station", "culture"),
    ("womens-federation", "社区妇联", "Community Women's Federation", "association"),
)

BENCH, PAVILION, COUNCIL = "bench-meeting", "pavilion-meeting", "council"

MEETINGS = (  # day, kind, compound, topic in Chinese and English, project it chooses, proposals it discusses
    ("01-18", BENCH, "wuzi", "春节前清理楼道堆物", "Clearing the stairwells before the Spring Festival", "", (1,)),
    ("02-27", BENCH, "cixiao", "慈孝巷下水管网改造", "New sewers for Cixiao Lane", "01", ()),
    ("03-07", PAVILION, "yunzhong", "凉亭旁座椅维修", "Mending the bench beside the pavilion", "09", ()),
    ("03-14", BENCH, "cixiao", "背街小巷怎么改", "How the side lanes are to be renewed", "02", ()),
    ("03-21", COUNCIL, "cixiao", "主巷道改造与全年微实事安排", "The main lane, and the year's micro-projects", "03", (2,)),
    ("04-11", BENCH, "wuzi", "电动车充电点选址（物资储运）", "Where to charge e-bikes: the staff quarters", "04", ()),
    ("04-18", BENCH, "gaodian", "路口交通安全", "Safety at the crossing", "10", ()),
    ("04-25", PAVILION, "yunzhong", "文明养犬公约", "A pact on keeping dogs", "", (3, 4)),
    ("05-09", BENCH, "jincheng", "电动车充电点选址（锦程花园）", "Where to charge e-bikes: Jincheng Garden", "05", ()),
    ("05-23", BENCH, "beixiang", "破损巷道修补", "Mending the broken lane", "11", ()),
    ("06-06", PAVILION, "guihua", "增设休闲座椅", "More benches", "08", ()),
    ("06-13", COUNCIL, "wangjiang", "志愿服务积分怎么算", "How volunteering earns points", "", (5,)),
    ("06-27", BENCH, "heba", "河坝夜间照明", "Light on the riverbank", "07", ()),
    ("07-11", BENCH, "liangzhan", "电动车充电点选址（粮站）", "Where to charge e-bikes: the grain station", "06", ()),
    ("07-25", PAVILION, "yunzhong", "暑期儿童活动安排", "Something for the children in the holidays", "", (6,)),
    ("08-22", BENCH, "wuzi", "更新楼栋单元牌", "New plates for buildings and units", "12", ()),
    ("09-12", BENCH, "dianying", "院内停车位怎么划", "Where cars may stand in the yard", "15", (7,)),
    ("10-17", PAVILION, "wangjiang", "小区停车秩序", "Order among the parked cars", "", (8,)),
    ("11-07", BENCH, "xiqu", "整治飞线充电", "No more cables from the windows", "", (9,)),
    ("12-12", COUNCIL, "xiqu", "明年微实事项目", "Next year's micro-projects", "13", ()),
)  # fmt: skip

SETTLED, UNDER_WAY, TRANSFERRED, REJECTED = "settled", "under way", "transferred", "rejected"

PROJECTS = (
    # number, compound, work, how, quantity, unit, households, budget, days of work, what became of it, title and place
    ("01", "cixiao", "sewer", "renewed", 500, "metre", 122, 186000, 48, SETTLED,
     "慈孝巷下水管网改造", "Sewers of Cixiao Lane renewed", "慈孝巷片区"),
    ("02", "cixiao", "side-lane", "renewed", 9, "lane", "", 97000, 55, SETTLED,
     "背街小巷改造", "Side lanes renewed", "慈孝巷片区九条小巷"),
    ("03", "cixiao", "main-lane", "renewed", 1, "lane", "", 64000, 40, SETTLED,
     "主巷道改造", "Main lane renewed", "慈孝巷主巷"),
    ("04", "wuzi", "charging-point", "new", 1, "place", "", 28000, 14, SETTLED,
     "物资储运家属区电动车充电点", "Charging point for e-bikes, Storage and Transport Staff Quarters", "4 号楼东侧空地"),
    ("05", "jincheng", "charging-point", "new", 1, "place", "", 26000, 14, SETTLED,
     "锦程花园电动车充电点", "Charging point for e-bikes, Jincheng Garden", "北门车棚"),
    ("06", "liangzhan", "charging-point", "new", 1, "place", "", 21000, 12, SETTLED,
     "粮站家属院电动车充电点", "Charging point for e-bikes, Grain Station Staff Yard", "2 号楼山墙旁"),
    ("07", "heba", "solar-lamp", "new", 6, "piece", "", 14400, 7, SETTLED,
     "河坝太阳能路灯", "Solar lamps on the riverbank", "河坝步道"),
    ("08", "guihua", "bench", "new", 2, "set", "", 5200, 5, SETTLED,
     "桂花苑休闲座椅", "Benches in Osmanthus Court", "中心花园"),
    ("09", "yunzhong", "bench", "repaired", 1, "piece", "", 380, 2, SETTLED,
     "凉亭座椅维修", "The bench beside the pavilion mended", "凉亭"),
    ("10", "gaodian", "barrier", "new", 1, "piece", "", 3600, 3, SETTLED,
     "高店路口交通护栏", "Traffic barrier at Gaodian crossing", "高店路口"),
    ("11", "beixiang", "side-lane", "repaired", 1, "lane", "", 8900, 9, SETTLED,
     "北巷破损巷道修补", "The broken lane in Beixiang mended", "北巷二支路"),
    ("12", "wuzi", "plate", "renewed", 32, "piece", "", 6400, 6, SETTLED,
     "楼栋单元牌更新", "Plates of buildings and units renewed", "全部 8 栋 24 个单元"),
    ("13", "xiqu", "other", "new", 12, "piece", "", 15600, 0, UNDER_WAY,
     "西区单元门雨棚", "Canopies over the doors of Xiqu", "1 至 6 号楼"),
    ("14", "shuijing", "other", "repaired", 40, "metre", "", 0, 0, TRANSFERRED,
     "水井街临街护坡", "The slope beside Well Street", "水井街南段"),
    ("15", "dianying", "other", "new", 20, "piece", "", 9000, 0, REJECTED,
     "老电影院宿舍院内停车位", "Parking places in the yard of the Old Cinema", "院内绿地"),
)  # fmt: skip

PROPOSALS = (  # number, compound, adopted, proposal, what is done or why not
    (1, "wuzi", True, "春节前集中清理一次楼道堆物", "Clear all stairwells once before the Spring Festival",
     "腊月二十前由楼栋长组织清理"),
    (2, "cixiao", True, "施工期间在巷口设夜间照明", "Light the lane's end at night while the works last", "由施工单位设临时照明"),
    (3, "yunzhong", True, "制定文明养犬公约", "Agree on a pact on keeping dogs", "业委会起草，公示七天后执行"),
    (4, "yunzhong", False, "在小区内建遛狗专区", "Fence off a place for dogs", "没有合适的公共用地"),
    (5, "wangjiang", True, "志愿服务按小时计积分", "Count volunteering by the hour", "每小时 1 分，每次最多 2 小时"),
    (6, "yunzhong", True, "暑期开放社区活动室", "Open the community room in the holidays", "七、八月工作日上午开放"),
    (7, "dianying", False, "占用绿地划停车位", "Turn the lawn into parking places", "绿地不得占用，到会居民多数不同意"),
    (8, "wangjiang", True, "访客车辆限时停放", "Limit how long visitors may park", "门岗登记，超过四小时提醒"),
    (9, "xiqu", False, "由社区统一更换各户插座", "Let the community replace the sockets in every home",
     "户内用电由住户自理，可免费上门检查"),
)  # fmt: skip

SERVICES = (
    # kind, Chinese and English title, campaign, partners, days, weight of a session,
    # share of elders, children, disabled people and others in a hundred
    ("door-knocking", "敲门行动", "Door-knocking", "敲门行动", ("youth-team",),
     "01-10 02-05 03-12 05-15 07-10 08-14 10-16 12-04", 220, (40, 6, 6, 48)),
    ("clean-up", "背街小巷卫生清扫", "Clean-up of the side lanes", "周末卫生日", ("youth-team",),
     "01-25 03-05 04-12 05-30 06-20 08-29 09-26 11-14", 110, (30, 10, 4, 56)),
    ("hazard-check", "安全隐患排查", "Hazard check", "", ("fire-station", "power-station"),
     "01-16 04-16 06-05 07-17 09-10 11-20", 160, (35, 0, 5, 60)),
    ("snow-clearing", "扫雪除冰", "Snow clearing", "", (), "02-22 12-27", 130, (45, 10, 5, 40)),
    ("free-haircut", "义务理发", "Free haircuts", "暖心理发", ("barber",),
     "02-02 04-02 06-04 08-06 10-08 12-03", 45, (82, 6, 12, 0)),
    ("health-check", "义诊", "Health check", "", ("clinic",),
     "03-20 05-08 07-03 09-04 10-09 12-11", 90, (74, 0, 8, 18)),
    ("legal-advice", "法律咨询", "Legal advice", "", ("law-office",), "03-15 06-18 09-19 12-05", 38, (32, 0, 4, 64)),
    ("appliance-repair", "家电维修进小区", "Appliance repair", "", ("repair-shop",),
     "03-28 06-26 09-11 11-28", 60, (55, 0, 5, 40)),
    ("visit-elderly", "看望独居老人", "Visits to the elderly", "", ("womens-federation",),
     "02-07 05-22 10-10 12-19", 30, (100, 0, 0, 0)),
    ("visit-children", "关爱儿童", "Visits to children", "", ("school", "womens-federation"), "06-01 08-20", 28, (0, 100, 0, 0)),
)  # fmt: skip

CULTURE = (  # day, compound, Chinese, English, programme
    ("01-28", "yunzhong", "迎新春写春联", "Spring couplets", "书法爱好者现场写春联，居民免费领取"),
    ("02-24", "yinhe", "元宵灯谜会", "Lantern riddles", "猜灯谜、包元宵、舞龙"),
    ("03-08", "guihua", "巾帼风采展", "Women's Day show", "歌舞、手工展示、反家庭暴力知识问答"),
    ("04-23", "zhizu", "邻里读书会", "Neighbours read", "共读一本书、旧书交换"),
    ("05-18", "wangjiang", "邻里节百家宴", "Neighbours' day, a table of a hundred dishes", "每家一道菜、老照片展"),
    ("06-10", "cixiao", "端午包粽子", "Dragon-boat dumplings", "包粽子、做香囊、送给独居老人"),
    ("07-20", "heba", "夏夜纳凉晚会", "A concert on a summer night", "合唱、秦腔、广场舞、居民独唱"),
    ("08-15", "yunzhong", "暑期亲子运动会", "Family sports", "拔河、跳绳、亲子接力"),
    ("09-15", "jincheng", "中秋邻里联欢", "Mid-autumn evening", "朗诵、器乐、分月饼"),
    ("10-11", "cixiao", "重阳敬老文艺汇演", "Double Ninth performance for the old", "合唱、太极、小品《家和》"),
    ("11-08", "cixiao", "慈孝文化节", "Festival of filial families", "十佳慈孝家庭表彰、家风故事分享、合影"),
    ("12-21", "gaodian", "冬至饺子宴", "Dumplings at the winter solstice", "包饺子、拉家常、新年愿望墙"),
)  # fmt: skip

TRAININGS = (  # day, Chinese, English, topic
    ("03-26", "微网格长培训（一）", "Training of micro-grid leaders I", "入户走访与信息登记"),
    ("06-25", "微网格长培训（二）", "Training of micro-grid leaders II", "消防安全与隐患上报"),
    ("09-24", "微网格长培训（三）", "Training of micro-grid leaders III", "邻里纠纷怎么劝、怎么报"),
    ("12-17", "微网格长培训（四）", "Training of micro-grid leaders IV", "议事会怎么开、记录怎么写"),
)

DISPUTES = (  # compound, day, type, days to the agreement (none: no agreement), how it ended
    ("wuzi", "01-22", "water", 9, "visited"),
    ("yinhe", "03-04", "noise", 12, "visited"),
    ("yunzhong", "04-08", "pets", 6, "visited"),
    ("xiqu", "05-13", "shared-space", 15, "visited"),
    ("jincheng", "06-17", "parking", 10, "visited"),
    ("guihua", "07-22", "noise", 18, "visited"),
    ("liangzhan", "08-26", "water", 21, "visited"),
    ("zhizu", "11-25", "shared-space", 14, "agreed"),
    ("beixiang", "09-09", "parking", 0, "not-agreed"),
    ("gaodian", "10-14", "family", 0, "referred"),
    ("dianying", "12-16", "noise", 0, "mediating"),
)

STORIES = (  # one for each nominated family: what they did
    "照顾瘫痪在床的婆婆十一年，每天翻身擦洗，老人没有生过一次褥疮",
    "四代同堂，三个儿媳轮流陪护九旬老人，饭桌上先给老人盛饭",
    "收养两名失去父母的侄儿，供他们读完大学",
    "丈夫病后独自撑起一个家，仍坚持每周为楼里独居老人买菜",
    "夫妻二人义务照看隔壁失能老人六年，逢年过节接到家里",
    "每周六全家陪老人到河坝散步，十年没有断过",
    "女儿辞去外地工作，回家照料患病父亲，并带动邻居组成互助小组",
    "儿媳为公婆学会理发、量血压，也为院里老人服务",
    "兄弟五人商量赡养有章程、有记录，从没有红过脸",
    "老党员夫妇以身作则，孙辈个个会照顾老人",
    "常年为社区留守儿童辅导作业",
    "邻里有事总是第一个到，家里老人逢人便夸",
    "重组家庭待双方老人如一",
)

PRAISE = ("准备充分，大家配合得好", "老人都说方便", "时间安排合适", "")
REMARKS = ("人手少了一些", "通知可以再早两天", "下次多备一把椅子")
"""What those who helped say of a service."""

AID = (  # need, offer or partner; kind; compound or partner; words; the number of the need it goes to
    ("need", "free-haircut", "yunzhong", "老人下楼不便，想请人上门理发", 0),
    ("need", "appliance-repair", "wuzi", "电饭煲坏了，不会修", 0),
    ("need", "visit-elderly", "cixiao", "独居，盼有人来说说话", 0),
    ("need", "health-check", "yinhe", "腿脚不便，想上门量血压", 0),
    ("need", "legal-advice", "xiqu", "想问遗嘱怎么写", 0),
    ("offer", "free-haircut", "yunzhong", "退休理发师，周二、周四有空", 1),
    ("offer", "free-haircut", "guihua", "周末可以上门", 0),
    ("offer", "visit-elderly", "cixiao", "住得近，晚饭后可以去坐坐", 0),
    ("offer", "visit-elderly", "cixiao", "可以代买菜", 0),
    ("offer", "appliance-repair", "jincheng", "会修小家电", 0),
    ("partner", "health-check", "clinic", "每月两次上门义诊", 0),
    ("partner", "legal-advice", "law-office", "预约后上门", 0),
)
