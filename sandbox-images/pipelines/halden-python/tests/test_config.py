from pathlib import Path

import pytest

from halden.config import Config
from halden.environment import Environment
from halden.errors import HaldenError
from samples import CONFIG


def toml(sections: dict[str, dict[str, object]]) -> str:
    def value(thing: object) -> str:
        return str(thing).lower() if isinstance(thing, bool) else repr(thing)

    return "\n".join(
        f"[{name}]\n" + "\n".join(f"{key} = {value(thing)}" for key, thing in values.items())
        for name, values in sections.items()
    )


def test_a_complete_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "halden.toml"
    path.write_text(toml(CONFIG))
    assert Config.load(path) == Config.model_validate(CONFIG)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("[extra]\nkey = 1", "`extra`"),
        ("[pack]\nbudget_tokens = '9'", "`pack.budget_tokens`"),
        ("[pack]\ncandidate = 9", "`pack.candidate`"),
        ("[pack]\ncandidates = -1", "`pack.candidates`"),
        ("[cache]\nenabled = 1", "`cache.enabled`"),
        ("[cache", "in "),
    ],
)
def test_every_surprise_is_an_error_that_names_it(tmp_path: Path, line: str, named: str) -> None:
    path = tmp_path / "halden.toml"
    header, _, setting = line.partition("\n")
    name = header.strip("[]")
    section = dict(CONFIG.get(name, {}))
    section.pop(setting.partition(" ")[0], None)
    rest = toml({other: values for other, values in CONFIG.items() if other != name})
    path.write_text(f"{rest}\n{line}\n{toml({'x': section}).removeprefix('[x]')}")
    with pytest.raises(HaldenError, match=named):
        Config.load(path)


def test_a_missing_section_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "halden.toml"
    path.write_text(toml({name: values for name, values in CONFIG.items() if name != "retry"}))
    with pytest.raises(HaldenError, match="`retry`"):
        Config.load(path)


def test_a_variable_that_is_set_to_nothing_counts_as_not_set() -> None:
    environment = Environment.from_process({"HALDEN_STATE": "", "OPENAI_API_KEY": ""})
    assert environment.state == Path("state")
    assert environment.openai_api_key is None
