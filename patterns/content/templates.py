"""Do parameters, names and code templates keep what code.toml promises?"""

from collections.abc import Iterator, Mapping

from patterns.code.checking import check
from patterns.code.declarations import read_parameters, read_rules, read_templates
from patterns.content.entries import Content
from patterns.content.faults import Fault
from patterns.content.questionnaire import answer_faults

TABLES = ("parameters", "rules", "template")


def faults(content: Content, origins: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what is wrong in every code.toml and in the files that it names."""
    for pattern in content.patterns:
        file = f"{origins[pattern.slug]}/code.toml"
        for key in sorted(pattern.code.keys() - set(TABLES)):
            yield Fault(file, key, "one of " + ", ".join(TABLES), "an unknown key")
        parameters, wrong = read_parameters(pattern.code)
        _, wrong_rules = read_rules(pattern.code, parameters)
        templates, wrong_templates = read_templates(pattern.code)
        for fault in (*wrong, *wrong_rules, *wrong_templates):
            yield Fault(file, fault.key, fault.expected, fault.found)
        for parameter in parameters:
            for written, _ in parameter.from_answers:
                question, _, option = written.partition("=")
                key = f"parameters.{parameter.name}.from_answers"
                yield from answer_faults(content, {question: [option]}, file, key)
        for template in templates:
            texts = content.workspaces.get(template.language, {})
            for fault in check(template, texts):
                key = template.id if fault.key == template.id else f"{template.id}: {fault.key}"
                yield Fault(file, key, fault.expected, fault.found)
        names = {parameter.name for parameter in parameters}
        for index, setting in enumerate(pattern.settings):
            place = f"{origins[pattern.slug]}/pattern.toml"
            if setting.parameter is not None and setting.parameter not in names:
                key = f"settings[{index}].parameter"
                yield Fault(place, key, "a parameter of code.toml", setting.parameter)
            if setting.parameter is None and not (setting.label and setting.start is not None):
                wanted = "a parameter, or label and start"
                yield Fault(place, f"settings[{index}]", wanted, "neither")
