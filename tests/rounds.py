"""How thorough the soak tests are: NNTUI_ROUNDS times as many kills and endings as usual; 5 makes fifty kills."""

import os

ROUNDS = int(os.environ.get("NNTUI_ROUNDS", "1"))
