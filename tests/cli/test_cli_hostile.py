"""Text from files and arguments reaches nobody's terminal as anything but harmless characters."""

import json

import pytest
from hostile import NAME, TEXT, leaks, write_preset


@pytest.fixture(scope="module")
def folder(tmp_path_factory, nntui):
    """A preset and a table of hostile text, the model that came of them, and files that cannot be read."""
    folder = tmp_path_factory.mktemp("hostile")
    preset = write_preset(folder)
    trained = nntui("train", str(preset), "--save", f"{NAME}.json", cwd=folder)
    assert trained.returncode == 0
    assert harmless(trained)
    quoted = json.dumps(TEXT)
    (folder / "key.toml").write_text(f"[task]\n{quoted} = 1\n")
    (folder / "value.toml").write_text(f"[training]\noptimizer = {quoted}\n")
    (folder / "cell.csv").write_text(f"a,b,c\n1,{TEXT.split(chr(13))[0]},x\n")
    model = json.loads((folder / f"{NAME}.json").read_text())
    (folder / "config.json").write_text(json.dumps({**model, "config": {TEXT: 1}}))
    (folder / "classes.json").write_text(json.dumps({**model, "classes": [f"{TEXT}a", f"{TEXT}b"]}))
    (folder / "nntui").mkdir()
    (folder / "nntui" / "drawings.txt").write_text(f"{TEXT}\n4 10010/10010/11111/00010/00010 {TEXT}\n")
    return folder


def harmless(done):
    """Whether neither stream has anything that it must not."""
    return not leaks((done.stdout + done.stderr).encode()) and "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("show", f"{NAME}.toml"),
        ("data", f"{NAME}.toml"),
        ("train", f"{NAME}.toml", "--load", f"{NAME}.json", "--epochs", "9"),
        ("predict", f"{NAME}.json"),
        ("evaluate", f"{NAME}.json"),
        ("export", f"{NAME}.json", "--to", "python"),
        ("sweep", f"{NAME}.toml", "--vary", "training.epochs=1", "--save-best", f"{NAME}-best.toml"),
    ],
    ids=lambda words: words[0],
)
def test_what_can_be_used_is_shown_harmless(nntui, folder, words):
    done = nntui(*(word.replace(NAME, f"./{NAME}") for word in words), stdin="1,2\n", cwd=folder)
    assert done.returncode == 0, done
    assert "good" in done.stdout + done.stderr
    assert harmless(done)


@pytest.mark.parametrize(
    "words",
    [
        (TEXT,),
        ("train", TEXT),
        ("train", "xor", TEXT),
        ("train", "xor", "--set", f"training.optimizer={TEXT}"),
        pytest.param(("train", "xor", "--set", f"{TEXT}=1"), marks=pytest.mark.soak),
        pytest.param(("train", "xor", "--epochs", TEXT), marks=pytest.mark.soak),
        pytest.param(("train", "xor", "--save", f"{TEXT}/model.json"), marks=pytest.mark.soak),
        pytest.param(("train", "xor", "--load", NAME), marks=pytest.mark.soak),
        pytest.param(("--worker", f"{TEXT}'"), marks=pytest.mark.soak),
        ("show", "./key.toml"),
        pytest.param(("show", "./value.toml"), marks=pytest.mark.soak),
        ("train", f"./{NAME}.toml", "--set", "task.path=cell.csv"),
        ("predict", "config.json"),
        pytest.param(("predict", "classes.json"), marks=pytest.mark.soak),
    ],
    ids=lambda words: "-".join(word[:12] for word in words if word.isprintable()) or "text",
)
def test_what_is_refused_is_told_harmless(refused, folder, words):
    assert not leaks(refused(*words, cwd=folder).encode())


def test_damaged_drawings_are_told_harmless(nntui, folder, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    done = nntui("data", "digits", "--mine")
    assert done.returncode == 0
    assert "drawings" in done.stderr
    assert harmless(done)
