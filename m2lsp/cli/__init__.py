"""The command line: one file a subcommand."""


def main() -> int:
    """Run the subcommand that the command line names."""
    return 0
