"""The labs once more, written for SimPy: processes instead of callbacks, the same draws.

Where a code template of the product does the deciding, the oracle runs that template, so that lab
and template prove each other.
"""

import asyncio
import heapq
import importlib.util
import math
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from statistics import NormalDist
from types import ModuleType
from typing import Any

import simpy
from simpy.events import URGENT

from patterns.labs.kernel.lab import Lab, Values
from patterns.labs.kernel.streams import Streams
from tests.conftest import FIXTURES

Process = Generator[Any, Any, Any]
NORMAL = NormalDist()


def template(language_path: str, **constants: Any) -> ModuleType:
    """Return a Python code template as a fresh module with some of its constants replaced."""
    path = FIXTURES / "code" / "python" / "src" / language_path
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, value in constants.items():
        assert hasattr(module, name), name
        setattr(module, name, value)
    return module


def gap(now: float, u: float, rate: float, loads: list[tuple[float, ...]]) -> float:
    """The next arrival, walked through the load step by step of a piece of constant rate."""
    left, time = -math.log(1 - u), now
    while True:
        factor = math.prod(f for start, end, f in loads if start <= time < end)
        ahead = [t for start, end, _ in loads for t in (start, end) if t > time]
        until = min(ahead, default=math.inf)
        if factor and left <= rate * factor * (until - time):
            return time + left / (rate * factor) - now
        if until == math.inf:
            return math.inf
        left, time = left - rate * factor * (until - time), until


def circuit_breaker(lab: Lab, values: Values, seed: int) -> tuple[Counter[str], list[float]]:
    """Return counts and the times of all ends, of calls that one breaker guards.

    The fault script may hold errors of the service, in rows that do not overlap.
    """
    v = dict(values)
    code = template(
        "circuit_breaker/rate_window.py",
        WINDOW=v["window"], WINDOW_MS=int(v["window_s"] * 1000), WINDOW_CALLS=v["window_n"],
        CONSECUTIVE=v["consecutive_k"], MINIMUM_CALLS=v["minimum_calls"],
        THRESHOLD=v["threshold"], STRICT=v["strict"], SLOW_LIMIT_MS=v["slow_limit"] * 1000,
        SLOW_THRESHOLD=v["slow_threshold"], OPEN_WAIT_MS=v["open_wait"] * 1000,
        OPEN_WAIT_JITTER=0.0, PROBES=v["half_open_calls"], PROBE_RULE=v["half_open_rule"],
    )  # fmt: skip
    streams = Streams(lab.slug, lab.model_version, seed)
    arrivals, service = streams.uniform("arrivals"), streams.uniform("service")
    luck, routing = streams.uniform("outcome"), streams.uniform("routing")
    outages = [
        (*(float(t) for t in span.split("-")), float(share))
        for span, _, kind, share in (row.split(":") for row in str(v["f"]).split(",") if row)
        if kind == "error"
    ]
    env = simpy.Environment()
    breaker = code.Breaker(clock=lambda: env.now)
    counts: Counter[str] = Counter()
    ends: list[float] = []

    def outcome(part: float, size: float, chance: float) -> tuple[float, bool, str]:
        slow = part < v["slow_share"]
        median, sigma = (v["slow_median"], v["slow_sigma"]) if slow else (v["median"], v["sigma"])
        seconds = median * math.exp(sigma * NORMAL.inv_cdf(size))
        if v["timeout"] and seconds > v["timeout"]:
            return v["timeout"], True, "timeout"
        error = sum(share for start, end, share in outages if start <= env.now < end)
        failing = 1 - (1 - v["base_failure"]) * (1 - error)
        return seconds, chance < failing, "failure" if chance < failing else "success"

    def call(part: float, size: float, chance: float) -> Process:
        counts["calls"] += 1
        seconds, failed, word = outcome(part, size, chance)
        try:
            epoch, began = breaker._admit()
        except code.Refused:
            counts["short_circuited"] += 1
            counts["would_have_succeeded"] += not failed
            return
        counts["in_flight"] += 1
        yield env.timeout(seconds)
        counts["in_flight"] -= 1
        counts[word] += 1
        ends.append(env.now)
        breaker._record(epoch, began, failed)

    def traffic() -> Process:
        while True:
            yield env.timeout(-math.log(1 - arrivals()) / v["rate"])
            drawn = service(), service(), luck()
            routing()
            env.process(call(*drawn))

    env.process(traffic())
    env.run(until=float(v["duration"]))
    for edge, number in breaker.events.items():
        if " -> " in edge:
            counts[edge.replace(" -> ", "_to_").lower()] = number
    return counts, ends


