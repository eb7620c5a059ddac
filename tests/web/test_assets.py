"""What was brought in from elsewhere is what its makers published, and is served so that it can be kept."""

import hashlib
import json

from fontTools.ttLib import TTFont

from interfaces.web import assets
from tests.interfaces.conftest import World
from tests.web.conftest import surfer

VENDOR = assets.FOLDER / "vendor"
SHOWN = {"\u202f": "a narrow space", "→": "an arrow", "✓": "a check mark", "€": "the euro", "œ": "a ligature"}


def test_every_vendored_file_is_stated_with_its_digest() -> None:
    stated = json.loads((VENDOR / "VENDOR.json").read_text())
    digests = {name: digest for one in stated for name, digest in one["files"].items()}
    found = {
        file.relative_to(VENDOR).as_posix(): f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
        for file in VENDOR.rglob("*")
        if file.is_file() and file.name != "VENDOR.json"
    }
    assert found == digests
    assert all(one["licence"] and one["version"] and one["integrity"].startswith("sha512-") for one in stated)


def test_the_typefaces_have_what_french_needs() -> None:
    for file in VENDOR.rglob("*.woff2"):
        known = TTFont(file).getBestCmap()
        assert [what for sign, what in SHOWN.items() if ord(sign) not in known] == [], file


def test_an_asset_is_kept_for_ever_at_an_address_of_its_content(world: World) -> None:
    somebody = surfer(world)
    style = somebody.open(assets.address("css/palabre.css"))
    assert style.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in style.headers["Cache-Control"]
    assert somebody.open(f"/static/{'0' * 16}/css/palabre.css").status_code == 404
    assert somebody.open(f"/static/{assets.version()}/../pages/home.py").status_code == 404
