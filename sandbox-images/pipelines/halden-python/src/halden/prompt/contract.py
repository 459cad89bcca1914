"""Which variables our code gives to a prompt.

A version that wants others would fail each answer, so it is refused where it is promoted and not
only where it is used.
"""

from halden.prompt.template import Template

_GIVEN = {
    "answer": frozenset({"context", "question"}),
    "judge": frozenset({"context", "question", "answer"}),
}


def check(name: str, template: Template) -> None:
    """Raises TemplateError. A prompt that our code does not render may want anything."""
    if name in _GIVEN:
        template.accept(_GIVEN[name])
