from pathlib import Path

import pytest

from nntui.experiment.files import FileError
from nntui.experiment.json_file import read_table


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON: Expecting value (at line 1, column 1)"),
        (b'{"a": 1', "not JSON: Expecting ',' delimiter (at line 1, column 8)"),
        (b'{"a": 1}\n\n  x', "not JSON: Extra data (at line 3, column 3)"),
        (b"[" * 100_000, "not JSON: nested too deeply"),
        (b"[1, null]", "expected a table, got [1, null]"),
        (b'{"a": NaN}', "expected finite numbers, got NaN"),
        (b'{"a": 1, "a": 2}', 'expected each key once, got "a" twice'),
        (b'{\n"a": ' + b"9" * 5000, "expected whole numbers of at most 4,300 digits (at line 2, column 6)"),
        (b'{"a": "\xff"}', "expected UTF-8 text, got the byte 0xff (at line 1, column 8)"),
        (b" " * 101, "expected at most 100 bytes"),
    ],
    ids=range(10),
)
def test_what_is_no_table_is_refused_by_its_place(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(content)
    with pytest.raises(FileError) as error:
        read_table(path, 100 if content.startswith(b" ") else 1_000_000)
    assert str(error.value) == f"{path}: {reason}"


def test_a_table_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(b'\xef\xbb\xbf{"a": [1]}')
    assert read_table(path, 1000) == {"a": [1]}
