"""What a judge wrote some other time, or how asking it failed."""

from halden.errors import HaldenError
from halden.eval.verdict import Judged, Judgement, read_verdict, unscored
from halden.strict import Strict


class Recorded(Strict):
    """A model's output or the failure of the call: one of the two."""

    id: str
    text: str | None = None
    error: str | None = None
    truncated: bool = False

    def read(self) -> Judged:
        """The judgement that it holds."""
        if (self.text is None) == (self.error is None):
            raise HaldenError(f"`{self.id}` needs either a text or an error")
        if self.text is None:
            judgement = unscored(f"the call failed: {self.error}")
        else:
            judgement = read_output(self.text, truncated=self.truncated)
        return Judged.of(self.id, judgement)


def read_output(text: str, *, truncated: bool) -> Judgement:
    """A cut-off text may still parse, and then says less than the judge wanted to say."""
    return unscored("the verdict was cut off") if truncated else read_verdict(text)