def bulkhead(lab: Lab, values: Values, seed: int) -> tuple[dict[str, list[int]], list[float]]:
    """Return (arrivals, refused, expired, done) by service, and the times of all ends.

    Exponential or constant service; the fault script may hold hangs in rows of one service.
    """
    v = dict(values)
    services = [
        (name, float(rate), float(mean) / 1000, int(size))
        for name, rate, mean, size in (row.split(":") for row in str(v["services"]).split(","))
    ]
    hangs = [
        (target, *(float(t) for t in span.split("-")), float(mean))
        for span, target, kind, mean in (row.split(":") for row in str(v["f"]).split(",") if row)
        if kind == "hang"
    ]
    env = simpy.Environment()
    streams = Streams(lab.slug, lab.model_version, seed)
    if v["mode"] == "split":
        pools = [simpy.Resource(env, size) for *_, size in services]
        rooms = [v["queue"]] * len(services)
    else:
        pools = [simpy.Resource(env, sum(size for *_, size in services))] * len(services)
        rooms = [v["queue"] * len(services)] * len(services)
    counts = {name: [0, 0, 0, 0] for name, *_ in services}
    ends: list[float] = []

    def seconds(letter: str, mean: float, u: float) -> float:
        for target, start, end, hang in hangs:
            if target == letter and start <= env.now < end:
                return -hang * math.log(1 - u)
        return -mean * math.log(1 - u) if v["distribution"] == "exponential" else mean

    def call(place: int, took: float) -> Process:
        count, pool = counts[services[place][0]], pools[place]
        count[0] += 1
        if pool.count == pool.capacity and len(pool.queue) >= rooms[place]:
            count[1] += 1
            return
        with pool.request() as turn:
            if v["wait_limit"] and not turn.triggered:
                yield turn | env.timeout(v["wait_limit"])
            else:
                yield turn
            if not turn.triggered:
                count[2] += 1
                return
            yield env.timeout(took)
            count[3] += 1
            ends.append(env.now)

    def traffic(place: int) -> Process:
        _, rate, mean, _ = services[place]
        letter = "ABCDEFGH"[place]
        arriving = streams.uniform("arrivals", letter)
        serving = streams.uniform("service", letter)
        while rate:
            yield env.timeout(-math.log(1 - arriving()) / rate)
            env.process(call(place, seconds(letter, mean, serving())))

    for place in range(len(services)):
        env.process(traffic(place))
    env.run(until=float(v["duration"]))
    return counts, ends


