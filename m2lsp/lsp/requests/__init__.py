"""One file a request, named after its method."""
