"""`python -m nntui`: the same as the command `nntui`."""

import sys

from nntui.cli import main

if __name__ == "__main__":
    sys.exit(main())
