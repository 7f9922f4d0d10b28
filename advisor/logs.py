"""What a line of the log must never hold: the secret of a link."""

import logging
import re

_SECRET = re.compile(r"(/assessments/[^/\s]+/(?:edit|view)/)[^/\s?\"')]+")
MASKED = r"\1***"


class WithoutSecrets(logging.Filter):
    """Mask the secret of every link in a line, in its arguments and in the trace below it."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if _SECRET.search(message):
            record.msg, record.args = _SECRET.sub(MASKED, message), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = _SECRET.sub(MASKED, record.exc_text)
        return True
