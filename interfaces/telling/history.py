"""Differences, causes, decisions, broken links and what-if, as people read them in a terminal."""

from collections.abc import Iterator
from typing import Any

from rich.markup import escape

from application.history.decisions import DecisionSeen, MemberSeen
from application.history.diff import Difference
from application.history.grounds import ENDS_WELL
from application.history.links import LinksReport
from application.history.what_if import Judgement, Replayed
from application.history.why import Cause, VoteSeen, Why
from domain.bylaws import Figures
from interfaces.parts import Encoder
from interfaces.sentences import event_titles
from interfaces.telling.values import LANGUAGES, Names, act, day, money, named, told
from interfaces.words.history import FLIPS, GAPS, MISSING, QUORUM, RELATIONS, TURNS, said

HEADS = {
    "position": {"fr": "position", "en": "position"},
    "on": {"fr": "le", "en": "on"},
    "by": {"fr": "par", "en": "by"},
    "again": {"fr": "(voir plus haut)", "en": "(see above)"},
    "not-held": {"fr": "NE TENAIT PAS CE JOUR-LÀ", "en": "DID NOT HOLD THAT DAY"},
    "breaks": {"fr": "LA CHAÎNE S'ARRÊTE", "en": "THE CHAIN BREAKS"},
    "quorum": {"fr": "quorum", "en": "quorum"},
    "majority": {"fr": "majorité", "en": "majority"},
    "votes": {"fr": "pour {0}, contre {1}, abstentions {2}", "en": "{0} for, {1} against, {2} abstaining"},
    "adopted": {"fr": "adopté", "en": "adopted"},
    "rejected": {"fr": "rejeté", "en": "rejected"},
    "required": {"fr": "{met} pour {required} requis", "en": "{met} of {required} required"},
    "rule": {"fr": "règle", "en": "rule"},
    "since": {"fr": "depuis le", "en": "since"},
    "adopted-by": {"fr": "adoptée par", "en": "adopted by"},
    "present": {"fr": "présents", "en": "present"},
    "represented": {"fr": "représentés", "en": "represented"},
    "absent": {"fr": "absents", "en": "absent"},
    "aside": {"fr": "déportés", "en": "standing aside"},
    "evidence": {"fr": "pièces", "en": "documents"},
    "led-to": {"fr": "a conduit à", "en": "led to"},
    "irregular": {"fr": "irrégularité", "en": "irregularity"},
    "members": {"fr": "membres", "en": "members"},
    "no-mandate": {"fr": "aucune habilitation au dossier", "en": "no mandate on file"},
    "proxy": {"fr": "pouvoir de", "en": "proxy of"},
    "to": {"fr": "à", "en": "to"},
    "by-name": {"fr": "votes nominatifs", "en": "votes by name"},
    "chosen": {"fr": "élu", "en": "elected"},
    "stands": {"fr": "tient", "en": "stands"},
    "falls": {"fr": "tombe", "en": "falls"},
    "not-met": {"fr": "règles non respectées", "en": "rules not met"},
}


def word(name: str, language: str) -> str:
    """A word of the terminal."""
    return HEADS[name][language]


def difference_rows(difference: Difference, language: str, names: Names) -> Iterator[dict[str, str]]:
    """One row a field that differs."""
    for one in difference.changes:
        more = one.difference
        shown = "" if more is None else ("+" if more.cents > 0 else "") + money(more, language)
        yield {
            "field": ".".join(named(part, names) for part in one.field.split(".")),
            "what": said(TURNS, one.turn, language),
            "before": "—" if one.before is None else told(one.before, language, names),
            "after": "—" if one.after is None else told(one.after, language, names),
            "by": shown,
        }


def why_lines(found: Why, language: str, names: Names) -> Iterator[str]:
    """A value and its chains as a tree, one line a link; the terminal wraps what is too long."""
    yield f"[bold]{escape(found.field)}[/] = {escape(shown(found.value, language, names))}"
    for setting in found.settings:
        yield f"→ [bold]{escape(shown(setting.value, language, names))}[/]"
        yield from _branch(setting.chain, "", language, names, last=True)


