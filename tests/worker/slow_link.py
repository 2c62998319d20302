"""`slow_link.py SECONDS COMMAND...`: run a command whose stdin and stdout are so far away."""

import os
import subprocess
import sys
import threading
import time
from queue import SimpleQueue


def carry(source: int, target: int, seconds: float) -> None:
    under_way: SimpleQueue[tuple[float, bytes]] = SimpleQueue()

    def arrive() -> None:
        while True:
            due, content = under_way.get()
            time.sleep(max(due - time.monotonic(), 0))
            if not content:
                os.close(target)
                return
            while content:
                content = content[os.write(target, content) :]

    threading.Thread(target=arrive, daemon=True).start()
    content = b"-"
    while content:
        content = os.read(source, 65536)
        under_way.put((time.monotonic() + seconds, content))


def main() -> None:
    seconds, command = float(sys.argv[1]), sys.argv[2:]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as far_end:
        for source, target in ((0, far_end.stdin.fileno()), (far_end.stdout.fileno(), 1)):
            threading.Thread(target=carry, args=(source, target, seconds), daemon=True).start()
        far_end.wait()
        os._exit(0)


main()
