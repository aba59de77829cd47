# Muster in a container: `docker build -t muster . && docker run -p 8080:8080 -v muster:/data --env-file .env muster`
# Runs as uid 10001 with a read-only root (`--read-only --tmpfs /tmp`): only /data is written to.

FROM python:3.13-slim AS build
WORKDIR /source
RUN python -m venv /opt/muster
COPY requirements.lock ./
RUN /opt/muster/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY runbooks runbooks
COPY templates templates
COPY tests/scenarios tests/scenarios
# The build backend lives in pip's own throw-away environment; pip leaves too, so that nothing can be installed later.
RUN /opt/muster/bin/python -m pip install --no-cache-dir --no-deps . \
 && /opt/muster/bin/python -m pip uninstall --quiet --yes setuptools pip

FROM python:3.13-slim
RUN groupadd --gid 10001 muster \
 && useradd --uid 10001 --gid muster --no-create-home --home-dir /data --shell /usr/sbin/nologin muster \
 && install --directory --owner=muster --group=muster /data
COPY --from=build /opt/muster /opt/muster
ENV PATH=/opt/muster/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MUSTER_DATABASE_URL=sqlite+aiosqlite:////data/muster.db \
    MUSTER_HTTP_HOST=0.0.0.0 \
    MUSTER_HTTP_PORT=8080
WORKDIR /data
VOLUME /data
EXPOSE 8080
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s --retries=3 CMD ["muster", "healthcheck"]
ENTRYPOINT ["muster"]
CMD ["serve"]
