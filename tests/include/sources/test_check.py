"""What the check asks of a system before anything runs."""

from include.sources.check import check_sources
from sandbox.systems.serving import served
from sandbox.systems.telegram.server import Telegram
from sandbox.systems.telegram.state import TelegramState


def test_each_stream_is_asked_for_once(home, company_of, monkeypatch):
    bot = Telegram(TelegramState())
    with served(bot.faults) as place:
        connection = place.connection("telegram", password=bot.state.token)
        monkeypatch.setenv("AIRFLOW_CONN_TELEGRAM", connection)

        problems = check_sources(
            company_of({"chat": {"kind": "telegram", "connection": "telegram"}})
        )

    assert problems == []
    asked = [request.path.rsplit("/")[-1] for request in bot.faults.log]
    assert asked == ["getMe", "getWebhookInfo"]
