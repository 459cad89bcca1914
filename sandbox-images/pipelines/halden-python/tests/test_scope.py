import pytest

from halden.errors import HaldenError
from halden.scope import Scope, audience


def test_a_customer_sees_its_own_and_everyones() -> None:
    scope = Scope("lumen-solar")
    assert scope.admits(audience(None))
    assert scope.admits(audience("lumen-solar"))
    assert not scope.admits(audience("lumen"))
    assert not scope.admits("")
    assert not Scope(None).admits(audience("lumen-solar"))


@pytest.mark.parametrize("slug", ["", "Lumen Solar", "a OR b", "everyone:", "lumen\n", "ümlaut"])
def test_a_malformed_customer_is_refused(slug: str) -> None:
    with pytest.raises(HaldenError, match="not a customer slug"):
        Scope(slug)
