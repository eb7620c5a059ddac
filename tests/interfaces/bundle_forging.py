"""A bundle for tests, and what a forger with more or less power would do to it."""

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from domain.agreement.parts import AgreementKind, NamedParty, PartyRole
from domain.agreement.text import Draft
from domain.values import FrameworkId, OrganisationId
from infrastructure import verifier
from infrastructure.notes import SigningKey, read_secret, signed
from tests.interfaces.conftest import World
from tests.interfaces.sample_log import runner

TAGS = ("bagit.txt", "bag-info.txt", verifier.PAYLOAD, verifier.STATEMENT)


@dataclass(frozen=True)
class Bundle:
    """A bundle in a folder, and the key that signed it."""

    folder: Path
    key: SigningKey

    def copied(self, folder: Path) -> "Bundle":
        shutil.copytree(self.folder, folder)
        return Bundle(folder, self.key)

    def file(self, name: str) -> Path:
        return self.folder / name

    def lines(self, name: str) -> list[str]:
        return self.file(name).read_text(encoding="utf-8").split("\n")[:-1]

    def write(self, name: str, lines: Sequence[str]) -> None:
        self.file(name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.file("data/bundle.json").read_bytes())
        return found

    def reseal(self) -> None:
        """What anybody can do: list the files as they are now."""
        payload = sorted(path for path in self.file("data").rglob("*") if path.is_file())
        listed = [f"{digest(path)}  {path.relative_to(self.folder)}" for path in payload]
        self.write(verifier.PAYLOAD, listed)
        self.write(verifier.TAGS, [f"{digest(self.file(name))} {name}" for name in TAGS if self.file(name).exists()])

    def forge(self, key: SigningKey | None = None) -> None:
        """What only the log, or somebody with a key of their own, can do: sign the bundle as it is now."""
        self.reseal()
        origin = self.said()["origin"]
        text = verifier.statement(origin, str(int(datetime.now().timestamp())), self.folder)  # noqa: TID251
        self.file(verifier.STATEMENT).write_text(str(signed(text, (key or self.key).sign(text))), encoding="utf-8")
        self.reseal()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def with_an_agreement(world: World) -> str:
    """An agreement whose text is a document that is kept."""
    text = world.parts.files.keep(b"Article premier", "text/plain", "Convention")
    return world.do(
        "coordinator",
        "agreement",
        Draft,
        framework=FrameworkId(world.framework),
        kind=AgreementKind.GRANT,
        title="Cuisine partagée",
        parties=(
            NamedParty(organisation=OrganisationId(world.authority), role=PartyRole.PAYER),
            NamedParty(organisation=OrganisationId(world.association), role=PartyRole.BENEFICIARY),
        ),
        text=text,
        on=date(2025, 3, 1),
    )


def exported(world: World, kind: str, subject: str, folder: Path, *options: str) -> Bundle:
    """A bundle as the command line writes it."""
    run: Callable[..., Any] = runner(world.settings)
    done = run("audit", "export", kind, subject, "--out", str(folder), "--lang", "fr", *options)
    assert done.exit_code == 0, done.output
    key = world.settings.log_key_file.read_text().split()[0]
    return Bundle(folder, read_secret(key))
