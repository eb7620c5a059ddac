"""Checkpoints are stamped by somebody else's clock: here, an authority that `openssl ts` keeps on this machine."""

import json
import shutil
import subprocess
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from application.bundles import BundleRefused, Trust
from infrastructure.timestamps import check_stamp, stamp
from infrastructure.verifier import Refused, check_bundle
from interfaces.main import build, bundle_check
from tests.interfaces.bundle_forging import exported
from tests.interfaces.conftest import World, opened_world
from tests.interfaces.sample_log import runner

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
CONFIGURATION = """
[tsa]
default_tsa = own
[own]
dir = {folder}
serial = $dir/serial
crypto_device = builtin
signer_cert = $dir/stamper.pem
signer_key = $dir/stamper.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ordering = yes
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:FALSE\n"


class Authority:
    """A root, a certificate for stamping, and answers to requests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "ts.conf").write_text(CONFIGURATION.format(folder=folder))
        (folder / "extensions").write_text(EXTENSIONS)
        (folder / "serial").write_text("01\n")
        new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        root = ["-x509", "-days", "30", "-subj", "/CN=Root", "-keyout", "root.key", "-out", "root.pem"]
        self.run("req", *new_key, *root, "-addext", "keyUsage=critical,keyCertSign")
        self.run("req", *new_key, "-subj", "/CN=Stamper", "-keyout", "stamper.key", "-out", "stamper.csr")
        signing = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "30"]
        self.run("x509", "-req", "-in", "stamper.csr", *signing, "-extfile", "extensions", "-out", "stamper.pem")
        self.root = (folder / "root.pem").read_bytes()

    def run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def answer(self, query: bytes) -> bytes:
        (self.folder / "query.tsq").write_bytes(query)
        self.run("ts", "-reply", "-config", "ts.conf", "-queryfile", "query.tsq", "-out", "reply.tsr")
        return (self.folder / "reply.tsr").read_bytes()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "own")


@pytest.fixture(scope="module")
def address(authority: Authority) -> Generator[str]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            reply = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_stamp_says_when_and_holds_for_its_text_and_its_authority_alone(authority: Authority, tmp_path: Path) -> None:
    given = stamp("a text\n", authority.answer)
    assert check_stamp("a text\n", given, authority.root).year >= 2026
    with pytest.raises(Refused, match="does not hold"):
        check_stamp("another text\n", given, authority.root)
    with pytest.raises(Refused, match="does not hold"):
        check_stamp("a text\n", given[:-9] + b"\0" + given[-8:], authority.root)
    with pytest.raises(Refused, match="does not hold"):
        check_stamp("a text\n", given, Authority(tmp_path / "other").root)


def test_an_answer_to_another_question_is_not_taken(authority: Authority) -> None:
    older: list[bytes] = []
    stamp("a text\n", lambda query: older.append(authority.answer(query)) or older[0])
    with pytest.raises(Refused, match="stamped something else"):
        stamp("a text\n", lambda _: older[0])
    with pytest.raises(Refused, match="no time-stamp"):
        stamp("a text\n", lambda _: b"nothing")


def test_published_checkpoints_are_stamped_and_bundles_carry_the_stamp(
    authority: Authority, address: str, tmp_path: Path
) -> None:
    with opened_world(tmp_path / "world") as told:
        told.settings = told.settings.model_copy(update={"timestamp_url": address})
        made = exported(told, "framework", told.framework, tmp_path / "bundle")
        root = tmp_path / "root.pem"
        root.write_bytes(authority.root)
        done = runner(told.settings)("audit", "verify", str(made.folder), "--authority", str(root), "--json")
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["stamped_at"].startswith("20")
        by_hand(made.folder, root)
        found = refused(made.folder, Authority(tmp_path / "other").root)
        assert found.startswith("data/checkpoint.tsr: the time-stamp does not hold")
        made.file("data/checkpoint.tsr").unlink()
        made.forge()
        assert refused(made.folder, authority.root) == "data/checkpoint.tsr: the checkpoint was not time-stamped"


def by_hand(bundle: Path, root: Path) -> None:
    """As docs/audit.md says to do it where nothing is installed."""
    script = "sed '/^$/,$d' data/checkpoint.note > ../checkpoint.txt && openssl ts -verify -data ../checkpoint.txt "
    command = f"{script} -in data/checkpoint.tsr -CAfile {root}"
    done = subprocess.run(["sh", "-c", command], cwd=bundle, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr


def refused(folder: Path, root: bytes) -> str:
    with pytest.raises(BundleRefused) as caught:
        bundle_check().verify(folder, Trust(authority=root))
    return str(caught.value)


def test_an_authority_that_does_not_answer_stops_nothing(tmp_path: Path) -> None:
    with opened_world(tmp_path / "world") as told:
        deaf = told.settings.model_copy(update={"timestamp_url": "http://127.0.0.1:1/"})
        made = exported(World(told.parts, deaf, told.ids), "framework", told.framework, tmp_path / "bundle")
        assert not made.file("data/checkpoint.tsr").exists()
        check_bundle(made.folder)
        with pytest.raises(ValueError, match="https://"):
            build(told.settings.model_copy(update={"timestamp_url": "ftp://stamps"}))
