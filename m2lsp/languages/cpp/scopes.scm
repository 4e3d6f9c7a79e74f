[
  (class_specifier body: (_))
  (namespace_definition)
  (lambda_expression)
] @scope
