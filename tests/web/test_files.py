"""An agreement from its first word to the evidence, by forms alone; what is handed in; what lies out of reach."""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

import pytest
from httpx import Response

from interfaces.web.uploads import BOMB, EMPTY, HEAVIEST, MISLABELLED, TOO_HEAVY, UNKNOWN, Unfit, checked
from tests.interfaces.conftest import World
from tests.web.conftest import Surfer, hidden, surfer

PDF = b"%PDF-1.7 une convention"
Fields = dict[str, Any]


def carried_on(page: str) -> Fields:
    """Everything that the hidden fields of a preview carry on."""
    form = page[page.index('class="preview"') :].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))


@dataclass
class Clerk:
    """Somebody who fills in the form of a deed, looks at what it leads to, and records it."""

    surfer: Surfer

    def previews(self, path: str, fields: Fields, files: Fields | None = None) -> Response:
        page = self.surfer.open(path).text
        address = path.partition("?")[0]
        kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
        return self.surfer.client.post(f"{address}/apercu", data={**kept, **fields}, files=files)

    def does(self, path: str, fields: Fields, files: Fields | None = None) -> str:
        """Where one is taken once it is recorded."""
        shown = self.previews(path, fields, files)
        assert shown.status_code == 200, re.findall(r'class="errors".*?</ul>', shown.text, re.DOTALL)
        answer = self.surfer.client.post(path.partition("?")[0], data=carried_on(shown.text), follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]


def drafted(world: World, coordinator: Surfer, title: str = "Un jardin partagé") -> str:
    """An agreement drafted page by page; its stream."""
    began = coordinator.send("/conventions/nouvelle", "/conventions/nouvelle", {}).headers["Location"]
    base = began.rpartition("/")[0]
    parties = {
        f"parties.{at}.{name}": value
        for at, party in enumerate(((world.authority, "payer"), (world.association, "beneficiary")))
        for name, value in zip(("organisation", "role", "signs"), (*party, "true"), strict=True)
    }
    money = {
        "amount": "12 500,50",
        "credits.0.payer": world.authority,
        "credits.0.year": "2027",
        "credits.0.amount": "12 500,50",
    }
    pages: list[tuple[str, Fields]] = [
        ("forme", {"kind": "grant", "title": title}),
        ("parties", parties),
        ("argent", money),
        (
            "engagements",
            {
                "commitments.0.title": "Ouvrir",
                "commitments.0.owner": world.association,
                "commitments.0.kind": "service",
                "commitments.0.field": "coordination",
                "commitments.0.due": "2027-06-30",
            },
        ),
    ]
    for name, fields in pages:
        coordinator.send(f"{base}/{name}", f"{base}/{name}", fields)
    token = {name: hidden(coordinator.open(f"{base}/objet").text, name) for name in ("_token", "_nonce")}
    coordinator.client.post(
        f"{base}/objet", data={**token, "purpose": "Cultiver"}, files={"text": ("texte.pdf", PDF, "application/pdf")}
    )
    assert "12 500,50" in coordinator.open(f"{base}/verifier").text
    done = coordinator.send(base, f"{base}/verifier", {})
    assert done.status_code == 303, done.text
    return str(done.headers["Location"].rpartition("/")[2])


@pytest.mark.slow
def test_from_the_first_word_to_the_evidence(world: World, coordinator: Surfer) -> None:
    stream = drafted(world, coordinator)
    office, mayor, president = Clerk(coordinator), Clerk(surfer(world, "mayor")), Clerk(surfer(world, "president"))
    for party, clerk in ((world.authority, mayor), (world.association, president)):
        clerk.does(
            f"/faire/{stream}/record-act?by={party}", {"reference.kind": "deliberation", "reference.number": "D-7"}
        )
    for deed in ("publish-act", "transmit-act"):
        office.does(f"/faire/{stream}/{deed}?act=1", {"act": "1"})
    for party, clerk, mandate in (
        (world.authority, mayor, world.mayor_mandate),
        (world.association, president, world.president_mandate),
    ):
        shown = clerk.surfer.open(f"/faire/{stream}/sign?party={party}").text
        assert "sha256:" in shown
        clerk.does(
            f"/faire/{stream}/sign?party={party}", {"mandate": mandate, "act": "1" if party == world.authority else "2"}
        )
    office.does(f"/faire/{stream}/notify", {})
    assert "En vigueur" in coordinator.open(f"/conventions/{stream}").text
    promised = re.findall(r'href="(/engagements/commitment-[^"]+)"', president.surfer.open("/mon-espace").text)
    commitment = promised[0].rpartition("/")[2]
    paper = {"evidence": ("photo.png", b"\x89PNG\r\n\x1a\n une photo", "image/png")}
    assert president.does(f"/faire/{commitment}/add-evidence", {}, paper) == promised[0]
    shown = president.surfer.open(promised[0]).text
    document = re.findall(r'href="(/pieces/[^"]+)"', shown)[0]
    assert president.surfer.open(document).content.startswith(b"\x89PNG")
    for closed in ("neighbour", "passerby"):
        for path in (
            f"/conventions/{stream}",
            f"/conventions/{stream}/argent",
            document,
            f"/faire/{stream}/notify",
            promised[0],
        ):
            assert surfer(world, closed).open(path).status_code == 404, (closed, path)


