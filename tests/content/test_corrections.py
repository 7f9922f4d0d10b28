"""What the original guide had wrong, and what its numbers must add up to."""

import re
from collections import Counter

from patterns.content.entries import Content, Panel, Pattern


def get(content: Content, slug: str) -> Pattern:
    return next(pattern for pattern in content.patterns if pattern.slug == slug)


def script(content: Content, slug: str, name: str) -> str:
    return next(d.script for d in get(content, slug).diagrams if d.file == f"{name}.mmd")


def panel(content: Content, slug: str, title: str) -> Panel:
    return next(panel for panel in get(content, slug).panels if panel.title.startswith(title))


def number(cell: str) -> float:
    return float(re.sub(r"[^\d.]", "", cell))


def test_no_activation_of_the_choreography_ends_twice(content: Content) -> None:
    active: Counter[str] = Counter()
    seen = 0

    for line in script(content, "saga-choreography", "sequence").splitlines():
        match = re.match(r"\s*(\w+)-?-(?:>>|x)([+-]?)(\w+):", line)
        if match and match[2]:
            seen += 1
            active[match[3] if match[2] == "+" else match[1]] += 1 if match[2] == "+" else -1
        assert min(active.values(), default=0) >= 0, line

    assert seen


def test_shares_of_the_breakers_calls_add_up_in_each_window(content: Content) -> None:
    rows = panel(content, "circuit-breaker", "Calls to Payment").rows
    for window in {row[0] for row in rows}:
        calls = {row[1]: number(row[2]) for row in rows if row[0] == window}
        shares = {row[1]: number(row[3]) for row in rows if row[0] == window}
        assert abs(sum(shares.values()) - 100) < 0.11
        for outcome, count in calls.items():
            assert abs(100 * count / sum(calls.values()) - shares[outcome]) <= 0.051


def test_the_breaker_is_entered_once_more_than_it_is_left(content: Content) -> None:
    rows = dict(panel(content, "circuit-breaker", "The same breaker").rows)
    entered = number(rows["CLOSED to OPEN"]) + number(rows["HALF_OPEN to OPEN"])

    assert entered - number(rows["OPEN to HALF_OPEN"]) == 1
    assert number(rows["Calls refused"]) == number(
        rows["of these answered by the fallback"]
    ) + number(rows["of these refused by the fallback's own limit"])


def test_the_breaker_opens_above_half_in_its_own_window(content: Content) -> None:
    rows = panel(content, "circuit-breaker", "Calls to Payment").rows
    own = {row[1]: number(row[2]) for row in rows if row[0].startswith("Breaker")}

    assert own["failure"] / sum(own.values()) > 0.5


def test_the_aggregators_gain_is_computed_from_its_parts(content: Content) -> None:
    parts = [number(row[3]) for row in panel(content, "aggregator", "E-commerce").rows]

    for label, parallel, sequential, gain in panel(content, "aggregator", "What calling").rows:
        count = 6 if "six" in label else 8
        around = 60 if label.startswith("End to end") else 0
        assert number(parallel) == max(parts) + around
        assert number(sequential) == sum(parts[:count]) + around
        assert round(100 * (1 - number(parallel) / number(sequential)), 1) == number(gain)


def test_each_part_of_the_aggregator_is_compared_with_the_slowest(content: Content) -> None:
    rows = panel(content, "aggregator", "E-commerce").rows
    slowest = max(number(row[3]) for row in rows)

    assert [row[0] for row in rows] == [
        "User", "Order", "Product", "Review", "Reward", "Notification", "Payment", "Inventory",
    ]  # fmt: skip
    assert all(round(100 * number(row[3]) / slowest, 1) == number(row[4]) for row in rows)


def test_the_aggregators_timeline_ends_at_210_ms_with_a_fan_out_of_150(content: Content) -> None:
    text = script(content, "aggregator", "timeline")
    client = [
        number(line.rsplit(",", 1)[1])
        for line in text.splitlines()
        if re.search(r"client\d,", line)
    ]

    assert sum(client) == 210
    assert "after agg1, 150ms" in text
    assert "todayMarker off" in text


def test_fifty_slots_are_shared_by_four_pools(content: Content) -> None:
    rows = panel(content, "bulkhead", "Application pool").rows

    assert sum(number(row[1]) for row in rows) == 50
    assert [round(100 * number(row[2]) / number(row[1])) for row in rows] == [
        number(row[3]) for row in rows
    ]


def test_the_last_column_of_the_bulkhead_is_erlangs_formula(content: Content) -> None:
    rows = panel(content, "bulkhead", "Application pool").rows
    load, slots = 10.47, 10

    refused = 1.0
    for n in range(1, slots + 1):
        refused = load * refused / (n + load * refused)

    assert number(rows[0][4]) == round(100 * refused, 1)


def test_the_account_is_the_sum_of_its_events(content: Content) -> None:
    balance = 0.0
    signs = {"MoneyDeposited": 1, "MoneyWithdrawn": -1, "MoneyTransferred": -1}
    signs |= {"InterestCredited": 1}
    for _, _, event, data, after in panel(content, "event-sourcing", "Event stream").rows:
        if event in signs:
            amount = re.search(r"amount ([\d,]*\d)", data)
            assert amount
            balance += signs[event] * number(amount[1])
        assert number(after) == balance, event


def test_retries_wait_one_two_and_four_seconds(content: Content) -> None:
    text = script(content, "retry", "sequence")

    assert re.findall(r"Wait (\d+) s", text) == ["1", "2", "4"]
    assert "jitter" in text


def test_a_saga_ends_in_one_of_four_states(content: Content) -> None:
    text = script(content, "saga", "states")
    ends = {state.name for state in get(content, "saga").states if state.end}

    assert ends == set(re.findall(r"(\w+) --> \[\*\]", text))
    assert ends == {"COMPLETED", "FAILED", "COMPENSATED", "NEEDS_OPERATOR"}
    assert "SHIPPING_PENDING --> COMPENSATING_STOCK: Failure" in text


def test_repeating_in_every_tier_multiplies(content: Content) -> None:
    for _, both, tiers, worst in panel(content, "service-mesh", "Calls at").rows:
        library, proxy = (int(part) for part in both.split(" x "))
        assert int(worst) == (library * proxy) ** int(tiers)


def test_old_reads_of_three_copies_follow_the_formula(content: Content) -> None:
    for read, written, share, _, _ in panel(content, "eventual-consistency", "What").rows:
        r, w = int(read), int(written)
        missed = 1.0
        for n in range(r):
            missed *= max(0, 3 - w - n) / (3 - n)
        assert number(share) == round(100 * missed, 1)
