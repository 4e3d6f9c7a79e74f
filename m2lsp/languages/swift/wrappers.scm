; Attributes and modifiers are part of the declaration: there is nothing to wrap.