def shown(value: Any, language: str, names: Names) -> str:
    """A value on one line, however large it is."""
    text = told(value, language, names)
    return text if len(text) <= 200 else f"{text[:199]}…"


def _branch(cause: Cause, guide: str, language: str, names: Names, *, last: bool) -> Iterator[str]:
    yield f"[dim]{guide}{'└' if last else '├'}[/] {' '.join(part for part in _said(cause, language, names) if part)}"
    for number, one in enumerate(cause.causes, 1):
        under = guide + ("  " if last else "│ ")
        yield from _branch(one, under, language, names, last=number == len(cause.causes))


def _said(cause: Cause, language: str, names: Names) -> Iterator[str]:
    yield f"[dim]{said(RELATIONS, cause.relation, language)}[/]"
    if cause.fact is not None:
        fact = cause.fact
        yield f"{escape(event_title(fact.name, language))} [bold]{escape(named(fact.stream, names))}[/]"
        yield f"{word('on', language)} {told(fact.effective, language, names)} [dim]#{fact.position}[/]"
        yield f"{word('by', language)} {escape(named(fact.actor, names))}"
    if cause.vote is not None:
        yield f"— {escape(vote(cause.vote, language))}"
    if cause.mandate is not None:
        held = cause.mandate
        yield escape(f"{held.capacity or held.role or ''} ({named(held.person or '', names)})")
        yield "" if held.held else f"[bold red]{word('not-held', language)}[/]"
    if cause.act is not None:
        yield f"« {escape(act(cause.act, language))} »"
    if cause.gap is not None:
        words = escape(said(GAPS, cause.gap, language))
        ends = cause.gap in ENDS_WELL
        yield f"[dim]{words}[/]" if ends else f"[bold red]{word('breaks', language)} : {words}[/]"
    if cause.again:
        yield f"[dim]{word('again', language)}[/]"


def event_title(name: str, language: str) -> str:
    """What happened: in French its title, in English its name."""
    if language == "en":
        return name.partition(".")[2].replace("-", " ")
    noun, _, event = name.partition(".")
    pascal = "".join(part.capitalize() for part in event.split("-"))
    titles = event_titles()
    return titles.get(f"{noun}.{pascal}") or titles.get(f"application.{pascal}") or name


def vote(seen: VoteSeen, language: str) -> str:
    """An outcome in figures."""
    result = {True: word("adopted", language), False: word("rejected", language), None: ""}[seen.adopted]
    counted = (seen.in_favour, seen.against, seen.abstentions)
    votes = "" if seen.in_favour is None else word("votes", language).format(*counted)
    quorum = "" if seen.quorum is None else f"{word('quorum', language)} {figures(seen.quorum, language)}"
    parts = (f"{seen.item}. {seen.title}", seen.reference, result, votes, quorum)
    return ", ".join(part for part in parts if part)


def figures(seen: Figures, language: str) -> str:
    """Met and required."""
    return word("required", language).format(met=seen.met, required=seen.required)


def decision_lines(seen: DecisionSeen, language: str, names: Names) -> Iterator[str]:
    """A decision and all it rested on, one line each."""
    result = {True: word("adopted", language), False: f"[red]{word('rejected', language)}[/]", None: ""}[seen.adopted]
    reference = f" n° {escape(seen.reference)}" if seen.reference else ""
    kind = told(seen.kind, language, names)
    yield (
        f"[bold]{day(seen.on, language)} {escape(seen.committee_name)}, {escape(seen.item)}. {escape(seen.title)}[/]"
        f" — {kind}{reference} {result} [dim]{seen.id}[/]"
    )
    yield from (f"  {line}" for line in _decision_lines(seen, language, names))


