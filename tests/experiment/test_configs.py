from pathlib import Path

import pytest

from nntui.experiment import json_file
from nntui.experiment.configs import load_config
from nntui.experiment.files import read_text
from nntui.experiment.model_file import model_of, save_model
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer


def test_a_model_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, reads = tmp_path / "model.json", []
    hyperparameters = load_preset("xor").with_value("training.epochs", 0)
    save_model(path, model_of(Trainer(hyperparameters)))

    def read(path: Path, max_bytes: int) -> str:
        reads.append(path)
        return read_text(path, max_bytes)

    monkeypatch.setattr(json_file, "read_text", read)
    assert load_config(str(path)).network == hyperparameters.with_value("network.output", "sigmoid").network
    assert reads == [path]