class VirtualLoop(asyncio.SelectorEventLoop):
    """Moves its clock to the next timer instead of waiting for it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        loop: Any = self
        while loop._scheduled and loop._scheduled[0]._cancelled:
            heapq.heappop(loop._scheduled)._scheduled = False
        if not loop._ready and loop._scheduled:
            self.now = max(self.now, loop._scheduled[0]._when)
        super()._run_once()  # type: ignore[misc]


def bulkhead_template(
    lab: Lab, values: Values, seed: int
) -> tuple[dict[str, list[int]], dict[str, list[float]], list[float]]:
    """Play the calls of the lab through the code template, one pool for each service.

    Return (arrivals, refused at once, refused after a wait, done) and the waits of those that got
    a slot, by service, and the times of all ends. A wait limit goes with a queue, as the template
    asks; the template's own timeout of a call is out of the way.
    """
    v = dict(values)
    streams, until = Streams(lab.slug, lab.model_version, seed), float(v["duration"])
    counts: dict[str, list[int]] = {}
    waits: dict[str, list[float]] = {}
    ends: list[float] = []

    async def call(pool: Any, refusal: type[Exception], name: str, seconds: float) -> None:
        loop, came = asyncio.get_running_loop(), asyncio.get_running_loop().time()
        count = counts[name]
        count[0] += 1

        async def operation() -> None:
            if loop.time() <= until:
                waits[name].append(loop.time() - came)
            await asyncio.sleep(seconds)
            if loop.time() <= until:
                count[3] += 1
                ends.append(loop.time())

        try:
            await pool.call(operation)
        except refusal:
            if loop.time() <= until:
                count[2 if loop.time() > came else 1] += 1

    async def traffic(letter: str, row: str) -> None:
        name, rate, mean, size = row.split(":")
        code = template(
            "bulkhead/asyncio_semaphore.py", SERVICE=name, POOL_SIZE=int(size), QUEUE=v["queue"],
            WAIT_LIMIT_MS=v["wait_limit"] * 1000, CALL_TIMEOUT_MS=1e12,
        )  # fmt: skip
        pool, loop = code.Bulkhead(), asyncio.get_running_loop()
        counts[name], waits[name] = [0, 0, 0, 0], []
        arriving = streams.uniform("arrivals", letter)
        serving = streams.uniform("service", letter)
        calls = set()
        while True:
            await asyncio.sleep(-math.log(1 - arriving()) / float(rate))
            if loop.time() > until:
                break
            took, u = float(mean) / 1000, serving()
            seconds = -took * math.log(1 - u) if v["distribution"] == "exponential" else took
            calls.add(asyncio.create_task(call(pool, code.BulkheadFullError, name, seconds)))
        for one in calls:
            one.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    async def every() -> None:
        rows = str(v["services"]).split(",")
        await asyncio.gather(*map(traffic, "ABCDEFGH", rows))

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(every())
    return counts, waits, ends


def retry(lab: Lab, values: Values, seed: int) -> tuple[Counter[str], list[float]]:
    """Return counts of calls and attempts, and the times of all ends of attempts; open clients.

    The fault script may hold loads of the calls, in rows that do not overlap.
    """
    v = dict(values)
    loads = [
        (*(float(t) for t in span.split("-")), float(factor))
        for span, _, _, factor in (row.split(":") for row in str(v["f"]).split(",") if row)
    ]
    streams = Streams(lab.slug, lab.model_version, seed)
    arriving, serving = streams.uniform("arrivals"), streams.uniform("service")
    luck, jitter = streams.uniform("outcome"), streams.uniform("jitter")
    env = simpy.Environment()
    servers = simpy.Resource(env, v["servers"])
    counts: Counter[str] = Counter()
    ends: list[float] = []
    tokens = float(v["budget_size"])

    def work(seconds: float, answer: simpy.Event, skip: dict[str, bool]) -> Process:
        """A server's view: it learns only at the end whether anybody waits."""
        with servers.request() as turn:
            yield turn
            if not (v["cancel_late"] and skip["late"]):
                yield env.timeout(seconds)
                if not answer.triggered:
                    answer.succeed()
                if skip["late"]:
                    counts["late"] += 1

    def attempt(seconds: float, chance: float, limit: float) -> Process:
        skip = {"late": False}
        answer = env.event()
        if v["mode"] == "failure":
            yield env.timeout(min(seconds, limit))
            failed = "failed" if chance < v["p"] else "success"
            return "timed_out" if seconds > limit else failed
        env.process(work(seconds, answer, skip))
        yield answer | env.timeout(limit)
        skip["late"] = not answer.triggered
        return "success" if answer.triggered else "timed_out"

    def call(draws: tuple[list[float], ...]) -> Process:
        nonlocal tokens
        began, last = env.now, 0.0
        counts["calls"] += 1
        tokens = min(v["budget_size"], tokens + v["budget_deposit"])
        for number in range(v["attempts"]):
            counts["attempts"] += 1
            seconds = -v["mean"] * math.log(1 - draws[0][number])
            limit = v["attempt_timeout"]
            if v["deadline"]:
                limit = min(limit, began + v["deadline"] - env.now)
            outcome = yield env.process(attempt(seconds, draws[1][number], limit))
            counts[f"attempts_{outcome}"] += 1
            ends.append(env.now)
            if outcome == "success":
                counts["success"] += 1
                return
            if number + 1 == v["attempts"]:
                break
            top = min(v["cap"], v["base"] * v["factor"] ** number)
            u = draws[2][number]
            if v["jitter"] == "decorrelated":
                before = max(last, v["base"])
                last = min(v["cap"], v["base"] + u * (3 * before - v["base"]))
            else:
                last = {"none": top, "full": u * top, "equal": top / 2 + u * top / 2}[v["jitter"]]
            if v["deadline"] and env.now + last >= began + v["deadline"]:
                counts["out_of_time"] += 1
                return
            if v["budget"] and tokens < 1:
                counts["out_of_budget"] += 1
                return
            tokens -= bool(v["budget"])
            yield env.timeout(last)
            counts["retries"] += 1
        counts["exhausted"] += 1

    def traffic() -> Process:
        while True:
            yield env.timeout(gap(env.now, arriving(), v["rate"], loads))
            env.process(
                call(tuple([draw() for _ in range(10)] for draw in (serving, luck, jitter)))
            )

    env.process(traffic())
    env.run(until=float(v["duration"]))
    return counts, ends


