"""What everything is worth, in points, and where each Verdict begins: every constant of the method.

All of them are guesses to calibrate with the published Cases; docs/decisions says how.
"""

from typing import Final

LEVEL_FULL: Final = 3  # changes that add up to a Force fully felt; a constant, so that
# adding a Question cannot lower an old result
STRENGTH_FULL: Final = 3

MAIN: Final = 75  # a main Force fully felt
SIDE: Final = 25  # all side Forces together, at most
CONTRARY: Final = 40  # an eased Force that is fully denied
HARM: Final = 40  # a worsened Force fully felt
SOFTENED: Final = 4  # a mitigator divides the harm by this
IMPACT: Final = 100
IMPACT_FORCES: Final = 2  # Forces fully met that give all of the impact

CAPABILITY_UNKNOWN: Final = 2  # an answer that nobody gave must not hold a Pattern back
CAPABILITY_HIGHEST: Final = 3

EFFORT_PER_COMPLEXITY: Final = 15
EFFORT_PER_GAP: Final = 10
EFFORT_HIGHEST: Final = 100

# The priority counts tenths of a point, so that its three factors stay whole numbers.
PRIORITY_PER_POINT: Final = 10
PRIORITY_FIT: Final = 6
PRIORITY_IMPACT: Final = 4
PRIORITY_EFFORT: Final = 1
PRIORITY_STAR: Final = 40  # points where a starred answer alone makes the need fully felt
PRIORITY_HURT: Final = 10  # the same for an answer that tells what has already gone wrong

FIT_ADOPT: Final = 65
FIT_CONSIDER: Final = 40
FIT_LATER: Final = 10
FIT_AVOID: Final = -25
HARM_AVOID: Final = 25
HARM_CARE: Final = 20
IMPACT_ADOPT: Final = 45
GAP_DEFER: Final = 3
NEED_SPARED: Final = 75  # a need that the person stated outright: the ceiling leaves it alone

EFFORT_QUICK: Final = 35
IMPACT_QUICK: Final = 45
CLOSE_CALL: Final = 10

LEVEL_PRESSING: Final = 2  # of three: tensions and the baseline name Forces from here on
BEST: Final = 10  # how many Patterns "the ten best" are
CONFIDENCE_HIGH: Final = 80  # percent of the ten best that are firm or likely
CONFIDENCE_MEDIUM: Final = 50
BUNDLE_FROM: Final = 2  # members in the plan that make a bundle worth showing
PLAN_SMALL: Final = 4  # Patterns; a plan of fewer is never too much at once
SHORT_FROM: Final = 4  # planned Patterns, and half of all, that need more than was stated
WORTH_SAVING: Final = 2  # complexity points that a cheaper alternative must save
