"""Bodies about labs, shortened. A test holds each against its description."""

from typing import Final

from advisor.api.examples import Example

LABS: Final[Example] = {
    "items": [
        {
            "slug": "circuit-breaker",
            "title": "Circuit breaker",
            "patterns": ["circuit-breaker", "fallback", "timeout"],
            "model_version": 1,
            "presets": ["healthy", "near-the-limit", "outage", "slow-service"],
            "challenges": ["CH1", "CH2", "CH3", "CH4", "CH5", "CH6"],
            "links": {
                "self": "/api/v1/labs/circuit-breaker",
                "page": "/labs/circuit-breaker/",
                "runs": "/api/v1/labs/circuit-breaker/runs",
                "sweeps": "/api/v1/labs/circuit-breaker/sweeps",
            },
        }
    ],
    "total": 1,
    "self": "/api/v1/labs",
    "next": None,
    "prev": None,
}
LAB: Final[Example] = {
    "slug": "circuit-breaker",
    "title": "Circuit breaker",
    "patterns": ["circuit-breaker"],
    "model_version": 1,
    "presets": [
        {
            "slug": "healthy",
            "title": "Healthy",
            "text": "",
            "values": {"f": ""},
            "seed": 1,
            "page": "/labs/circuit-breaker/?f=&v=1",
        }
    ],
    "challenges": [
        {
            "id": "CH1",
            "title": "OPEN at 36 %",
            "claims": "The dashboard shows the state OPEN and 36 % failures in the last "
            "60 seconds. The rule is: more than 50 %.",
            "question": "How can the breaker be open although the panel shows fewer "
            "failures than the rule asks for?",
            "answer": "The breaker does not look at the panel. It judges the last 10 s, "
            "in which every call failed, and opened within seconds; the panel "
            "still counts the healthy calls of the minute. This run ends OPEN "
            "with 64.3 % success and 35.7 % failures on the panel. A panel that "
            "shows the breaker's own window as well would not have puzzled "
            "anybody.",
            "values": {"fallback_limit": "7.8"},
            "compared": {},
            "seed": 3,
            "page": "/labs/circuit-breaker/?fallback_limit=7.8&v=1",
        }
    ],
    "links": {
        "self": "/api/v1/labs/circuit-breaker",
        "page": "/labs/circuit-breaker/",
        "runs": "/api/v1/labs/circuit-breaker/runs",
        "sweeps": "/api/v1/labs/circuit-breaker/sweeps",
    },
    "model": "Calls arrive in a Poisson stream and pass a breaker in front of one service. "
    "Latency is drawn from two lognormal parts, a usual and a slow one; a call fails by "
    "chance or by the fault script. The breaker judges calls when they end and ignores "
    "the results of calls that began before its last change of state. The first call "
    "after the wait is the first probe. A rejected call takes no time. Left out: "
    "retries, queues at the service, the load that rejected calls spare it, and the time "
    "that a fallback needs.",
    "parameters": [
        {
            "name": "rate",
            "label": "Call rate",
            "kind": "rate",
            "unit": "calls/s",
            "default": "22",
            "minimum": "0.1",
            "maximum": "2000",
            "choices": [],
            "help": "All clients together, in a Poisson stream.",
            "group": "traffic",
            "columns": [],
        }
    ],
    "faults": {"service": ["error"]},
    "fault_kinds": {"error": "share of calls that fail, 0 to 1"},
    "experiments": [
        {
            "text": "Let the service hang for 200 s without a timeout: the breaker opens "
            "0 times, because calls that never end are never judged. With a "
            "timeout of 1 s it opens once.",
            "values": {"f": "200-400:service:hang:0"},
            "compared": {"timeout": "1000"},
            "page": "/labs/circuit-breaker/?f=200-400:service:hang:0&b.timeout=1000&v=1",
        }
    ],
    "invariants": ["no call reaches the service while its breaker is OPEN"],
    "limits": {"events": 60000, "sweep_points": 50},
}
RUN_REQUEST: Final[Example] = {"values": {"duration": 60, "f": "30-60:service:error:1"}, "seed": 7}
RUN: Final[Example] = {
    "sentence": "The breaker opened 1 time, and 0 times more after a failed test; it was open for "
    "40.8 % of the time, rejected 519 of 1,290 calls, 0 of which would have succeeded, and "
    "91.1 % of all calls had an answer.",
    "is_partial": False,
    "result": {
        "lab": "circuit-breaker",
        "model_version": 1,
        "params": {"rate": 22.0, "duration": 60.0, "clients": 1},
        "seed": 7,
        "status": "complete",
        "simulated_until": 60.0,
        "requested_until": 60.0,
        "events": 2061,
        "counters": {"calls": 1290, "success": 656, "failure": 115},
        "measures": [
            {
                "name": "failure_share",
                "label": "Failures of executed calls",
                "value": 0.149157,
                "unit": "share",
                "low": 0.125753,
                "high": 0.17604,
                "reason": "",
                "is_headline": True,
            }
        ],
        "series": [
            {
                "name": "success",
                "label": "Success",
                "unit": "calls/s",
                "start": 0.0,
                "step": 0.5,
                "values": [22.0],
            }
        ],
        "histograms": [
            {
                "name": "latency",
                "label": "Latency of executed calls",
                "unit": "s",
                "edges": [0.00911631],
                "counts": [1],
            }
        ],
        "spans": [],
        "tables": [
            {
                "name": "states",
                "title": "What happened in each state",
                "columns": ["State"],
                "units": [""],
                "rows": [["CLOSED"]],
            }
        ],
        "states": [{"time": 0.0, "subject": "breaker 1", "origin": "", "target": "CLOSED"}],
        "trace": [
            {
                "time": 0.0151792,
                "source": "breaker",
                "target": "service",
                "text": "call",
                "step": "call",
                "state": {"state": "CLOSED", "calls judged": 0, "failure share": None},
            }
        ],
        "checks": [
            {
                "name": "Chance that the first full window opens, binomial tail",
                "source": "elementary probability",
                "simulated": None,
                "expected": None,
                "tolerance": None,
                "unit": "",
                "outcome": "does not apply",
                "reason": "the window does not count calls",
            }
        ],
        "identities": [{"left": [["success"]], "right": [["calls"]]}],
        "notes": [],
    },
    "compared": None,
    "links": {
        "lab": "/api/v1/labs/circuit-breaker",
        "page": "/labs/circuit-breaker/?duration=60&f=30-60:service:error:1&seed=7&v=1",
        "text": "/labs/circuit-breaker/?duration=60&f=30-60:service:error:1&seed=7&v=1&format=text",
        "csv": "/labs/circuit-breaker/?duration=60&f=30-60:service:error:1&seed=7&v=1&format=csv",
    },
}
SWEEP_REQUEST: Final[Example] = {
    "values": {"duration": 60, "f": ""},
    "parameter": "threshold",
    "points": [0.3],
    "seeds": 2,
}
SWEEP: Final[Example] = {
    "state": "done",
    "step": "",
    "sweep": {
        "lab": "circuit-breaker",
        "parameter": "threshold",
        "points": [
            {
                "coverage": 1.0,
                "measures": [
                    {
                        "high": 0.0168321,
                        "label": "Failures of executed calls",
                        "low": 0.00627089,
                        "mean": 0.0115515,
                        "name": "failure_share",
                        "runs": 2,
                        "unit": "share",
                    }
                ],
                "page": "/labs/circuit-breaker/?duration=60&threshold=0.3&v=1",
                "partial_runs": 0,
                "runs": 2,
                "value": "0.3",
            }
        ],
        "seed": 1,
        "seeds": 2,
        "values": {"duration": "60"},
        "version": 1,
    },
    "links": {
        "self": "/api/v1/labs/circuit-breaker/sweeps/b18c54…",
        "lab": "/api/v1/labs/circuit-breaker",
    },
}

BEGUN: Final[Example] = {
    "state": "running",
    "step": "3 of 50 points are done",
    "sweep": None,
    "links": SWEEP["links"],
}
