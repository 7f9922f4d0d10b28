"""The door of the engine: Knowledge and Answers in, one Advice out. Standard library only."""

from advisor.engine.advice import Advice, JudgedPattern, Stance
from advisor.engine.canonical import as_json, as_plain, digest
from advisor.engine.comparison import Comparison, compare
from advisor.engine.judging import VERSION, judge
from advisor.engine.knowledge import Knowledge
from advisor.engine.outlook import open_questions
from advisor.engine.phrases import phrase
from advisor.engine.profiles import Profile, Verdict
from advisor.engine.questions import Answer, Answers, AnswersError
from advisor.engine.scaling import Scaling, scalings
from advisor.engine.sensitivity import Sensitivity, explore
from advisor.engine.turning import Turn, turns

__all__ = [
    "VERSION",
    "Advice",
    "Answer",
    "Answers",
    "AnswersError",
    "Comparison",
    "JudgedPattern",
    "Knowledge",
    "Profile",
    "Scaling",
    "Sensitivity",
    "Stance",
    "Turn",
    "Verdict",
    "as_json",
    "as_plain",
    "compare",
    "digest",
    "explore",
    "judge",
    "open_questions",
    "phrase",
    "scalings",
    "turns",
]
