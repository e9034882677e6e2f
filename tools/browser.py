"""A headless Chromium over the dashboard: opens pages, waits until they are drawn, and says what went wrong.

Chromium is the system's (Debian: `apt install chromium`); Playwright only drives it, so that nothing is downloaded.
"""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Page, sync_playwright

from dashboard.frame import PAGES
from tools.dashboard import APP, ROOT, command

WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
START_SECONDS = 60
DRAWN_MILLISECONDS = 30_000
# What a page has when all of it is there: no skeleton, nothing that is running or about to be replaced.
DRAWN = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const busy = '[data-testid="stSkeleton"], [data-testid="stStatusWidget"], [data-stale="true"]';
    return app && app.getAttribute('data-test-script-state') === 'notRunning' && !document.querySelector(busy)
        && document.querySelector('.ls-head');
}"""


def chromium() -> str | None:
    """Return where Chromium is; None when it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def serve(copy: Path) -> Iterator[str]:
    """Serve the dashboard over a copy; yield its address."""
    port = free_port()
    settings = os.environ | {"PYTHONPATH": str(ROOT), "LEAD_SCORING_READ_COPY": str(copy)}
    server = subprocess.Popen(
        command(port, "127.0.0.1"),
        cwd=APP.parent, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
                break
            except OSError as error:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"Streamlit did not start: {server.stderr.read().decode()[-2000:]}") from error
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(20)


@dataclass
class Visit:
    """One opened page: how long it took, and what went wrong on it."""

    page: Page
    seconds: float = 0
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text of the page."""
        return self.page.inner_text('[data-testid="stMain"]')

    @property
    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        return self.page.evaluate("""() => {
            const wide = [document.documentElement, document.querySelector('[data-testid="stMain"]')];
            return Math.max(...wide.map((one) => one.scrollWidth - one.clientWidth));
        }""")


class Browser:
    """Opens pages of one dashboard."""

    def __init__(self, address: str, browser) -> None:
        self._address = address
        # One for each width, kept: people have Streamlit's own files in their browser after the first page, too.
        self._contexts = {
            width: browser.new_context(viewport={"width": wide, "height": high})
            for width, (wide, high) in WIDTHS.items()
        }

    def open(self, name: str, width: str = "desktop", **values: str) -> Visit:
        """Open a page with these values in its address and wait until it is drawn."""
        visit = Visit(self._contexts[width].new_page())
        own = urlsplit(self._address).netloc

        def requested(request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own:
                visit.foreign.append(request.url)

        def said(message) -> None:
            if message.type == "error":
                visit.errors.append(message.text)

        visit.page.on("request", requested)
        visit.page.on("console", said)
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        started = time.monotonic()
        visit.page.goto(f"{self._address}/?{urlencode({'page': name} | values)}")
        visit.page.wait_for_function(
            "(title) => document.querySelector('.ls-head h1')?.innerText === title",
            arg=PAGES[name][0], timeout=DRAWN_MILLISECONDS,
        )  # fmt: skip
        self.wait(visit)
        visit.seconds = time.monotonic() - started
        return visit

    def wait(self, visit: Visit) -> None:
        """Wait until nothing on the page changes any more."""
        visit.page.wait_for_function(DRAWN, timeout=DRAWN_MILLISECONDS)
        # Charts are drawn after their data has come.
        visit.page.wait_for_function(
            """() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')]
                .every((chart) => chart.querySelector('canvas, svg'))""",
            timeout=DRAWN_MILLISECONDS,
        )


@contextmanager
def browse(address: str) -> Iterator[Browser]:
    """Start Chromium without a window; yield what opens pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        try:
            yield Browser(address, browser)
        finally:
            browser.close()
