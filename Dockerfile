# The service, for docker-compose.yml. Sandboxes are made from another image, which `make images`
# builds on the machine whose engine runs them.

FROM node:20-bookworm-slim AS web
WORKDIR /source/web
COPY web/package.json web/package-lock.json web/.npmrc ./
# As `make web` does it: npm 11 writes a lock file that `npm ci` refuses; versions are the lock's either way.
RUN npm install --no-save --no-audit --no-fund
COPY web ./
RUN npm run build

# The embedding model, checked against pinned digests.
FROM python:3-slim-bookworm AS model
COPY scripts/model.sh /model.sh
RUN ASSAY_CACHE=/cache sh /model.sh

# Rust 1.95 or newer.
FROM rust:1-slim-bookworm AS service
WORKDIR /source
COPY . .
COPY --from=web /source/web/dist web/dist
RUN cargo build --release --locked -p assay

FROM debian:bookworm-slim
RUN apt-get update -q \
 && apt-get install -y -q --no-install-recommends ca-certificates git \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/assay
COPY scenarios scenarios
COPY sandbox-images/pipelines sandbox-images/pipelines
COPY --from=model /cache/models models
COPY --from=service /source/target/release/assay /usr/local/bin/assay
ENV ASSAY_MODELS=/opt/assay/models ASSAY_LISTEN=0.0.0.0:7420
EXPOSE 7420
ENTRYPOINT ["assay"]
CMD ["serve"]
