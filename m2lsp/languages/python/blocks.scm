(block) @block

; A docstring alone leaves the body to be written.
(block . (expression_statement (string)) @blank)
