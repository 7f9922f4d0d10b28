import csv
import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from patterns.labs import dashboard, export, shelf
from patterns.labs.kernel.results import canonical

BREAKER = shelf.lab("circuit-breaker")


def run(*arguments: str, **options: object) -> str:
    out = io.StringIO()
    call_command("run_lab", *arguments, stdout=out, **options)
    return out.getvalue()


def test_the_command_runs_what_a_page_would_run() -> None:
    result = BREAKER.run(BREAKER.values(threshold=0.4, f=""), seed=7)

    assert run("circuit-breaker", "threshold=40%", "f=", "--seed", "7") == dashboard.text(result)
    shown = json.loads(run("circuit-breaker", "threshold=0.4", "f=", seed="7", format="json"))
    assert json.dumps(shown, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == (
        canonical(result)
    )


def test_the_command_may_take_ten_times_the_events_of_a_page() -> None:
    lines = run("circuit-breaker", "rate=100", "f=", format="csv").splitlines()

    assert "# status complete" in lines


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["breaker"], "No such lab. There are: "),
        (["circuit-breaker", "ratio=4"], "circuit-breaker has no parameter ratio"),
        (["circuit-breaker", "rate"], r"Call rate \(rate\): enter a number"),
        (["circuit-breaker", "rate=nan"], r"Call rate \(rate\): enter a number from 0.1 to 2000"),
        (["circuit-breaker", "--seed", "-1"], "--seed: enter a whole number from 0 to 2147483647"),
        (["circuit-breaker", "--cap", "0"], "--cap: enter a number from 1"),
    ],
)
def test_what_cannot_be_run_is_said(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*arguments)


def test_csv_has_a_row_for_each_bucket_below_comments_on_the_status() -> None:
    result = BREAKER.run(BREAKER.values(rate=200.0, f=""))

    text = export.as_csv(result)

    comments = [line for line in text.splitlines() if line.startswith("#")]
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    assert "# status shortened" in comments
    assert any("Figures are for the first" in line for line in comments)
    assert len(rows) == 120
    assert [float(row["success"]) for row in rows] == list(result.series_named("success").values)


def test_json_repeats_the_status_and_every_field() -> None:
    shown = json.loads(export.as_json(BREAKER.run(BREAKER.values(rate=200.0, f=""))))

    assert shown["status"] == "shortened"
    assert "Figures are for the first" in shown["notes"][0]
    assert list(shown)[:5] == ["lab", "model_version", "params", "seed", "status"]


def test_series_over_another_time_have_a_column_of_their_own_starts() -> None:
    """The chance of a stale read by milliseconds after a write is no value of a second."""
    consistency = shelf.lab("eventual-consistency")
    result = consistency.run(consistency.values(reads=1_000))
    lines = [line for line in export.as_csv(result).splitlines() if not line.startswith("#")]

    rows = list(csv.DictReader(lines))

    assert list(rows[0]) == [
        "start_s", "unequal", "stale_reads", "stale_curve_start_s", "stale_curve",
    ]  # fmt: skip
    assert float(rows[1]["start_s"]) == result.series_named("unequal").step
    assert float(rows[1]["stale_curve_start_s"]) == result.series_named("stale_curve").step
    assert len(rows) == max(len(each.values) for each in result.series)
