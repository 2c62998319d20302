"""A process that has loaded the program and forks a copy of itself for every run: loading takes longer than running."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from traceback import print_exc
from typing import IO, Any

from cli_process import environment

_SECONDS = 30


class Template:
    """Runs the program with files for standard input, output and error, as a shell would."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=-1, stdout=-1, text=True, env=environment(), close_fds=True
        )

    def run(self, words: tuple[str, ...], stdin: bytes, cwd: Path | None) -> subprocess.CompletedProcess[str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with ExitStack() as files:
            streams = [files.enter_context(TemporaryFile()) for _ in range(3)]
            streams[0].write(stdin)
            streams[0].seek(0)
            here = f"/proc/{os.getpid()}/fd"
            request = {
                "words": words,
                "cwd": str(cwd or Path.cwd()),
                "environment": environment(),
                "streams": [f"{here}/{stream.fileno()}" for stream in streams],
            }
            print(json.dumps(request), file=self._process.stdin, flush=True)
            timer = Timer(_SECONDS, self._process.kill)
            timer.start()
            status = self._process.stdout.readline()
            timer.cancel()
            assert status, f"{words} took more than {_SECONDS} s"
            return subprocess.CompletedProcess(words, int(status), *map(_content, streams[1:]))

    def close(self) -> None:
        self._process.communicate()


def _content(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode()


def _serve() -> None:
    import nntui.cli.train
    import nntui.cli.training  # noqa: F401

    answers = os.fdopen(os.dup(1), "w", closefd=False)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=answers, flush=True)


def _become(request: dict[str, Any]) -> None:
    status = 1
    try:
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["cwd"])
        for number, path in enumerate(request["streams"]):
            os.dup2(os.open(path, os.O_RDWR if number else os.O_RDONLY), number)
        sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode) for number, mode in enumerate("rww"))
        from nntui.cli import main

        status = main(request["words"])
        sys.stdout.flush()
    except BaseException:
        print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve()
