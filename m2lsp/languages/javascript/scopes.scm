[
  (function_declaration)
  (generator_function_declaration)
  (method_definition)
  (class_declaration)
  (class_static_block)
  (variable_declarator value: [(arrow_function) (function_expression) (generator_function) (class)])
  (assignment_expression right: [(arrow_function) (function_expression) (generator_function) (class)])
  (field_definition value: [(arrow_function) (function_expression)])
  (pair value: [(arrow_function) (function_expression)])
] @scope

; A callback, as `it("…", () => {…})` has one.
(arguments [(arrow_function body: (statement_block)) (function_expression)] @scope)
