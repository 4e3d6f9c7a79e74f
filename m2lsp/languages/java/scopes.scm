[
  (class_declaration)
  (record_declaration)
  (interface_declaration)
  (annotation_type_declaration)
  (enum_declaration)
  (constructor_declaration)
  (compact_constructor_declaration)
  (method_declaration)
  (static_initializer)
  (lambda_expression body: (block))
] @scope

; An anonymous class.
(object_creation_expression (class_body)) @scope
