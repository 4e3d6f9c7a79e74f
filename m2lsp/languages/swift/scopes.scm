[
  (class_declaration)
  (protocol_declaration)
  (function_declaration)
  (init_declaration)
  (deinit_declaration)
  (subscript_declaration)
  (property_declaration [(computed_property) (willset_didset_block)])
] @scope

; A closure of some lines.
((lambda_literal) @scope (#match? @scope "\n"))
