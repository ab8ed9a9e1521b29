"""Activities 活动: what people do together - planned, held, recorded, and certified by a second person.

- `partners`: who helps from outside
- `planning`: plan, change, cancel; `kinds` finds the kind that a plugin offers
- `taking_part`: who took part as what and for how long; `certifying` lets it count: hours, points
- `evaluating`: what is said of it, and complaints; `serving`: certificates of the service that somebody gave
"""
