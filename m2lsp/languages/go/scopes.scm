[
  (function_declaration)
  (method_declaration)
  (func_literal)
  (type_spec type: [(struct_type) (interface_type)])
] @scope
