"""Secrets never reach the log, wherever in a line they stand."""

import logging

import pytest

from advisor import secrecy
from advisor.logs import WithoutSecrets

SECRETS = [
    secrecy.new_token(),
    secrecy.EDIT + secrecy.new_key(),
    secrecy.READ + secrecy.new_key(),
]


@pytest.mark.parametrize("secret", SECRETS, ids=["token", "edit key", "read key"])
@pytest.mark.parametrize(
    "line",
    ["Authorization: Bearer {}", "{}", '{{"token": "{}"}}', "GET /api/v1/x?key={}&y=1", "'{}'"],
)
def test_a_secret_is_masked_where_a_line_holds_it(
    secret: str, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(WithoutSecrets())
    text = line.format(secret)

    logging.getLogger("x").warning("%s said %s", "somebody", text)
    try:
        raise ValueError(text)
    except ValueError:
        logging.getLogger("x").exception("failed")

    assert secret[3:] not in caplog.text
    assert f"{secret[:3]}***" in caplog.text


@pytest.mark.parametrize("text", ["pa_rameters", "spa_ce", "pr_x pe_y", "/patterns/retry"])
def test_other_words_stay(text: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(WithoutSecrets())

    logging.getLogger("x").warning(text)

    assert text in caplog.text
