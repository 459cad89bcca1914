# Every step can be repeated: a step that is already done is skipped.

TARGET := $(or $(CARGO_TARGET_DIR),target)

.PHONY: engine images model web build demo demo-check test test-matrix test-contract bench

# A Docker Engine that responds.
engine:
	@scripts/docker-engine.sh

# The images of the sandboxes.
images: engine
	@scripts/base-images.sh
	@scripts/sandbox-image.sh

# The embedding model.
model:
	@scripts/model.sh

# The front end, which is embedded in the service's binary. It is built only if something in it changed,
# because the service has to be compiled again after it (cargo does not notice new files, hence the touch).
# `npm install --no-save` and not `npm ci`: npm 11 writes a lock file without the packages for other platforms
# and then refuses that file. Both install the versions in the lock file.
web:
	@cd web && \
	  { [ node_modules/.package-lock.json -nt package-lock.json ] || npm install --no-save --no-audit --no-fund; } && \
	  { [ -f dist/index.html ] && [ -z "$$(find src public index.html package-lock.json vite.config.ts \
	      svelte.config.js tsconfig.json -newer dist/index.html -print -quit)" ] || \
	    { npm run build && touch ../src/routes/assets.rs; }; }

# The service, linked as target/release/assay wherever cargo builds.
build: web
	cargo build --release --locked --workspace
	@if [ "$$(realpath -m '$(TARGET)')" != "$$(realpath -m target)" ]; then \
	  mkdir -p target/release && ln -sf "$$(realpath '$(TARGET)')/release/assay" target/release/assay; \
	fi

# Follow a real session from invitation to score. Its track needs no compiler in the sandbox, so only that
# image is built.
demo:
	@scripts/demo-ready.sh
	target/release/assay demo --track halden-python

# The same, verified, scored and cleaned up: exits non-zero if anything is wrong.
demo-check:
	@scripts/demo-ready.sh
	target/release/assay demo --check --track halden-python

# Every test, including those with Docker and a browser, except `test-matrix` and `test-contract`.
test:
	@scripts/test.sh

# The full matrices of a scenario that is shipped and of a new one, in real sandboxes. Takes minutes.
test-matrix: engine model build images
	cargo nextest run --release --locked --ignore-default-filter \
	  -E 'test(=stale_answers_is_sound) | test(=check::a_new_scenario_is_proven_once_and_remembered)'

# Every point of the pipelines' contract, each with a planted defect that it has to notice. Takes minutes.
test-contract: engine model build images
	cargo nextest run --release --locked --ignore-default-filter -E 'binary(conformance)'

# The figures of the README, each beside that of the usual alternative.
bench: engine model build images
	target/release/assay bench
	target/release/assay bench --track halden-python --only start,work,matrix,memory
	target/release/assay bench --only replay --worked
	@npm --prefix web run bench:seek
	@npm --prefix web run bench:half-hour
