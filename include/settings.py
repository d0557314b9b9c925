"""Where things lie and how the outside is reached: the only reader of the environment."""

import json
import os
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from include.errors import ClienteleError

DATABASE = "postgresql://user:password@host:5432/database"
REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Paths:
    """Every folder and file of one installation, below one home."""

    home: Path

    @cached_property
    def landing(self) -> Path:
        """Immutable batches, a folder per source and stream."""
        return self.home / "landing"

    @cached_property
    def warehouse_file(self) -> Path:
        """The private work file; one process at a time."""
        return self.home / "warehouse.duckdb"

    @cached_property
    def published_dir(self) -> Path:
        """What readers see."""
        return self.home / "published"

    @cached_property
    def published_file(self) -> Path:
        """The newest published generation."""
        return self.published_dir / "clientele.duckdb"

    @cached_property
    def pii_file(self) -> Path:
        """Contact data of clients, apart, so that it can have its own permission."""
        return self.published_dir / "contacts.duckdb"

    @cached_property
    def models(self) -> Path:
        """Model artefacts and every score ever given."""
        return self.home / "models"

    @cached_property
    def reports(self) -> Path:
        """Rendered reports."""
        return self.home / "reports"

    @cached_property
    def data_docs(self) -> Path:
        """Great Expectations' project and its Data Docs."""
        return self.home / "quality"

    @cached_property
    def logs(self) -> Path:
        """What dbt and the commands wrote."""
        return self.home / "logs"

    @property
    def ledger_url(self) -> str:
        """SQLAlchemy URL of the delivery ledger."""
        return os.environ.get("CLIENTELE_LEDGER_URL") or f"sqlite:///{self.home / 'ledger.sqlite'}"


@dataclass(frozen=True)
class Connection:
    """Address and secrets of one outside system; `repr` shows no secret."""

    conn_id: str
    kind: str
    host: str = ""
    port: int | None = None
    login: str = ""
    password: str = field(default="", repr=False)
    schema: str = ""
    extra: dict[str, str] = field(default_factory=dict, repr=False)


def paths() -> Paths:
    """Return the folders below `CLIENTELE_HOME` (default `./data`)."""
    return Paths(Path(os.environ.get("CLIENTELE_HOME") or "data").resolve())


def quiet_libraries() -> None:
    """Keep libraries from calling home; before they are imported."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")


def company_file() -> Path:
    """Return the company's configuration file, `CLIENTELE_COMPANY` (default `./company.yml`)."""
    return Path(os.environ.get("CLIENTELE_COMPANY") or "company.yml").resolve()


def connection(conn_id: str, example: str = DATABASE) -> Connection:
    """Find a connection in the environment or, inside an Airflow task, in Airflow.

    The environment variable is Airflow's own, `AIRFLOW_CONN_<ID>`, as URI or JSON, so that the
    command line and the DAGs share one setting. Whoever has none yet is shown `example`.
    """
    variable = _variable(conn_id)
    text = os.environ.get(variable)
    if text:
        return _parse(conn_id, text, example)
    if _inside_airflow_task():
        return _from_airflow(conn_id)
    raise ClienteleError(
        f"connection '{conn_id}' is not known",
        where=f"environment variable {variable}",
        remedy=f"Set it, as in {variable}='{example}'",
    )


def _variable(conn_id: str) -> str:
    return f"AIRFLOW_CONN_{conn_id.upper()}"


def _inside_airflow_task() -> bool:
    runner = sys.modules.get("airflow.sdk.execution_time.task_runner")
    return hasattr(runner, "SUPERVISOR_COMMS")


def _parse(conn_id: str, text: str, example: str) -> Connection:
    try:
        if text.lstrip().startswith("{"):
            return _from_json(conn_id, json.loads(text))
        return _from_uri(conn_id, text)
    except ValueError as error:
        raise ClienteleError(
            f"connection '{conn_id}' cannot be read: it is neither a URI nor JSON",
            where=f"environment variable {_variable(conn_id)}",
            remedy=f"Write it as in '{example}'; a URI's special characters are percent-encoded",
        ) from error


def _from_uri(conn_id: str, text: str) -> Connection:
    parts = urlsplit(text)
    if not parts.scheme:
        raise ValueError("no scheme")
    return Connection(
        conn_id=conn_id,
        kind=parts.scheme.replace("-", "_"),
        host=unquote(parts.hostname or ""),
        port=parts.port,
        login=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        schema=unquote(parts.path.removeprefix("/")),
        extra=dict(parse_qsl(parts.query)),
    )


def _from_json(conn_id: str, fields: dict) -> Connection:
    extra = fields.get("extra") or {}
    extra = json.loads(extra) if isinstance(extra, str) else extra
    names = ("conn_type", "host", "login", "password", "schema")
    texts = {name: fields.get(name) or "" for name in names}
    kinds = {**dict.fromkeys(names, str), "port": int | None, "extra": dict}
    said = {**texts, "port": fields.get("port"), "extra": extra}
    wrong = [name for name, value in said.items() if not isinstance(value, kinds[name])]
    if wrong or not said["conn_type"]:
        raise ClienteleError(
            f"connection '{conn_id}' has a mistake in {', '.join(wrong) or 'conn_type'}",
            where=f"environment variable {_variable(conn_id)}",
            remedy="port is a number, extra an object, all else text; conn_type is required",
        )
    return Connection(conn_id, said.pop("conn_type"), **said)


def _from_airflow(conn_id: str) -> Connection:
    from airflow.sdk import Connection as AirflowConnection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        found = AirflowConnection.get(conn_id)
    except AirflowNotFoundException as error:
        raise ClienteleError(
            f"connection '{conn_id}' is not known",
            where="Airflow's connections",
            remedy="Add it under Admin > Connections, or with `airflow connections add`",
        ) from error
    return Connection(
        conn_id=conn_id,
        kind=found.conn_type,
        host=found.host or "",
        port=found.port,
        login=found.login or "",
        password=found.password or "",
        schema=found.schema or "",
        extra=found.extra_dejson,
    )
