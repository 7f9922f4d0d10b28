"""The files around the patterns of the small folder, by name."""

GUIDE = {
    "categories.toml": """
[[category]]
slug = "resilience"
name = "Resilience"
question = "What happens when a part fails?"
""",
    "forces.toml": """
[[force]]
id = "hanging"
name = "Calls hang"
meaning = "A call does not come back."

[[force]]
id = "dead"
name = "A part is down"
meaning = "Every call fails for minutes."

[[tension]]
forces = ["hanging", "dead"]
message = "Waiting longer and giving up sooner pull apart."

[[capability]]
id = "ops"
name = "Operations"
level_0 = "Nobody looks."
level_3 = "A team looks day and night."
""",
    "questions/10-failure.toml": """
id = "failure"
title = "Failure"

[[question]]
id = "calls"
kind = "multi"
text = "How do calls fail?"
help = "Think of the last incident."
why = "The way of failing decides what helps."
quick = true

[[question.option]]
id = "hang"
label = "They hang"
raises = { hanging = 3 }
facts = ["calls_hang"]

[[question.option]]
id = "fine"
label = "They do not"
raises = { hanging = -3, dead = -3 }
exclusive = true

[[question]]
id = "outage"
kind = "single"
text = "Is a part down for minutes?"
help = "Look at the incident log."
why = "Long outages need another answer than short ones."
show_when = { answered = "calls" }

[[question.option]]
id = "yes"
label = "Yes"
raises = { dead = 3 }
sets = { ops = 1 }
facts = ["long_outage"]

[[question.option]]
id = "no"
label = "No"
raises = { dead = -2 }
""",
    "questions/retired.toml": """
[[question]]
id = "faults"
successors = ["calls"]

[[option]]
question = "outage"
id = "sometimes"
successors = ["outage"]
""",
    "contradictions.toml": """
[[contradiction]]
id = "C01"
facts = ["calls_hang", "long_outage"]
reopen = ["calls"]
message = "Both at once are seldom true."
ways_out = ["Look again"]
""",
    "bundles.toml": """
[[bundle]]
id = "safe-calls"
name = "Safe calls"
members = ["timeout", "retry"]
""",
    "limits.toml": """
[[ceiling]]
several_services = true
facts = ["calls_hang"]
verdict = "later"
reason = "Begin with one thing."

[capacity]
question = "outage"
unknown = 18
by_option = { yes = 9, no = 30 }

[baseline]
pattern = "timeout"
facts_any = ["calls_hang"]
""",
    "decision_matrix.toml": """
[[scenario]]
number = 1
slug = "failing-parts"
title = "Failing parts"
recommended = "Breaker"
pattern = "breaker"
answers = { calls = ["hang"], outage = ["yes"] }
first_ask = "A timeout may be enough."
take_with = ["timeout"]
also = ["retry"]
""",
    "problem_domains.toml": """
[[domain]]
slug = "resilience"
title = "Resilience"
primary = "breaker"
secondary = ["retry"]
adds = "A timeout comes first."
""",
    "priority_quadrant.toml": """
title = "What to do first"
x_axis = ["Easy", "Hard"]
y_axis = ["Little", "Much"]
labels = ["Plan", "Do", "Leave", "Ask"]
meanings = ["One", "Two", "Three", "Four"]
points = ["breaker", "retry"]
""",
    "guide/takeaways.toml": """
[[takeaway]]
pattern = "breaker"
claim = "Prevents cascades."
honest = "Only with a timeout."
""",
    "guide/checklist.toml": """
[[tick]]
phase = "before"
text = "The problem has a number."
""",
    "guide/glossary.toml": """
[[term]]
key = "window"
name = "Window"
meaning = "The calls that are looked back on."
""",
    "guide/comparisons.toml": """
[[comparison]]
patterns = ["retry", "timeout"]
decides = "One repeats, the other stops waiting."
""",
    "guide/later.toml": """
[[later]]
name = "Autoscaling"
see = ["retry"]
""",
    "guide/words.toml": """
words = ["simply", "TODO"]
""",
}