@dataclass(eq=False)
class Letter:
    """A message of the queue below."""

    came: float
    seconds: float
    is_poison: bool
    state: str = "waiting"
    taken: int = 0


def load_leveling(
    lab: Lab, values: Values, seed: int
) -> tuple[Counter[str], list[float], list[float]]:
    """Return counts, the times at which consumers came to an end, and waits of first deliveries.

    Consumers are processes that look at one queue whenever something has changed; a delivery that
    nobody ends in time has an alarm of its own. Crashes may not overlap each other.
    """
    v = dict(values)
    rows = [row.split(":") for row in str(v["f"]).split(",") if row]
    faults = [(kind, *(float(t) for t in span.split("-")), float(x)) for span, _, kind, x in rows]
    slows = [row[1:] for row in faults if row[0] == "slow"]
    crashes = [row[1:] for row in faults if row[0] == "crash"]
    rates = [
        (0.0, v["burst_start"], v["base_rate"]),
        (v["burst_start"], v["burst_end"], v["burst_rate"]),
        (v["burst_end"], math.inf, v["base_rate"]),
        *(row[1:] for row in faults if row[0] == "load"),
    ]  # fmt: skip
    streams = Streams(lab.slug, lab.model_version, seed)
    arriving, serving = streams.uniform("arrivals"), streams.uniform("service")
    luck = streams.uniform("outcome")
    env = simpy.Environment()
    counts: Counter[str] = Counter()
    queue: list[Letter] = []
    everything: list[Letter] = []
    ends: list[float] = []
    waits: list[float] = []
    busy: dict[simpy.Process, Letter] = {}
    changed = env.event()
    staff, is_scaling = v["consumers"], False

    def tell() -> None:
        """Wake the consumers before anything else happens at this time."""
        nonlocal changed
        changed._ok, changed._value = True, None
        env.schedule(changed, priority=URGENT)
        changed = env.event()

    def among(windows: list[tuple[float, ...]]) -> float:
        return math.prod(x for start, end, x in windows if start <= env.now < end)

    def is_down() -> bool:
        return any(start <= env.now < end for start, end, _ in crashes)

    def wait_again(letter: Letter) -> None:
        if letter.taken >= v["max_deliveries"]:
            letter.state = "dead"
            return
        enter(letter)

    def enter(letter: Letter) -> None:
        nonlocal is_scaling
        letter.state = "waiting"
        queue.append(letter)
        if v["autoscale_at"] and len(queue) >= v["autoscale_at"] and not is_scaling:
            is_scaling = True
            env.process(more())

    def more() -> Process:
        nonlocal staff
        yield env.timeout(v["autoscale_delay"])
        staff = v["autoscale_to"]
        counts["scaled_out"] += 1
        tell()

    def alarm(letter: Letter, seconds: float) -> Process:
        number = letter.taken
        yield env.timeout(seconds)
        if letter.state == "in work" and letter.taken == number:
            wait_again(letter)
            tell()

    def next_letter() -> Letter | None:
        nonlocal staff, is_scaling
        while queue:
            letter = queue.pop(0)
            if not v["message_lifetime"] or env.now - letter.came <= v["message_lifetime"]:
                return letter
            letter.state = "expired"
        if is_scaling and staff > v["consumers"]:
            staff, is_scaling = v["consumers"], False
        return None

    def consumer(me: list[simpy.Process]) -> Process:
        while True:
            letter = None if is_down() or len(busy) >= staff else next_letter()
            if letter is None:
                yield changed
                continue
            letter.state, letter.taken = "in work", letter.taken + 1
            counts["deliveries"] += 1
            counts["redeliveries"] += letter.taken > 1
            if letter.taken == 1:
                waits.append(env.now - letter.came)
            busy[me[0]] = letter
            seconds = letter.seconds * among(slows)
            began, limit = env.now, v["visibility_timeout"]
            if seconds > limit:
                counts["timeouts"] += 1
                env.process(alarm(letter, limit))
            try:
                yield env.timeout(seconds)
            except simpy.Interrupt:
                env.process(alarm(letter, max(0.0, began + limit - env.now)))
                continue
            del busy[me[0]]
            ends.append(env.now)
            finish(letter)
            tell()

    def finish(letter: Letter) -> None:
        if letter.is_poison:
            if letter.state == "in work":
                wait_again(letter)
        elif letter.state == "done":
            counts["duplicates"] += 1
        elif letter.state in ("waiting", "in work"):
            if letter.state == "waiting":
                queue.remove(letter)
            letter.state = "done"

    def crash(start: float, end: float) -> Process:
        yield env.timeout(start)
        for process in busy:
            counts["crashed_in_hand"] += 1
            process.interrupt()
        busy.clear()
        yield env.timeout(end - start)
        tell()

    def traffic() -> Process:
        while (delay := gap(env.now, arriving(), 1.0, rates)) < math.inf:
            yield env.timeout(delay)
            u, chance = serving(), luck()
            seconds = v["service"] * (1 if v["distribution"] == "constant" else -math.log(1 - u))
            counts["messages"] += 1
            if len(queue) >= v["max_queue"]:
                counts["refused"] += 1
                continue
            letter = Letter(env.now, seconds, chance < v["poison"])
            everything.append(letter)
            enter(letter)
            tell()

    for start, end, _ in crashes:
        env.process(crash(start, end))
    for _ in range(max(v["consumers"], v["autoscale_to"])):
        myself: list[simpy.Process] = []
        myself.append(env.process(consumer(myself)))
    env.process(traffic())
    env.run(until=float(v["duration"]))
    states = Counter(letter.state for letter in everything)
    for name in ("done", "waiting", "dead", "expired"):
        counts[name] = states[name]
    counts["in_work"] = states["in work"]
    return counts, ends, waits


