"""What a line of the log must never hold: the secret of a link, or a token."""

import logging
import re

_SECRET = re.compile(
    r"(/assessments/[^/\s]+/(?:edit|view)/)[^/\s?\"')]+"
    r"|(\bp[aer]_)[A-Za-z0-9_-]{32,}"  # of a token, or of a link as the API writes it
)
MASKED = r"\1\2***"


class WithoutSecrets(logging.Filter):
    """Mask the secrets of links and tokens in a line, its arguments and the trace below it."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if _SECRET.search(message):
            record.msg, record.args = _SECRET.sub(MASKED, message), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = _SECRET.sub(MASKED, record.exc_text)
        return True
