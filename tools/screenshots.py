"""Take pictures of every page of the dashboard, wide and narrow, with a headless Chromium.

Usage: python -m tools.screenshots [--only overview,lead] [--to target/screenshots] [--publish]

Reads the copy that `make dashboard` would open. `--publish` also writes the pictures of the README to docs/images/.
"""

import argparse
import sys
from pathlib import Path

from PIL import Image

from dashboard.frame import PAGES
from tools.browser import browse, chromium, serve
from tools.dashboard import ROOT, CannotShow, prepare_copy

# The pictures that the README shows, and how much of the page.
PUBLISHED = {"overview": 640, "lead": 905, "leaderboard": 742}
COLOURS = 256


def settle(visit) -> None:
    """Give charts the moment that their last drawing takes, and let the window be as high as the page."""
    height = visit.page.evaluate(
        """() => document.querySelector('[data-testid="stMainBlockContainer"]').scrollHeight + 70"""
    )
    width = visit.page.viewport_size["width"]
    visit.page.set_viewport_size({"width": width, "height": max(int(height), 600)})
    visit.page.wait_for_timeout(900)


def shrink(picture: Path, target: Path, height: int) -> None:
    """Write a picture's upper part with few colours, the rare ones kept: orange must stay orange."""
    with Image.open(picture) as image:
        part = image.crop((0, 0, image.width, min(height, image.height)))
        part.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE).save(target, optimize=True)


def main(argv: list[str] | None = None) -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.screenshots", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default=",".join(PAGES), help="pages, by commas (default: all)")
    parser.add_argument("--to", type=Path, default=ROOT / "target" / "screenshots", help="folder of the pictures")
    parser.add_argument("--publish", action="store_true", help="also write the README's pictures to docs/images/")
    args = parser.parse_args(argv)
    if chromium() is None:
        print("Chromium is missing. On Debian and Ubuntu: apt install chromium", file=sys.stderr)
        return 1
    try:
        copy = prepare_copy()
    except CannotShow as problem:
        print(problem, file=sys.stderr)
        return 1
    args.to.mkdir(parents=True, exist_ok=True)
    images = ROOT / "docs" / "images"
    with serve(copy) as address, browse(address) as browser:
        for name in args.only.split(","):
            for width in ("desktop", "phone"):
                visit = browser.open(name, width)
                settle(visit)
                picture = args.to / f"{name}_{width}.png"
                visit.page.screenshot(path=picture)
                print(f"{picture}  {visit.seconds:.1f} s{'  ' + '; '.join(visit.errors) if visit.errors else ''}")
                if args.publish and width == "desktop" and name in PUBLISHED:
                    images.mkdir(exist_ok=True)
                    shrink(picture, images / f"dashboard_{name}.png", PUBLISHED[name])
                visit.page.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
