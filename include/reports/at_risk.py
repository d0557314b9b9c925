"""The list of both mails that names clients who may stay away."""

from include.reports.model_rows import ClientAtRisk
from include.reports.outlook import untested
from include.reports.plain_text import shortened
from include.reports.report import Report
from include.reports.view import LONGEST_NAME, Entry, Section, joined, widths
from include.reports.wording import Words

LONGEST_OFFER = 40


def clients_at_risk(report: Report, words: Words) -> Section:
    """List clients by what may be lost with them; by key, for a mail is no place for names."""
    clients, title = report.clients_at_risk, words.say("section.at_risk")
    if not clients:
        return Section(title, (), _why_empty(report, words))
    bars = widths(client.expected_loss for client in clients)
    entries = tuple(
        Entry(
            name=_name(client, words),
            value=words.round_money(client.expected_loss),
            width=bar,
            notes=_notes(client, words),
            aside=words.say("risk.share", share=words.percent(100 * client.churn_probability)),
        )
        for client, bar in zip(clients, bars, strict=True)
    )
    return Section(title, entries, _meaning(report, words))


def _name(client: ClientAtRisk, words: Words) -> str:
    place = client.city or client.country or words.say("no_country")
    return shortened(joined(client.client_id, place), LONGEST_NAME)


def _notes(client: ClientAtRisk, words: Words) -> tuple[str, ...]:
    offer = ""
    if client.first_recommendation:
        name = shortened(client.first_recommendation, LONGEST_OFFER)
        offer = words.say("risk.offer", product=name)
    reasons = words.sentence(client.churn_reasons) if client.churn_reasons else ""
    return (reasons, " ".join(part for part in (client.advised_measure, offer) if part))


def _meaning(report: Report, words: Words) -> str:
    days = words.say("days", report.clients_at_risk[0].horizon_days)
    meaning, run = words.say("risk.meaning", days=days), report.churn_run
    if run is None or run.status == "published":
        return meaning
    if run.status == "baseline":
        return " ".join((meaning, words.say("risk.baseline")))
    return " ".join((meaning, untested(run, words), words.say("model_note.instead")))


def _why_empty(report: Report, words: Words) -> str:
    """Say why nobody is named; nothing where no model has been asked."""
    run = report.churn_run
    if run is None:
        return ""
    return words.say("risk.nobody") if run.status == "published" else untested(run, words)
