"""Reading reports."""

import io
from pathlib import Path
from typing import Any

import pytest

import archcheck
from archcheck.certify.reading import parse_report, read_report
from archcheck.source.located import Source

RIGHT = '{"archcheck": "report/v1", "runs": []}'


def summaries(error: pytest.ExceptionInfo[archcheck.InputError]) -> list[str]:
    """Return what an error says."""
    return [each.summary() for each in error.value.diagnostics]


def test_a_report_from_a_file_and_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "r.json").write_text(RIGHT)
    monkeypatch.chdir(tmp_path)
    data = {"archcheck": "report/v1", "runs": []}
    assert read_report("r.json") == data
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(RIGHT.encode())))
    assert read_report("-") == data


def test_a_file_that_there_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(archcheck.InputError) as error:
        read_report("r.json")
    (said,) = error.value.diagnostics
    assert (said.code, "`r.json`" in said.message) == ("missing-file", True)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe")))
    with pytest.raises(archcheck.InputError) as error:
        read_report("-")
    assert [said.code for said in error.value.diagnostics] == ["encoding"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a":\n  }', "r.json:2:3: error[syntax]: this is not JSON: expecting value"),
        ("[" * 100_000, "r.json:1:1: error[too-deep]: values nest too deep for a report"),
        ('{"a": {"b": 1, "b": 2}}', "r.json:1:1: error[invalid-value]: a key stands twice in one object of the report"),
        ('{"a": NaN}', "r.json:1:1: error[invalid-value]: `NaN` is not a number that a report holds"),
        (
            "[1]",
            "r.json:1:1: error[document-type]: this is not an archcheck document "
            "(it begins with `archcheck: report/v1`)",
        ),
        ("[" * 70 + "]" * 70, "r.json:1:65: error[too-deep]: values nest deeper than 64 levels"),
        (
            '{"archcheck": "topology/v1"}',
            "r.json:1:15: error[document-type]: this is a topology document, where a report document belongs",
        ),
    ],
)
def test_what_is_no_report(text: str, said: Any) -> None:
    with pytest.raises(archcheck.InputError) as error:
        parse_report(Source("r.json", text))
    assert summaries(error) == [said]
