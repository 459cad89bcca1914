"""HTTP connections."""

import httpx

from halden.errors import HaldenError


def client(base_url: str, seconds: float, key: str | None = None) -> httpx.Client:
    """A client for one server; it waits so long for each answer. Raises HaldenError.

    Certificates are loaded only where there are any to check: it takes as long as a search.
    """
    try:
        return httpx.Client(
            base_url=base_url,
            timeout=seconds,
            headers={"Authorization": f"Bearer {key}"} if key else None,
            verify=not base_url.startswith("http://"),
        )
    except httpx.InvalidURL as error:
        raise HaldenError(f"`{base_url}` is not an address: {error}") from error
