import httpx
import pytest

from halden.provider import Retries, StatusError, TransportError
from samples import config


def attempts_until_giving_up(retries: Retries, error: Exception) -> int:
    made = 0

    def attempt() -> None:
        nonlocal made
        made += 1
        raise error

    with pytest.raises(type(error)):
        retries.run(attempt)
    return made


def test_attempts_are_bounded_by_request_and_by_run() -> None:
    retries = Retries(config().retry)
    statuses = [400, 503, 429, 429]
    made = [attempts_until_giving_up(retries, StatusError(status, "")) for status in statuses]
    assert made == [1, 4, 3, 1]


@pytest.mark.parametrize(
    ("error", "transient"),
    [
        (StatusError(429, "insufficient_quota"), False),
        (TransportError(httpx.ConnectError("refused")), True),
        (TransportError(httpx.ReadTimeout("slow")), False),
        (TransportError(httpx.ReadError("broken")), False),
    ],
)
def test_what_may_have_been_paid_for_is_not_repeated(
    error: StatusError | TransportError, *, transient: bool
) -> None:
    assert error.transient is transient


def test_the_provider_may_ask_for_a_longer_pause_within_limits() -> None:
    pauses: list[float] = []
    retries = Retries(config(retry={"max_ms": 3000}).retry, sleep=pauses.append)
    attempts_until_giving_up(retries, StatusError(429, "", retry_after=2))
    attempts_until_giving_up(retries, StatusError(429, "", retry_after=9))
    assert pauses == [2, 2, 2, 3, 3]
