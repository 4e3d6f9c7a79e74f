"""One file a notification, named after its method."""
