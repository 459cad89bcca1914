import subprocess
import sys
from pathlib import Path

import pytest

from halden.cli import main

PROGRAM = Path(__file__).parent.parent / "bin" / "halden"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["search"],
        ["search", "q", "--batch", "f"],
        ["search", "q", "--leg", "other"],
        ["search", "q", "-k", "-1"],
        ["search", "q", "--cust", "c"],
    ],
)
def test_wrong_arguments_are_status_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_a_batch_names_its_own_customers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "--batch", "f", "--customer", "c"]) == 2
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.parametrize("arguments", [["--config", "none.toml", "stats"], ["stats", "--config=x"]])
def test_a_failure_is_one_line_and_status_1(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: cannot read the configuration ")
    assert captured.err.count("\n") == 1


def test_a_reader_that_has_seen_enough_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "labels.toml").write_text("")
    command = [sys.executable, str(PROGRAM), "prompts", "list"]
    environment = {"HALDEN_PROMPTS": str(tmp_path)}
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as halden:
        assert halden.stdout is not None
        assert halden.stderr is not None
        halden.stdout.close()
        assert halden.stderr.read() == b""
    assert halden.returncode == 0
