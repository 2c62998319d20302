"""The program as its users have it: a process of its own."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from template import Template

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def nntui() -> Iterator[Run]:
    """Run the program to its end, without a terminal; its output has to be UTF-8."""
    template = Template()

    def run(*words: str, stdin: str | bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return template.run(words, stdin.encode() if isinstance(stdin, str) else stdin, cwd)

    yield run
    template.close()


@pytest.fixture
def refused(nntui: Run) -> Callable[..., str]:
    """Run the program on bad input: exit status 2, nothing done, one harmless line, which is returned."""

    def run(*words: str, **options: object) -> str:
        done = nntui(*words, **options)
        assert done.returncode == 2, done
        assert done.stdout == ""
        assert done.stderr.endswith("\n")
        assert done.stderr.count("\n") == 1
        line = done.stderr.removesuffix("\n")
        assert line.isprintable() or "�" in line
        assert "\x1b" not in line
        return line

    return run


@pytest.fixture(scope="session")
def values(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CSV file of values: regression."""
    path = tmp_path_factory.mktemp("tables") / "values.csv"
    path.write_text("\n".join(["width,height,price", *(f"{x},{x * x % 7},{x * 2.5 + 10}" for x in range(60))]) + "\n")
    return path


@pytest.fixture(scope="session")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CSV file of three classes."""
    path = tmp_path_factory.mktemp("tables") / "kinds.csv"
    rows = (f"{x},{x * x % 7},{'low' if x < 20 else 'mid' if x < 40 else 'high'}" for x in range(60))
    path.write_text("\n".join(["width,height,kind", *rows]) + "\n")
    return path


@pytest.fixture(scope="session")
def models(nntui: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A trained model of every preset that came with the first version."""
    folder = tmp_path_factory.mktemp("models")
    paths = {name: folder / f"{name}.json" for name in ("xor", "quadrants", "digits")}
    for name, path in paths.items():
        assert nntui("train", name, "--save", str(path)).returncode == 0
    return paths
