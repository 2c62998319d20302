"""What needs a package that is not installed says so."""

import sys

import pytest

from nntui.cli import main


@pytest.mark.parametrize(
    ("package", "module", "words", "expected"),
    [
        ("onnx", "export_onnx", ("export", "MODEL", "--to", "onnx"), "nntui export: --to onnx: needs the package onnx"),
        (
            "distributed",
            "dask_cluster",
            ("sweep", "xor", "--repeats", "2", "--dask", "tcp://127.0.0.1:1"),
            "nntui sweep: --dask: needs the package distributed",
        ),
    ],
)
def test_a_line_says_which(models, monkeypatch, capsys, package, module, words, expected):
    monkeypatch.delitem(sys.modules, f"nntui.experiment.{module}", raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    assert main([str(models["xor"]) if word == "MODEL" else word for word in words]) == 2
    printed, told = capsys.readouterr()
    assert printed == ""
    assert told.startswith(f"{expected}: pip install 'nntui[")
