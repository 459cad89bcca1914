import pytest

from halden.eval.accuracy import accepts


@pytest.mark.parametrize(
    ("answer", "wording"),
    [
        ("The fee is EUR 1,250.00 [1].", "EUR 1250.00"),
        ("It rises to 11% of the hire.", "11 %"),
        ("Within **72  Hours** of the start", "72 hours"),
        ("Part HX18-4471-B. [2]", "hx18 4471 b"),
    ],
)
def test_case_spacing_and_signs_do_not_matter(answer: str, wording: str) -> None:
    assert accepts(answer, [wording])


@pytest.mark.parametrize(
    ("answer", "wording"),
    [("It takes 114 days", "14 days"), ("4.5 bar", "4 bar"), ("4 bar", "4.5 bar"), ("any", "")],
)
def test_numbers_and_whole_words_do(answer: str, wording: str) -> None:
    assert not accepts(answer, [wording])
