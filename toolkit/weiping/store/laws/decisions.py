"""Laws of what people decide: never alone about what they proposed themselves, and in public."""

from __future__ import annotations

from .law import Law

DECISIONS = (
    Law(
        "batch_two_people", "batch_end", "a second person approves, not the one who proposed",
        "NOT EXISTS (SELECT 1 FROM batch b WHERE b.id = NEW.batch AND b.operator <> NEW.operator)",
        when="NEW.approved <> FALSE",
    ),
    Law(
        "deed_two_people", "deed_end", "a second person verifies a deed, not the one who recorded it",
        "NOT EXISTS (SELECT 1 FROM deed d WHERE d.id = NEW.deed AND d.operator <> NEW.operator)",
        when="NEW.verified <> FALSE",
    ),
    Law(
        "activity_two_people", "activity_end", "who recorded an activity does not certify it",
        "NOT EXISTS (SELECT 1 FROM activity a WHERE a.id = NEW.activity_id AND a.operator <> NEW.operator)",
        when="NEW.how = 'certified'",
    ),
    Law(
        "objection_two_people", "objection_end", "who recorded points does not settle what is objected to them",
        "NOT EXISTS (SELECT 1 FROM objection b, transfer x WHERE b.id = NEW.objection AND x.id = b.transfer"
        " AND x.operator <> NEW.operator)",
    ),
    Law(
        "spot_check_two_people", "spot_check_end", "who recorded points does not check them",
        "NOT EXISTS (SELECT 1 FROM spot_check s, transfer x WHERE s.id = NEW.spot_check AND x.id = s.transfer"
        " AND x.operator <> NEW.operator)",
    ),
    Law(
        # nobody could have read it in a notice that hung before
        "notice_line_order", "notice_line", "a notice lists what was on record when it was hung",
        "NOT EXISTS (SELECT 1 FROM points_notice n, transfer x WHERE n.id = NEW.notice AND x.id = NEW.transfer"
        " AND x.recorded_at <= n.at)",
    ),
)  # fmt: skip
