"""The protocol: the only part that knows pygls and lsprotocol.

A handler is a sandwich: convert, one call, convert.  Positions in the client's encoding die at this
door; inside there are offsets and spans.
"""
