"""The door of the author's report: what the Profiles leave out, double, or rest on too narrowly."""

from advisor.authoring.report import Report, as_lines, as_plain, examine, sentences_of
from advisor.authoring.trials import Trial, trials_of

__all__ = ["Report", "Trial", "as_lines", "as_plain", "examine", "sentences_of", "trials_of"]
