[
  (function_definition)
  (struct_specifier body: (_))
  (union_specifier body: (_))
  (enum_specifier body: (_))
] @scope
