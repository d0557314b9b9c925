# One image for every part of Airflow; what differs is the command.
FROM python:3.12-slim AS build

RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir uv
WORKDIR /opt/clientele
COPY requirements.txt requirements.in pyproject.toml README.md ./
RUN /opt/venv/bin/uv pip install --compile-bytecode --no-cache --python /opt/venv/bin/python -r requirements.txt
COPY . .
RUN /opt/venv/bin/uv pip install --compile-bytecode --no-cache --python /opt/venv/bin/python --no-deps --editable .

FROM python:3.12-slim

RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/clientele clientele \
    && install --directory --owner clientele --group clientele \
        /var/lib/clientele /var/lib/clientele/airflow
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/clientele /opt/clientele

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/var/lib/clientele/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/clientele/dags \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False \
    DBT_SEND_ANONYMOUS_USAGE_STATS=False \
    DO_NOT_TRACK=1 \
    GX_ANALYTICS_ENABLED=False \
    CLIENTELE_HOME=/var/lib/clientele \
    CLIENTELE_COMPANY=/opt/company/company.yml

WORKDIR /opt/clientele
VOLUME /var/lib/clientele
USER clientele
ENTRYPOINT ["airflow"]
CMD ["version"]
