import pytest
from hypothesis import given
from hypothesis import strategies as st

from halden.prompt.template import Template, TemplateError

USER = "For {{customer}}.\n{{context}}\nQ: {{ question }}"
HEADER = "required: [context, question]\noptional: [customer]"


def file(user: str, header: str = HEADER) -> str:
    return f"---\npurpose: test\n{header}\n---\n# System\nBe brief.\n\n# User\n{user}\n"


def render(**values: str) -> str:
    return Template.parse(file(USER)).render(values)[1].content


def test_variables_are_filled_once_and_absent_optional_lines_vanish() -> None:
    assert render(context="{{question}}", question="why?") == "{{question}}\nQ: why?"
    assert render(context="c", question="q", customer="Lumen") == "For Lumen.\nc\nQ: q"


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip))
def test_values_reach_the_prompt_to_the_letter(context: str, question: str) -> None:
    assert render(context=context, question=question) == f"{context}\nQ: {question}"


@pytest.mark.parametrize("values", [{}, {"context": " \n"}])
def test_a_missing_or_blank_required_variable_is_an_error(values: dict[str, str]) -> None:
    with pytest.raises(TemplateError, match="`context` is missing"):
        render(question="q", **values)


def test_a_renamed_variable_is_an_error_wherever_it_was_renamed() -> None:
    header = "required: [context, question]"
    with pytest.raises(TemplateError, match="uses `documents`"):
        Template.parse(file("{{documents}} {{question}}", header))
    with pytest.raises(TemplateError, match="requires `context`"):
        Template.parse(file("{{question}}", header))
    with pytest.raises(TemplateError, match="`documents` that it is given"):
        render(context="c", question="q", documents="d")


@pytest.mark.parametrize(
    "broken",
    [
        "# System\nS\n\n# User\nU\n",
        file(USER).replace("# User", "# Human"),
        file(USER).replace("# System", "text\n# System"),
        file(USER).replace("purpose", "purpsoe"),
        file(USER).replace("purpose: test", "purpose: test: it"),
        file(USER).replace("{{context}}", "{{context"),
        file(USER).replace("\n", "\r\n"),
    ],
)
def test_what_has_not_the_shape_of_a_prompt_is_refused(broken: str) -> None:
    with pytest.raises(TemplateError):
        Template.parse(broken)


def test_a_header_may_be_written_in_the_other_usual_way() -> None:
    header = "required: # these\n  - context\n  - 'question'\noptional: [\"customer\"] # maybe"
    assert Template.parse(file(USER, header)) == Template.parse(file(USER))
