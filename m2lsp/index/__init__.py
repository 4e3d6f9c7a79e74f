"""What of the workspace may be read and sent: ignore files, secret files, keys in text."""
