import csv
import io
import json
import subprocess
import sys
import tomllib

import pytest
from cli_process import environment

import nntui as package
from nntui.cli.program import COMMANDS
from nntui.experiment.preset_folders import shipped_presets, user_presets_path
from nntui.experiment.presets import load_preset


def test_help_lists_every_command_with_an_example(nntui):
    done = nntui("--help")
    assert done.returncode == 0
    assert done.stderr == ""
    for command in COMMANDS.values():
        assert command.help in done.stdout
        assert command.example in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(nntui, name):
    done = nntui(name, "--help")
    assert done.returncode == 0
    for example in (COMMANDS[name].example, *COMMANDS[name].more):
        assert example in done.stdout
    assert nntui("help", name).stdout == done.stdout


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)], ids="-".join)
def test_help_is_there_at_once_because_nothing_heavy_is_imported(words):
    code = (
        "import sys, nntui.cli\n"
        f"try: nntui.cli.main([*{words!r}, '--help'])\n"
        "finally: print(sorted({'numpy', 'textual', 'rich', 'plotext'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr == "[]\n"


def test_version(nntui):
    assert nntui("--version").stdout == f"nntui {package.__version__}\n"


def test_playground_is_refused_without_a_terminal(refused):
    line = refused()
    for name in COMMANDS:
        assert name in line


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("trian", "did you mean train?"),
        ("digts", "did you mean digits?"),
        ("zzz", "there are the presets and, circle, digits, "),
        ("", "there are the presets"),
    ],
)
def test_unknown_first_word_names_the_nearest(refused, word, hint):
    line = refused(word)
    assert line.startswith(f"nntui: {word}: no such command or preset")
    assert hint in line


@pytest.mark.parametrize("words", [("-x",), ("digits", "xor"), ("--set",)])
def test_arguments_that_the_playground_does_not_know(refused, words):
    assert "unrecognized arguments" in refused(*words)


def test_playground_checks_its_preset_before_the_terminal(refused, tmp_path):
    assert "No such file" in refused(str(tmp_path / "none.toml"))


def test_escapes_in_an_argument_do_not_reach_the_terminal(refused):
    refused("\x1b[31mred\nnext")
    refused("train", "xor", "--foo\x1b[31m\n")


def test_presets_lists_names_and_titles(nntui):
    lines = nntui("presets").stdout.splitlines()
    names = [line.split()[0] for line in lines]
    assert names == sorted(names)
    assert "Exclusive or" in lines[names.index("xor")]


def test_presets_of_ones_own_are_listed_apart_and_go_first(nntui):
    folder = user_presets_path()
    folder.mkdir(parents=True)
    (folder / "xor.toml").write_text("title = 'My own'")
    (folder / "broken.toml").write_text("title =")
    yours, shipped = nntui("presets").stdout.split("\n\n")
    assert yours.startswith(f"# yours, in {folder}\nbroken ")
    assert "✗" in yours
    assert "My own" in yours
    assert "Exclusive or" in shipped
    assert "yours of this name goes before it" in shipped
    entries = {(entry["source"], entry["name"]): entry for entry in json.loads(nntui("presets", "--json").stdout)}
    assert entries["yours", "xor"]["title"] == "My own"
    assert entries["yours", "broken"]["title"] is None
    assert entries["shipped", "xor"]["path"].endswith("presets/xor.toml")
    rows = list(csv.DictReader(io.StringIO(nntui("presets", "--csv").stdout)))
    assert [(row["source"], row["name"]) for row in rows] == list(entries)
    assert 'title = "My own"' in nntui("show", "xor").stdout


def test_the_schema_is_a_file_to_start_from(nntui, refused, tmp_path):
    shown = nntui("show", "--schema").stdout
    (tmp_path / "all.toml").write_text(shown, encoding="utf-8")
    assert nntui("show", str(tmp_path / "all.toml")).returncode == 0
    keys = [entry["key"] for entry in json.loads(nntui("show", "--schema", "--json").stdout)]
    assert "training.learning_rate" in keys
    assert "expected a PRESET, or --schema" in refused("show")
    assert "leave out PRESET" in refused("show", "xor", "--schema")


def test_show_prints_json(nntui):
    assert json.loads(nntui("show", "xor", "--json").stdout)["task"]["name"] == "xor"


def test_show_is_a_preset_itself(nntui, tmp_path):
    shown = nntui("show", "xor", "--set", "network.hidden=3, 5").stdout
    tables = tomllib.loads(shown)
    assert tables["network"] == {**tables["network"], "hidden": [3, 5], "output": "sigmoid"}
    assert tables["training"]["loss"] == "binary_cross_entropy"
    path = tmp_path / "mine.toml"
    path.write_text(shown, encoding="utf-8")
    assert nntui("show", str(path)).stdout == shown


def test_show_leaves_open_what_only_a_file_can_tell(nntui, refused, values):
    table = ("xor", "--set", "task.name=table")
    assert 'loss = "auto"' in nntui("show", *table).stdout
    assert 'loss = "mse"' in nntui("show", *table, "--set", f"task.path={values}").stdout
    assert "task.path" in refused("show", *table, "--set", "task.path=nowhere.csv")


def test_ctrl_c_while_the_program_is_loaded_is_no_error():
    code = (
        "import sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'nntui.cli.program': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from nntui.__main__ import main\n"
        "sys.exit(main())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_presets_are_listed_without_numpy_and_with_the_titles_that_they_have():
    code = "import sys, nntui.cli\nnntui.cli.main(['presets'])\nprint('numpy' in sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment())
    assert done.stderr == "False\n"
    for name in shipped_presets():
        assert f"{load_preset(name).title}\n" in done.stdout
