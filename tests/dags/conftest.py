"""The DAGs as Airflow reads them, of the company that does not exist, without a database."""

import os
import tempfile
from pathlib import Path

import pytest

from include.settings import REPOSITORY
from sandbox.servers import COMPANY

# Airflow makes its home when it is first imported, wherever this says; never the user's own
os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="clientele-airflow-")
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"

DAG_FOLDER = REPOSITORY / "dags"


def read_dags(company_file: Path, file: Path = DAG_FOLDER):
    """Read DAG files with a company's configuration; return Airflow's bag."""
    from airflow.dag_processing.dagbag import DagBag

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLIENTELE_COMPANY", str(company_file))
        return DagBag(dag_folder=str(file), bundle_path=DAG_FOLDER)


@pytest.fixture(scope="session")
def bag():
    """Return every DAG of the repository."""
    return read_dags(COMPANY)
