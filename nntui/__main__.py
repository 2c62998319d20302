"""`python -m nntui`, and the command `nntui`."""

import sys


def main() -> int:
    """Run the program; Ctrl-C while it is still being loaded ends it without a word."""
    try:
        from nntui.cli import main as run
    except KeyboardInterrupt:
        return 130
    return run()


if __name__ == "__main__":
    sys.exit(main())
