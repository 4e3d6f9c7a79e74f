[
  (function_item)
  (function_signature_item)
  (struct_item)
  (union_item)
  (enum_item)
  (trait_item)
  (impl_item)
  (mod_item)
  (macro_definition)
] @scope
