(comment) @comment

; A string that is a whole statement does nothing: it documents.
(expression_statement . (string) .) @docstring
