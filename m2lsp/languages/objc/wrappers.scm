; Attributes are macros or part of the declaration: there is nothing else to wrap.