def sagas(lab: Lab, values: Values, seed: int) -> tuple[Counter[str], list[float]]:
    """Return counts of an orchestrated saga, and the times of all ends; one process for each saga.

    A crash keeps answers from the orchestrator until it is back; handlers that do not know repeats
    work once more on what is sent again.
    """
    v = dict(values)
    rows = [
        (
            float(time) / 1000, float(failure) * (1 - float(passing)),
            float(failure) * float(passing), int(retries), float(undo) / 1000,
            float(undo_failure), int(undo_retries),
        )
        for _, time, failure, passing, retries, undo, undo_failure, undo_retries in (
            row.split(":") for row in str(v["steps"]).split(",")
        )
    ]  # fmt: skip
    own, shared = (Streams(name, 1, seed) for name in (lab.slug, "sagas"))
    arriving, luck = shared.uniform("arrivals"), shared.uniform("outcome")
    timing, repeating = shared.uniform("service"), own.uniform("faults")
    env = simpy.Environment()
    counts: Counter[str] = Counter()
    ends: list[float] = []
    crash, back = v["crash_at"], v["crash_at"] + v["restart_after"]

    def is_down(now: float) -> bool:
        return bool(crash) and crash <= now < back

    def attempt(seconds: float, word: str, acts: bool) -> Process:
        """One command until its answer is taken in. word: what is counted where it acts."""
        began = env.now
        yield env.timeout(seconds)
        counts[word] += acts
        if began < crash < back <= env.now:
            # Sent again while the first is at work.
            env.process(again(back + seconds, word, acts))
        if is_down(env.now):
            counts["answers_lost"] += 1
            yield env.timeout(back - env.now)
            if not v["idempotent"]:
                yield env.timeout(seconds)
                counts[f"{word}_again"] += acts

    def again(until: float, word: str, acts: bool) -> Process:
        if not v["idempotent"]:
            yield env.timeout(until - env.now)
            counts[f"{word}_again"] += acts

    def tries(failure: float, u: float, most: int) -> int:
        """The first of independent trials to succeed, 0 if none of so many does."""
        for trial in range(1, most + 1):
            if u < 1 - failure**trial:
                return trial
        return 0

    def saga(chances: list[float], times: list[float], doubled: list[float]) -> Process:
        counts["sagas"] += 1
        if is_down(env.now):
            yield env.timeout(back - env.now)
        done = 0
        for place, (mean, refusal, fault, retries, *_) in enumerate(rows):
            first, further = chances[3 * place], chances[3 * place + 1]
            behind = 0 < v["pivot"] <= place
            most = 25 if behind else retries + 1
            if first < refusal:
                took, good = 1, False
            elif first >= refusal + fault:
                took, good = 1, True
            else:
                success = tries(fault, further, most - 1)
                took, good = (1 + success, True) if success else (most, False)
            for number in range(took):
                counts["commands"] += 1
                seconds = -mean * math.log(1 - times[6 * place + number % 4])
                yield from attempt(seconds, "effects", good and number + 1 == took)
            if not good:
                if behind:
                    return end("needs_operator")
                break
            done += 1
            twice(doubled[2 * place], "effects")
        else:
            return end("completed")
        if not done:
            return end("failed")
        for place in reversed(range(done)):
            *_, mean, failure, retries = rows[place]
            success = tries(failure, chances[3 * place + 2], retries + 1)
            took = success or retries + 1
            for number in range(took):
                counts["undo_commands"] += 1
                seconds = -mean * math.log(1 - times[6 * place + 4 + number % 2])
                yield from attempt(seconds, "undone", bool(success) and number + 1 == took)
            if not success:
                return end("needs_operator")
            twice(doubled[2 * place + 1], "undone")
        return end("compensated")

    def twice(u: float, word: str) -> None:
        if u < v["duplicates"]:
            counts["duplicates"] += 1
            counts[f"{word}_again"] += not v["idempotent"]

    def end(word: str) -> None:
        counts[word] += 1
        ends.append(env.now)

    def traffic() -> Process:
        for _ in range(v["sagas"]):
            yield env.timeout(-math.log(1 - arriving()) / v["rate"])
            env.process(
                saga(
                    [luck() for _ in range(3 * len(rows))],
                    [timing() for _ in range(6 * len(rows))],
                    [repeating() for _ in range(2 * len(rows))],
                )
            )

    env.process(traffic())
    env.run()
    return counts, ends


