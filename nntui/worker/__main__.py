"""`python -m nntui.worker`: serve one screen on stdin and stdout."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more threads only hurt at these sizes; read when NumPy loads

if __name__ == "__main__":
    from nntui.worker.main import main

    main()
