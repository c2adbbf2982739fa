.PHONY: help
help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.PHONY: setup
setup:  ## make .venv hold what requirements.lock names (done already: under a second)
	@bin/setup
