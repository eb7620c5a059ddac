"""The proof that an event stands in the register, checked before whoever asks; anybody may ask."""

from starlette.responses import Response

from application.transparency import InclusionProof, NoCheckpoint
from interfaces.web import formats
from interfaces.web.entry import public
from interfaces.web.inquiry import LARGEST, following, proof_of
from interfaces.web.proof_check import holds
from interfaces.web.sections import Asking, Banner, Box, Line, Link, Section
from interfaces.web.visit import Visit
from interfaces.web.web import Web


def add(web: Web) -> None:
    """The page."""
    web.page("/preuve", page, enter=public, examples=lambda _parts: ["/preuve", "/preuve?q=12"], seen_by="auditor")


def page(visit: Visit) -> Response:
    """Ask for a proof."""
    asked = visit.query("q")
    position = _position(visit, asked)
    box = Box("q", visit.say("Numéro ou identifiant de l’événement"), "search", asked)
    sections = [proof_section(visit, position, proof_of(visit, position))] if asked else []
    return visit.page(
        "pages/plain.html",
        title=visit.say("Preuve"),
        lead=visit.say("Un événement est dans le registre, à sa place, inchangé : cela se vérifie par le calcul."),
        asking=Asking("/preuve", [box], visit.say("Vérifier"), visit.say("Demander une preuve")),
        sections=[*sections, seal(visit), _ways(visit)],
    )


def _position(visit: Visit, asked: str) -> int:
    """The place in the log that is meant; 0 where there is none."""
    if asked.isascii() and asked.isdigit() and len(asked) < LARGEST:
        return int(asked)
    rows = visit.parts.reading.page("audit_trail", {"event": asked}, limit=1, today=visit.today).items if asked else ()
    return next((int(str(one["position"])) for one in rows), 0)


def proof_section(visit: Visit, position: int, proof: InclusionProof | None) -> Section:
    """A proof with what came of checking it."""
    title = visit.say("Preuve")
    if not 0 < position <= visit.parts.log.position():
        return Section(
            title, banners=[Banner(visit.say("Aucun événement de ce numéro ou de cet identifiant."), "warn")]
        )
    if proof is None:
        waiting = visit.say("Pas encore de preuve pour cet événement : le registre sera signé sous peu.")
        return Section(title, banners=[Banner(waiting, "warn")])
    stands = visit.say("Vérifié à l’instant : cet événement est bien dans le registre, à sa place.")
    falls = visit.say("La preuve ne tient pas : prévenez l’audit.")
    seen = Link(visit.say("Voir l’événement"), f"/journal/{position}")
    return Section(
        title,
        banners=[Banner(stands, "good") if holds(proof) else Banner(falls, "bad")],
        pairs=[
            (visit.say("Place dans le registre"), formats.number(position, visit.language)),
            (visit.say("Taille du registre"), formats.number(proof.size, visit.language)),
            (visit.say("Sous un sceau signé"), visit.say("oui") if proof.checkpoint else visit.say("pas encore")),
        ],
        digests=[
            (visit.say("Ce qui est scellé"), proof.leaf),
            (visit.say("Empreinte de l’événement"), proof.leaf_hash),
            (visit.say("Empreintes à joindre"), " ".join(proof.hashes)),
            (visit.say("Racine du registre"), proof.root),
        ],
        links=[seen] if following.admits(visit.visitor) and visit.request.url.path == "/preuve" else (),
    )


def is_sealed(visit: Visit) -> bool:
    """Whether there is a checkpoint to keep."""
    try:
        return bool(visit.parts.transparency.note())
    except NoCheckpoint:
        return False


def seal(visit: Visit) -> Section:
    """The newest checkpoint."""
    try:
        found = visit.parts.transparency.checkpoint()
    except NoCheckpoint:
        waiting = visit.say("Le registre n’a pas encore été scellé : il le sera sous peu.")
        return Section(visit.say("Le dernier sceau"), banners=[Banner(waiting, "warn")])
    every = visit.parts.transparency.keys()
    keys = " ".join(one.key for one in every)
    return Section(
        visit.say("Le dernier sceau"),
        pairs=[
            (visit.say("Apposé le"), formats.moment(found.signed_at, visit.language, visit.visitor.zone)),
            (visit.say("Événements scellés"), formats.number(found.size, visit.language)),
            (visit.say("Témoins indépendants"), ", ".join(found.witnesses) or visit.say("aucun")),
        ],
        digests=[
            (visit.say("Racine"), found.root),
            (visit.say("Clé qui signe"), keys),
            (visit.say("Sceau entier, tel que signé"), found.note),
        ],
    )


def _ways(visit: Visit) -> Section:
    return Section(
        visit.say("Sans nous croire"),
        lines=[
            Line(
                visit.say("Garder le sceau"),
                "/checkpoint" if is_sealed(visit) else "",
                (visit.say("Notez-le aujourd’hui ; dans un an, le registre devra encore commencer par lui."),),
            ),
            Line(
                visit.say("Recalculer"),
                "",
                (visit.say("La commande « palabre audit verify » recalcule tout sur votre ordinateur, sans ce site."),),
            ),
        ],
    )
