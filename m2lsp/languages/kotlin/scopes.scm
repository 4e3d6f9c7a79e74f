[
  (function_declaration)
  (secondary_constructor)
  (anonymous_initializer)
  (class_declaration)
  (object_declaration)
  (companion_object)
] @scope
