# The sandbox of the Rust track. Built by scripts/sandbox-image.sh from a context that it stages:
#
#   bin/       sandboxd and qdrant-embedded, built on the host
#   image/     this folder's `image/`
#   pipeline/  Cargo.toml and Cargo.lock of the pipeline: its source is the candidate's workspace
#   vendor/    the pipeline's dependencies, from `cargo vendor`
#
# Nothing that a candidate must not see is in the context: no questions, checks or solutions.

FROM rust:1-slim-bookworm AS base
RUN apt-get update -q \
 && apt-get install -y -q --no-install-recommends \
      bash-completion ca-certificates curl file gcc git jq less libc6-dev nano procps python3 \
      ripgrep sqlite3 tree vim-tiny \
 && rm -rf /var/lib/apt/lists/* /var/cache/* /usr/share/doc/* /usr/share/man/* /var/log/*
RUN groupadd --gid 1000 candidate \
 && useradd --uid 1000 --gid 1000 --shell /bin/bash --create-home candidate \
 && groupadd --gid 1001 qdrant \
 && useradd --uid 1001 --gid 1001 --shell /usr/sbin/nologin --no-create-home --home-dir / qdrant \
 && install -d /etc/assay /run/assay /data /opt/pipeline \
 && install -d -o candidate -g candidate /workspace /build
COPY vendor /opt/cargo/vendor
COPY image/cargo-config.toml /opt/cargo/config.toml
ENV CARGO_HOME=/opt/cargo CARGO_NET_OFFLINE=true CARGO_TARGET_DIR=/build

# The dependencies are compiled at the very paths that a sandbox has, so that cargo finds
# everything fresh; an empty crate stands in for the pipeline.
FROM base AS dependencies
COPY pipeline /workspace
WORKDIR /workspace
RUN mkdir src && echo 'fn main() {}' > src/main.rs && touch src/lib.rs \
 && cargo build --locked && cargo test --locked --no-run && cargo clippy --locked --all-targets
COPY image/split-target /tmp/split-target
RUN /tmp/split-target halden

FROM base
COPY --from=dependencies /opt/pipeline /opt/pipeline
COPY image/bashrc image/integration.bash image/environment image/services.toml /etc/assay/
COPY image/build-folder /usr/local/lib/assay/build-folder
COPY image/gitconfig /etc/gitconfig
COPY bin /usr/local/bin
# No file lifts privileges; the nested shell is observed like the first.
RUN find / -xdev -type f -perm /6000 -exec chmod a-s {} + \
 && echo '. /etc/assay/integration.bash' >> /etc/bash.bashrc \
 && chmod 0755 /usr/local/bin/* /usr/local/lib/assay/*
WORKDIR /workspace
ENTRYPOINT ["/usr/local/bin/sandboxd"]