def test_what_is_not_ones_own_to_do_is_not_offered_and_refused(world: World, coordinator: Surfer) -> None:
    stream = drafted(world, coordinator, "Un atelier")
    president = surfer(world, "president")
    assert f"/faire/{stream}/notify" not in president.open(f"/conventions/{stream}/parties").text
    assert president.open(f"/faire/{stream}/notify").status_code == 403
    assert coordinator.open(f"/faire/{stream}/register-from-publication").status_code == 404
    assert surfer(world, "auditor").open(f"/faire/{stream}/draft-amendment").status_code == 403


def test_what_was_typed_is_kept_and_a_bad_document_refused_in_words(world: World, coordinator: Surfer) -> None:
    stream = drafted(world, coordinator, "Une halle")
    clerk = Clerk(coordinator)
    before = world.parts.log.position()
    bad = clerk.previews(
        f"/faire/{stream}/file-document",
        {"kind": "other", "organisation": world.association},
        {"evidence": ("a.pdf", b"MZ\x90\x00", "application/pdf")},
    )
    assert bad.status_code == 422
    assert "data-focus" in bad.text
    assert f'value="{world.association}" selected' in bad.text
    hostile = "<script>alert(1)</script>\u202e"
    shown = clerk.previews(
        f"/faire/{stream}/contest-entry", {"entry": hostile, "by": world.association, "words": "Non"}
    )
    assert "<script>alert" not in shown.text
    assert world.parts.log.position() == before


def test_a_draft_is_its_authors_alone_and_comes_back_as_it_was(world: World, coordinator: Surfer) -> None:
    page = str(coordinator.send("/conventions/nouvelle", "/conventions/nouvelle", {}).headers["Location"])
    before = world.parts.log.position()
    coordinator.send(page, page, {"title": "À moitié <b>", "kind": "", "vers": "plus-tard"})
    assert "À moitié &lt;b&gt;" in coordinator.open(page).text
    assert world.parts.log.position() == before
    assert surfer(world, "neighbour").open(page).status_code == 404
    assert "Remplissez ce champ" in coordinator.open(page.replace("/forme", "/verifier")).text


@pytest.mark.slow
def test_a_sheet_brought_twice_records_nothing_twice(world: World, coordinator: Surfer) -> None:
    sheet = (
        "Intitulé;Financeur;Bénéficiaire;Montant;Statut\nVerger;Commune des Essais;Les Ateliers;1 200,50;En vigueur\n"
    )
    recorded: list[int] = []
    for _ in range(2):
        token = {name: hidden(coordinator.open("/reprise").text, name) for name in ("_token", "_nonce")}
        file = {"sheet": ("suivi.csv", sheet.encode("cp1252"), "text/csv")}
        page = coordinator.client.post("/reprise", data=token, files=file, follow_redirects=False).headers["Location"]
        shown = coordinator.open(f"{page}/0").text
        assert 'value="1200.50"' in shown
        fields = {
            "title": "Verger",
            "stage": "in_force",
            "amount": "1200.50",
            "parties.0.organisation": world.authority,
            "parties.0.role": "payer",
            "parties.0.signs": "true",
            "parties.1.organisation": world.association,
            "parties.1.role": "beneficiary",
        }
        before = world.parts.log.position()
        answer = coordinator.send(f"{page}/0", f"{page}/0", fields)
        assert answer.status_code == 303, answer.text[answer.text.index("errors") :][:600]
        recorded.append(world.parts.log.position() - before)
    assert recorded[0] > 0
    assert recorded[1] == 0
    assert "Verger" in coordinator.open("/reprise").text


def packed(**members: bytes) -> bytes:
    """An archive of some members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inner in members.items():
            archive.writestr(
                name.replace("__", "/").replace("_x", ".x").replace("ContentTypes", "[Content_Types]"), inner
            )
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"\x89PNG\r\n\x1a\n", MISLABELLED),
        ("a.exe", b"MZ\x90\x00\x03", UNKNOWN),
        ("a.txt", b"<!doctype html><script>alert(1)</script>", UNKNOWN),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", UNKNOWN),
        ("a.pdf", b"", EMPTY),
        ("a.pdf", b"%PDF-" + b" " * HEAVIEST, TOO_HEAVY),
        ("a.docx", packed(ContentTypes_xml=b"", word__document_xml=b" " * 50_000_000), BOMB),
        ("a.docx", packed(notes_xml=b"only an archive"), UNKNOWN),
    ],
)
def test_a_document_is_what_it_says_or_is_refused(name: str, content: bytes, words: str) -> None:
    with pytest.raises(Unfit) as refused:
        checked("evidence", content, name)
    assert refused.value.words == words


def test_a_document_that_is_what_it_says_is_taken() -> None:
    assert checked("evidence", packed(ContentTypes_xml=b"<Types/>", word__document_xml=b"<w/>"), "a.docx").endswith(
        "document"
    )
    assert checked("evidence", "Reçu à l’été".encode("cp1252"), "reçu.txt") == "text/plain"
