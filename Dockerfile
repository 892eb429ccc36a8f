# The announcer in a slim image: no compiler, no ffmpeg, not root. Any user will do (group 0), and a read-only root.
FROM python:3.13-slim AS build
WORKDIR /build
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY app ./app
# "cluster" for several machines: docs/cluster.md.
ARG EXTRAS=""
RUN python -m venv /opt/announcer \
    && /opt/announcer/bin/pip install --no-cache-dir --constraint constraints.txt ".${EXTRAS:+[$EXTRAS]}"

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home --home-dir /srv/announcer announcer
COPY --from=build /opt/announcer /opt/announcer
WORKDIR /srv/announcer
RUN mkdir voices audio_cache lexicon \
    && chown announcer:0 voices audio_cache lexicon \
    && chmod g=u voices audio_cache lexicon
ENV PATH=/opt/announcer/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ANNOUNCER_HOST=0.0.0.0 \
    ANNOUNCER_PORT=8000
USER announcer
VOLUME ["/srv/announcer/voices", "/srv/announcer/audio_cache", "/srv/announcer/lexicon"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD \
    ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"ANNOUNCER_PORT\"]}/healthz', timeout=4)"]
CMD ["announcer", "serve"]
