# Every step can be repeated: what is done already is skipped.

TARGET := $(or $(CARGO_TARGET_DIR),target)

.PHONY: engine images model web build

# A Docker Engine that answers.
engine:
	@scripts/docker-engine.sh

# The images that sandboxes are made of.
images: engine
	@scripts/base-images.sh
	@scripts/sandbox-image.sh

# The embedding model.
model:
	@scripts/model.sh

# The front end, which the service's binary carries.
web:
	@if [ -f web/package.json ]; then cd web && \
	  { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund; } && \
	  npm run build; \
	fi

# The service: target/release/assay, wherever cargo builds.
build: web
	cargo build --release --locked
	@if [ "$$(realpath -m '$(TARGET)')" != "$$(realpath -m target)" ]; then \
	  mkdir -p target/release && ln -sf "$$(realpath '$(TARGET)')/release/assay" target/release/assay; \
	fi
