[
  (block)
  (constructor_body)
  (class_body)
  (interface_body)
  (annotation_type_body)
  (enum_body)
  (switch_block)
] @block