def cqrs(lab: Lab, values: Values, seed: int) -> tuple[Counter[str], list[float]]:
    """Return counts of changes and looks, and the times at which changes enter the view.

    Without a cache; the fault script may hold crashes of the processor, in rows that do not meet.
    """
    v = dict(values)
    crashes = [
        tuple(float(t) for t in row.split(":")[0].split("-"))
        for row in str(v["f"]).split(",")
        if row
    ]
    streams = Streams(lab.slug, lab.model_version, seed)
    arriving, working = streams.uniform("arrivals"), streams.uniform("service")
    which, gaps = streams.uniform("keys"), streams.uniform("jitter")
    coming, wanted = streams.uniform("arrivals", "others"), streams.uniform("keys", "others")
    streams.uniform("outcome")
    env = simpy.Environment()
    counts: Counter[str] = Counter()
    commits: list[float] = []
    log: list[tuple[int, int, float]] = []  # key, version, work; the position is its place
    done = 0  # the position up to which the view has the log
    written, view = [0] * v["keys"], [0] * v["keys"]
    news, progress = env.event(), env.event()

    def process() -> Process:
        """Take what is there, commit it at once; look again after the poll, or when told."""
        nonlocal done, progress
        while True:
            batch = log[done : done + v["batch"]]
            if not batch:
                yield env.timeout(v["poll"]) if v["poll"] else news
                continue
            shared = v["commit_share"]
            own = sum(work for *_, work in batch)
            yield env.timeout(shared * batch[0][2] + (1 - shared) * own)
            counts["transactions"] += 1
            for key, version, _ in batch:
                view[key] = version
                commits.append(env.now)
            done += len(batch)
            counts["applied"] += len(batch)
            progress.succeed()
            progress = env.event()

    def supervise() -> Process:
        """Let the processor crash and start again; what it had in hand it reads again."""
        worker = env.process(guarded())
        for start, end in crashes:
            yield env.timeout(start - env.now)
            worker.interrupt()
            yield env.timeout(end - env.now)
            worker = env.process(guarded())

    def guarded() -> Process:
        work = env.process(process())
        try:
            yield work
        except simpy.Interrupt:
            work.interrupt()
            work.defused = True

    def look(key: int, version: int, number: int, due: float) -> Process:
        yield env.timeout(due)
        counts["own_reads"] += 1
        remedy, fresh = v["remedy"], view[key] >= version
        carries = remedy == "token" or (remedy != "none" and number == 1)
        if fresh or not carries:
            counts["own_fresh" if fresh else "own_stale"] += 1
            return
        if remedy == "write-side":
            counts["own_write_side"] += 1
            return
        counts["own_waiting"] += 1
        limit = env.timeout(v["wait_limit"])
        while view[key] < version and not limit.processed:
            yield progress | limit
        counts["own_waiting"] -= 1
        counts["own_waited" if view[key] >= version else "own_timed_out"] += 1

    def writing() -> Process:
        nonlocal news
        while True:
            yield env.timeout(-math.log(1 - arriving()) / v["writes"])
            key, work = int(which() * v["keys"]), -math.log(1 - working()) / v["processor"]
            draws = [gaps() for _ in range(5)]
            counts["writes"] += 1
            written[key] += 1
            log.append((key, written[key], work))
            due = 0.0
            for number in range(1, v["own_reads"] + 1):
                fixed = v["distribution"] == "fixed"
                after = v["read_after"]
                due += after if fixed else -after * math.log(1 - draws[number - 1])
                env.process(look(key, written[key], number, due))
            news.succeed()
            news = env.event()

    def reading() -> Process:
        while v["reads"]:
            yield env.timeout(-math.log(1 - coming()) / v["reads"])
            key = int(wanted() * v["keys"])
            counts["reads"] += 1
            counts["reads_stale"] += view[key] < written[key]

    env.process(supervise())
    env.process(writing())
    env.process(reading())
    env.run(until=float(v["duration"]))
    return counts, commits


