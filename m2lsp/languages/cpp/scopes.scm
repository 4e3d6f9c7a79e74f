[
  (class_specifier body: (_))
  (namespace_definition)
] @scope

; A lambda of some lines.
((lambda_expression) @scope (#match? @scope "\n"))
