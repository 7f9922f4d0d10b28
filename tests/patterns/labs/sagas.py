"""Arbitrary sagas, small ones, and the parts of a run that a Result does not carry."""

from typing import Any

from hypothesis import strategies as st

from patterns.labs.kernel.faults import Script
from patterns.labs.kernel.lab import Lab, Setup, Values
from patterns.labs.kernel.streams import Streams
from tests.patterns.labs.strategies import values_of

NAMES = ("Payment", "Inventory", "Shipping", "Email", "Ledger", "Points")
SHARES = st.sampled_from((0.0, 0.1, 0.3, 0.6, 1.0))
# Every formula has something to say: refusals, short faults, retries, and undos that fail.
EVENTFUL = (
    "Payment:200:0.05:0:2:150:0.3:1,Inventory:100:0.3:0.8:1:80:0.2:1,Shipping:300:0.1:0.5:1:100:0:3"
)


def some_steps() -> st.SearchStrategy[str]:
    """Return the text of one to six steps, each named once."""
    step = st.tuples(
        st.sampled_from(("1", "50", "200")), SHARES, SHARES, st.integers(0, 5),
        st.sampled_from(("1", "80")), SHARES, st.integers(0, 10),
    )  # fmt: skip
    return st.lists(step, min_size=1, max_size=6).map(
        lambda rows: ",".join(
            ":".join([name, *(f"{cell}" for cell in row)])
            for name, row in zip(NAMES, rows, strict=False)
        )
    )


def some_values(lab: Lab, **fixed: Any) -> st.SearchStrategy[Values]:
    """Return values of runs of a hundred sagas, with a crash near them if any."""
    small = {
        "sagas": (100, 100), "rate": (1, 50), "shown": (0, 100), "pivot": (0, 3),
        "restart_after": (0.1, 5), "reorder_window": (0, 1), "broker_delay": (0, 0.3),
        "resend_after": (0.1, 3), "crash_of": (1, 3),
    }  # fmt: skip
    crash = {"crash_at": st.sampled_from((0.0, 1.0, 2.5, 40.0)), "steps": some_steps()}
    return values_of(lab, small, **{**crash, **fixed})


def setup(lab: Lab, values: Values, seed: int = 1, family: str = "") -> Setup:
    """Return what a run of the lab is given. family: another lab whose streams it takes."""
    return Setup(
        values=values,
        streams=Streams(family or lab.slug, lab.model_version, seed),
        until=float(values["sagas"]),
        cap=600_000,
        script=Script(),
        columns={"steps": lab.parameter("steps")},
    )
