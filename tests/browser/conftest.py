"""A real browser for tests/browser: Debian's Chromium, driven by Playwright, against a live server."""

import os
import shutil

import pytest

PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
MISSING = f"no browser was found (looked for {', '.join(PROGRAMS)}); on Debian: apt install chromium"


@pytest.fixture(scope="session", autouse=True)
def database_beside_the_browser():
    """Playwright's loop lives in the test's own thread, where Django would refuse to use the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip(MISSING)
    return {
        **browser_type_launch_args,
        "executable_path": program,
        "args": [
            "--no-sandbox",  # the only pages it opens are ours
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-extensions",
            "--disable-sync",
            "--no-default-browser-check",
            "--no-first-run",
        ],
    }


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI nothing under tests/browser may be skipped: a check that did not run is not a check passed."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where every browser test has to run: {reason}"
    return report