def instances(lab: Lab, values: Values, seed: int) -> tuple[dict[int, list[int]], list[float]]:
    """Return (calls, failed, ejections) by instance of a mesh, and the times of all ends.

    The fault script may hold errors of instances, in rows that do not overlap.
    """
    v = dict(values)
    outages = [
        (int(target.rpartition("-")[2]), *(float(t) for t in span.split("-")), float(share))
        for span, target, _, share in (row.split(":") for row in str(v["f"]).split(",") if row)
        if target != "last-service"
    ]
    env = simpy.Environment()
    streams = Streams(lab.slug, lab.model_version, seed)
    arriving, serving, luck, routing = (
        streams.uniform(purpose, "instances")
        for purpose in ("arrivals", "service", "outcome", "routing")
    )
    count = v["instances"]
    servers = {number: simpy.Resource(env, 1) for number in range(1, count + 1)}
    out_until = dict.fromkeys(servers, -1.0)
    in_a_row = Counter[int]()
    counts = {number: [0, 0, 0] for number in servers}
    ends: list[float] = []
    turn = -1
    most = max(1, int(v["max_ejected"] * count)) if v["max_ejected"] else 0

    def present(number: int) -> int:
        return len(servers[number].users) + len(servers[number].queue)

    def chosen(first: float, second: float) -> int:
        nonlocal turn
        fit = [n for n in servers if out_until[n] <= env.now] or list(servers)
        if v["balancing"] == "round robin":
            turn = (turn + 1) % len(fit)
            return fit[turn]
        if v["balancing"] == "least loaded":
            least = min(map(present, fit))
            fit = [n for n in fit if present(n) == least]
        one = fit[int(first * len(fit))]
        if v["balancing"] != "least of two" or len(fit) == 1:
            return one
        rest = [n for n in fit if n != one]
        other = rest[int(second * len(rest))]
        return one if present(one) <= present(other) else other

    def call(number: int, u: float, chance: float) -> Process:
        counts[number][0] += 1
        with servers[number].request() as slot:
            yield slot
            failing = chance < sum(
                share for n, start, end, share in outages if n == number and start <= env.now < end
            )
            if not failing:
                yield env.timeout(-v["service"] * math.log(1 - u))
        ends.append(env.now)
        in_a_row[number] = in_a_row[number] + 1 if failing else 0
        counts[number][1] += failing
        out = sum(time > env.now for time in out_until.values())
        is_in = out_until[number] <= env.now
        if in_a_row[number] >= v["consecutive_errors"] and failing and is_in and out < most:
            in_a_row[number] = 0
            counts[number][2] += 1
            out_until[number] = env.now + v["ejection"]

    def traffic() -> Process:
        rate = count * v["utilization"] / v["service"]
        while True:
            yield env.timeout(-math.log(1 - arriving()) / rate)
            u, chance, first, second = serving(), luck(), routing(), routing()
            env.process(call(chosen(first, second), u, chance))

    env.process(traffic())
    env.run(until=float(v["duration"]))
    return counts, ends


