"""Runs Synapse, and ends it at once when standard input closes: the process that started it is gone."""

import os
import runpy
import threading


def die_with_parent():
    # Not sys.stdin.read(): a thread that waits in it holds a lock that the interpreter wants at shutdown.
    while os.read(0, 4096):
        pass
    os._exit(1)


threading.Thread(target=die_with_parent, daemon=True).start()
runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
