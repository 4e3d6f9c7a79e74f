[
  (class_interface)
  (class_implementation)
  (protocol_declaration)
  (method_definition)
] @scope

; A block of some lines.
((block_literal) @scope (#match? @scope "\n"))
