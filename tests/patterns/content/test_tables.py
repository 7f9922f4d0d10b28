from patterns.content.faults import Fault
from tests.patterns.content.folders import Folder
from tests.patterns.content.planting import Act, BREAKER, MATRIX, RETRY, change, mistakes


@mistakes(
('an unknown key', change(RETRY, "complexity", "complexty = 1\ncomplexity"), Fault(RETRY, 'complexty', 'one of aliases, article, category, checklist, code, complexity, complexity_why, contribution, diagrams, edition, failure_modes, impact, impact_why, known_uses, metrics, name, names, panels, problem, profile, qualities, references, relations, reviewed, settings, slug, sources, states, test_ideas', 'an unknown key'),),
('a missing key', change(RETRY, "impact = 0.8\n", ""), Fault(RETRY, 'impact', 'a number from 0 to 1', 'nothing'),),
('text in place of a number', change(RETRY, "impact = 0.8", "impact = 'high'"), Fault(RETRY, 'impact', 'a number', "'high'"),),
('a flag in place of a whole number', change(MATRIX, "number = 1", "number = true"), Fault(MATRIX, 'scenario[0].number', 'a whole number', 'True'),),
('a number outside its bounds', change(RETRY, "impact = 0.8", "impact = 1.8"), Fault(RETRY, 'impact', 'a number from 0 to 1', '1.8'),),
('a word that is no choice', change(RETRY, 'edition = "seed"', 'edition = "first"'), Fault(RETRY, 'edition', 'one of seed, full', "'first'"),),
('text that breaks its form', change(RETRY, "needs?", "needs."), Fault(RETRY, 'problem', 'one question of at most 130 characters', "'How does a caller go on when retry is what it needs.'"),),
('a name longer than its column', change(RETRY, 'name = "Retry"', f'name = "{"Retry" * 25}"'), Fault(RETRY, 'name', 'at most 120 characters', "'RetryRetryRetryRetryRetryRetryRetryRetryRetryRetryRetryRetr…"),),
('text in place of a list', change(RETRY, '["retry-pattern"]', '"retry-pattern"'), Fault(RETRY, 'aliases', 'a list', "'retry-pattern'"),),
('text in place of a table', change("limits.toml", "{ yes = 9, no = 30 }", "3"), Fault('limits.toml', 'capacity.by_option', 'a table', '3'),),
('a wrong member of a list', change(RETRY, '["seed"]', "[3]"), Fault(RETRY, 'sources[0]', 'text', '3'),),
('a wrong key two levels down', change(BREAKER, 'tune = "Try."', "tune = 3"), Fault(BREAKER, 'settings[0].tune', 'text', '3'),),
)
def test_a_mistake_is_reported_alone(folder: Folder, act: Act, expected: tuple[Fault, ...]) -> None:
    act(folder)

    assert folder.faults() == expected
