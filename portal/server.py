"""How `make run` serves: gunicorn reads these names as its settings."""

import os

bind = [f"127.0.0.1:{os.environ['PORT']}"]
workers = 2
worker_class = "gthread"
threads = 4
control_socket_disable = True  # nothing is written to the home folder
loglevel = "warning"


def when_ready(server):
    """Say where the site is, once it accepts connections."""
    site = os.environ["SITE_URL"]
    print(f"The portal is at {site}/ and its editors' desk at {site}/admin/. Ctrl-C stops it.", flush=True)
