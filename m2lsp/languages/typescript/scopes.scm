[
  (function_declaration)
  (generator_function_declaration)
  (method_definition)
  (class_declaration)
  (abstract_class_declaration)
  (interface_declaration)
  (enum_declaration)
  (internal_module)
  (module)
  (variable_declarator value: [(arrow_function) (function_expression)])
] @scope

; A callback, as `it("…", () => {…})` has one.
(arguments [(arrow_function body: (statement_block)) (function_expression)] @scope)
