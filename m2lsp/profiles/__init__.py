"""One row a model family: markers, template, sampling, limits."""
