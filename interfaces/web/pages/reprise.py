"""Taking over agreements made before: from any spreadsheet, row by row, in whatever state they really are."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from starlette.responses import Response

from application.drafts import Draft
from application.facts import Unknown
from application.ports import IdempotencyKey
from interfaces.parts import Parts
from interfaces.web.acting import act
from interfaces.web.deeds.boxes import Box, Maker
from interfaces.web.deeds.choices import Choices
from interfaces.web.deeds.reading import read
from interfaces.web.entry import may
from interfaces.web.forms import Sent, Wrong
from interfaces.web.language import N_
from interfaces.web.pages.deed import kept_files
from interfaces.web.sheet_columns import FIELDS, guessed, plain, said
from interfaces.web.uploads import CSV, HEAVIEST, TEXT, XLSX, Unfit, checked
from interfaces.web.visit import Visit
from interfaces.web.web import Web

SHEET, COLUMNS = "reprise", "reprise-colonnes"
ASKED = (
    "title",
    "kind",
    "stage",
    "parties",
    "purpose",
    "amount",
    "signed_on",
    "notified_on",
    "in_force_since",
    "end",
    "text",
)
SOUGHT = ("title", "stage", "payer", "beneficiary", "amount", "signed_on", "in_force_since", "end")
"""What one would like to know of every agreement."""
AT_ONCE = 50
MOST = 500
NO_TABLE = N_("Ce fichier n’a pas de tableau lisible : il faut une ligne d’intitulés, et des lignes dessous.")
NO_SHEET = N_("Choisissez un tableur : CSV ou xlsx.")


def add(web: Web) -> None:
    """Sheets, their columns, and each row."""
    enter = may("agreement.take-over")
    web.page("/reprise", sheets, enter=enter)
    web.deed("/reprise", upload, enter=enter)
    web.page("/reprise/{name}", sheet, enter=enter, examples=_no_examples)
    web.deed("/reprise/{name}", say_columns, enter=enter)
    web.page("/reprise/{name}/{row}", row, enter=enter, examples=_no_examples)
    web.deed("/reprise/{name}/{row}", take_over, enter=enter)


def _no_examples(_parts: Parts) -> Sequence[str]:
    """A sheet is whose who brought it: the journey through the pages opens one."""
    return []


def sheets(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """The sheets brought so far, and the agreements of which something is still unknown."""
    found = visit.parts.drafts.of(str(visit.visitor.person), SHEET)
    return visit.page(
        "pages/reprise.html",
        status,
        wrong=wrong,
        sheets=[(one, len(one.content["rows"]), len(one.content["done"])) for one in found],
        unknown=visit.rows("agreements", AT_ONCE, origin="taken_over", irregular="true").items,
    )


def upload(visit: Visit) -> Response:
    """Bring a sheet: it is read and kept, and nothing is recorded."""
    sent = visit.sent.files.get("sheet")
    if sent is None:
        return sheets(visit, [Wrong("sheet", visit.say(NO_SHEET))], 422)
    content = sent.file.read(HEAVIEST + 1)
    try:
        if checked("sheet", content, sent.filename or "") not in {CSV, TEXT, XLSX}:
            return sheets(visit, [Wrong("sheet", visit.say(NO_SHEET))], 422)
        table = visit.parts.sheet_rows(content)
    except Unfit as unfit:
        return sheets(visit, [Wrong("sheet", visit.say(unfit.words))], 422)
    except ValueError:
        return sheets(visit, [Wrong("sheet", visit.say(NO_TABLE))], 422)
    columns = guessed(table[0], _remembered(visit))
    kept = {
        "file": (sent.filename or "")[:200],
        "headings": table[0],
        "rows": table[1:],
        "columns": {str(at): name for at, name in columns.items()},
        "done": {},
    }
    return visit.go(f"/reprise/{visit.parts.drafts.keep(str(visit.visitor.person), SHEET, kept)}")


def _remembered(visit: Visit) -> Mapping[str, str]:
    found = visit.parts.drafts.of(str(visit.visitor.person), COLUMNS)
    return found[0].content if found else {}


def _draft(visit: Visit) -> Draft:
    found = visit.parts.drafts.find(str(visit.visitor.person), visit.path("name"))
    if found is None or found.kind != SHEET:
        raise Unknown(visit.path("name"))
    return found


def sheet(visit: Visit) -> Response:
    """One sheet: what its columns hold, and what is unknown of each row."""
    draft = _draft(visit)
    names, first = _names(visit), int(visit.query("depuis") or 0) if visit.query("depuis").isdigit() else 0
    whole: Sequence[Sequence[str]] = draft.content["rows"]
    rows = [(at, cells) for at, cells in enumerate(whole) if first <= at < first + AT_ONCE]
    return visit.page(
        "pages/reprise_sheet.html",
        draft=draft,
        fields=[(name, visit.say(words)) for name, words in FIELDS.items()],
        columns=[
            (at, heading, draft.content["columns"].get(str(at), ""))
            for at, heading in enumerate(draft.content["headings"])
        ],
        rows=[_row(visit, draft, at, cells, names) for at, cells in rows],
        count=len(draft.content["rows"]),
        done=len(draft.content["done"]),
        more=first + AT_ONCE if first + AT_ONCE < len(draft.content["rows"]) else None,
    )


def _row(visit: Visit, draft: Draft, at: int, cells: Sequence[str], names: Mapping[str, str]) -> dict[str, Any]:
    values = _values(draft, cells, names)
    missing = [visit.say(FIELDS[one]) for one in SOUGHT if not values.get(one)]
    return {"at": at, "title": values.get("title", ""), "missing": missing, "stream": _recorded(visit, draft, at)}


def _recorded(visit: Visit, draft: Draft, at: int) -> str:
    """The agreement that this very row was entered as, by whomever."""
    earlier = visit.parts.log.recorded_under(_key(visit, draft, at))
    return visit.parts.log.at(earlier.positions)[0].stream if earlier and earlier.positions else ""


def _key(visit: Visit, draft: Draft, at: int) -> IdempotencyKey:
    """The same row under the same headings is the same agreement, in whichever file and by whomever it is brought.

    Of several rows that say the same, each is one of its own.
    """
    rows = draft.content["rows"]
    headings, cells = [plain(one) for one in draft.content["headings"]], [one.strip() for one in rows[at]]
    said_here = json.dumps([headings, cells, rows[:at].count(rows[at])])
    digest = hashlib.sha256(said_here.encode()).hexdigest()
    framework = str((visit.visitor.framework or {}).get("id", ""))
    return IdempotencyKey(actor=framework, route="reprise", key=digest, digest=digest)


def _names(visit: Visit) -> dict[str, str]:
    """Organisations by everything that may stand in a cell: name, SIREN, SIRET, RNA."""
    found: dict[str, str] = {}
    for one in visit.rows("organisations", MOST).items:
        for each in ("name", "siren", "siret", "rna"):
            if one[each]:
                found.setdefault(plain(str(one[each])), str(one["id"]))
    return found


def _values(draft: Draft, cells: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """What the row says, field by field; an organisation by its identifier here, where it is known."""
    columns = {name: int(at) for at, name in draft.content["columns"].items()}
    values = {name: said(name, cells[at]) for name, at in columns.items() if at < len(cells)}
    for party in ("payer", "beneficiary"):
        values[party] = names.get(plain(values.get(party, "")), "")
    return values


def say_columns(visit: Visit) -> Response:
    """Say once which column is which: it is remembered for the next sheet."""
    draft = _draft(visit)
    headings: Sequence[str] = draft.content["headings"]
    said_here = {
        str(at): visit.sent[f"column.{at}"] for at in range(len(headings)) if visit.sent[f"column.{at}"] in FIELDS
    }
    person = str(visit.visitor.person)
    visit.parts.drafts.keep(person, SHEET, {**draft.content, "columns": said_here}, draft.name)
    known = visit.parts.drafts.of(person, COLUMNS)
    remembered = {**_remembered(visit), **{plain(headings[int(at)]): name for at, name in said_here.items()}}
    visit.parts.drafts.keep(person, COLUMNS, remembered, known[0].name if known else "")
    return visit.go(
        f"/reprise/{draft.name}", visit.say("Les colonnes sont notées, et le resteront pour le prochain tableur.")
    )


def row(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """One row as a form: what the sheet says is filled in, the rest stays unknown or is added."""
    draft, at = _draft(visit), _at(visit)
    cells = draft.content["rows"][at]
    if not visit.sent.values:
        visit.sent = Sent(_prefilled(_values(draft, cells, _names(visit))))
    boxes = _boxes(visit)
    return visit.page(
        "pages/reprise_row.html",
        status,
        wrong=wrong,
        draft=draft,
        at=at,
        count=len(draft.content["rows"]),
        cells=[pair for pair in zip(draft.content["headings"], cells, strict=True) if pair[1].strip()],
        stream=_recorded(visit, draft, at),
        boxes=boxes,
        kept=kept_files(visit, boxes),
    )


def _at(visit: Visit) -> int:
    text = visit.path("row")
    if not (text.isascii() and text.isdigit() and int(text) < len(_draft(visit).content["rows"])):
        raise Unknown(text)
    return int(text)


def _prefilled(values: Mapping[str, str]) -> dict[str, list[str]]:
    """What the boxes hold at first."""
    own = {name: [value] for name, value in values.items() if value and name not in {"payer", "beneficiary"}}
    parties = [(role, values.get(role, "")) for role in ("payer", "beneficiary")]
    for at, (role, name) in enumerate(parties):
        own |= {f"parties.{at}.organisation": [name], f"parties.{at}.role": [role], f"parties.{at}.signs": ["true"]}
    return own


def _boxes(visit: Visit) -> list[Box]:
    command = visit.parts.nouns["agreement"].command("take-over")
    maker = Maker("agreement.take-over", Choices(visit, "agreement", SimpleNamespace()))
    known = {} if command is None else {one.name: one for one in maker.boxes(command)}
    return [known[name] for name in ASKED]


def take_over(visit: Visit) -> Response:
    """Enter the row as an agreement, once; on to the next row."""
    draft, at = _draft(visit), _at(visit)

    def again(wrong: Sequence[Wrong], status: int) -> Response:
        return row(visit, wrong, status)

    try:
        fields = read(visit, _boxes(visit))
    except Unfit as unfit:
        return again([Wrong(unfit.field, visit.say(unfit.words))], 422)
    reference = visit.say("%(file)s, ligne %(row)s", file=draft.content["file"], row=at + 2)
    framework = str((visit.visitor.framework or {}).get("id", ""))
    whole = fields | {"framework": framework, "source": {"kind": "paper", "reference": reference}}

    def then(done: Any) -> str:
        marked = {**draft.content["done"], str(at): done.stream}
        visit.parts.drafts.keep(str(visit.visitor.person), SHEET, {**draft.content, "done": marked}, draft.name)
        following = next((one for one in range(at + 1, len(draft.content["rows"])) if str(one) not in marked), None)
        return f"/reprise/{draft.name}" if following is None else f"/reprise/{draft.name}/{following}"

    return act(
        visit,
        "agreement.take-over",
        None,
        whole,
        again=again,
        then=then,
        said=visit.say("La convention est reprise."),
        once=_key(visit, draft, at),
    )