def _decision_lines(seen: DecisionSeen, language: str, names: Names) -> Iterator[str]:
    rule = seen.rule
    if rule is not None:
        by = f", {word('adopted-by', language)} {escape(act(rule.act, language))}" if rule.act is not None else ""
        since = f", {word('since', language)} {day(rule.since, language)}" if rule.since is not None else ""
        yield f"{word('rule', language)} : {escape(rule.title)}{since}{by}"
    yield f"{word('quorum', language)} : {escape(_quorum(seen, language))}"
    if seen.majority is not None:
        article = f" ({rule.majority_article})" if rule is not None and rule.majority_article else ""
        yield f"{word('majority', language)} : {figures(seen.majority, language)}{escape(article)}"
    yield from _votes(seen, language, names)
    yield from _members(seen, language, names)
    for one in seen.proxies:
        yield f"{word('proxy', language)} {escape(one.giver)} {word('to', language)} {escape(one.holder)}"
    if seen.elected:
        yield f"{word('chosen', language)} : {escape(named(seen.elected, names))}"
    if seen.evidence:
        yield f"{word('evidence', language)} : {escape(told(seen.evidence, language, names))}"
    for each in seen.irregularities:
        yield f"[yellow]{word('irregular', language)} {each.rule} ({each.state})[/] {escape(each.article)}"
    for effect in seen.led_to:
        title = event_title(effect.name, language)
        subject = escape(named(effect.stream, names))
        yield f"{word('led-to', language)} : {escape(title)} [bold]{subject}[/] [dim]#{effect.position}[/]"


def _quorum(seen: DecisionSeen, language: str) -> str:
    quorum = seen.quorum
    reason = {True: "agrees", False: "differs", None: quorum.why_not}[quorum.agrees]
    parts = [figures(one, language) for one in (quorum.stated or quorum.recounted,) if one is not None]
    if quorum.agrees is False and quorum.recounted is not None:
        parts.append(figures(quorum.recounted, language))
    article = "" if seen.rule is None or not seen.rule.quorum_article else f" ({seen.rule.quorum_article})"
    return " ; ".join([*parts, said(QUORUM, reason, language)]) + article


def _votes(seen: DecisionSeen, language: str, names: Names) -> Iterator[str]:
    for one in seen.votes.totals:
        counts = word("votes", language).format(one.in_favour, one.against, one.abstentions)
        yield f"{escape(one.college)} {counts}".strip()
    if seen.votes.by_name:
        listed = (f"{seat} {told(vote.choice, language, names)}" for seat, vote in sorted(seen.votes.by_name.items()))
        yield f"{word('by-name', language)} : {escape(', '.join(listed))}"


def _members(seen: DecisionSeen, language: str, names: Names) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    counted = any(one.there or one.stays for one in seen.members)
    for one in seen.members:
        groups.setdefault(_place(one, counted=counted), []).append(_member(one, language, names))
    for place, listed in groups.items():
        yield f"{word(place, language)} ({len(listed)}) : {escape(', '.join(listed))}"


def _place(one: MemberSeen, *, counted: bool) -> str:
    if one.recused is not None:
        return "aside"
    if one.represented_by is not None:
        return "represented"
    return "present" if one.there else "absent" if counted else "members"


def _member(one: MemberSeen, language: str, names: Names) -> str:
    mandate = "" if one.mandate is not None else f" [{word('no-mandate', language)}]"
    return f"{one.seat} {named(one.person, names)}{mandate}"


def what_if_row(one: Replayed, language: str, names: Names) -> dict[str, str]:
    """One decision that flips, before and after."""
    return {
        "on": "" if one.on is None else day(one.on, language),
        "title": f"{one.item}. {one.title}" if one.item else one.title,
        "flips": ", ".join(said(FLIPS, flip, language) for flip in one.flips),
        "before": "" if one.before is None else _judgement(one.before, language),
        "after": _judgement(one.after, language),
        "decision": named(one.id, names) if one.item == "" else one.reference,
    }


def _judgement(one: Judgement, language: str) -> str:
    verdict = one.verdict
    counted = (("quorum", verdict.quorum), ("majority", verdict.majority))
    parts = [] if one.stands is None else [word("stands" if one.stands else "falls", language)]
    parts += [f"{word(name, language)} {figures(each, language)}" for name, each in counted if each is not None]
    if one.broken:
        parts.append(f"{word('not-met', language)} : {', '.join(one.broken)}")
    return " ; ".join(parts)


def links_as_json(report: LinksReport, encoder: Encoder) -> dict[str, Any]:
    """The broken links as plain data, each in words."""
    plain: dict[str, Any] = encoder.plain(report)
    for one in plain["broken"]:
        one["words"] = {each: said(MISSING, one["kind"], each) for each in LANGUAGES}
    return plain