def tiers(lab: Lab, values: Values, seed: int) -> list[tuple[float, bool, int]]:
    """Return (seconds, success, calls) of each request through a mesh, in the order they came.

    One call at a time, without limits per attempt or budgets; the fault script may hold errors of
    the last service, in rows that do not overlap.
    """
    v = dict(values)
    outages = [
        (*(float(t) for t in span.split("-")), float(share))
        for span, target, _, share in (row.split(":") for row in str(v["f"]).split(",") if row)
        if target == "last-service"
    ]
    env = simpy.Environment()
    streams = Streams(lab.slug, lab.model_version, seed)
    arriving, routing = streams.uniform("arrivals"), streams.uniform("routing")
    last = v["depth"] - 1
    repeating = {"every tier": range(last + 1), "first tier": (0,), "last tier": (last,)}
    found: dict[int, tuple[float, bool, int]] = {}

    def service(tier: int, versions: list[float], own: dict[str, Any]) -> Process:
        if tier == 0 and versions[0] < v["canary_weight"] and versions[1] < v["canary_failure"]:
            return False
        if tier < last:
            return (yield env.process(call(tier + 1, versions, own)))
        begins = env.now
        yield env.timeout(-v["service"] * math.log(1 - own["times"]()))
        error = sum(share for start, end, share in outages if start <= begins < end)
        return own["luck"]() >= 1 - (1 - v["failure"]) * (1 - error)

    def call(tier: int, versions: list[float], own: dict[str, Any]) -> Process:
        tries = v["attempts"] if tier in repeating[v["repeats"]] else 1
        for number in range(tries):
            own["calls"] += 1
            way = -v["hop"] * math.log(1 - own["times"]()) / 2 + v["proxy"]
            yield env.timeout(way)
            good = yield env.process(service(tier, versions[2 * number :], own))
            yield env.timeout(way)
            if good:
                return True
        return False

    def request(number: int, versions: list[float]) -> Process:
        came = env.now
        own: dict[str, Any] = {
            "times": streams.uniform("service", f"{number}"),
            "luck": streams.uniform("outcome", f"{number}"),
            "calls": 0,
        }
        good = yield env.process(call(0, versions, own))
        found[number] = (env.now - came, good, own["calls"])

    def traffic() -> Process:
        number = 0
        while True:
            yield env.timeout(-math.log(1 - arriving()) / v["rate"])
            if env.now > v["duration"]:
                return
            number += 1
            env.process(request(number, [routing() for _ in range(10)]))

    env.process(traffic())
    env.run()
    return [found[number] for number in sorted(found)]
