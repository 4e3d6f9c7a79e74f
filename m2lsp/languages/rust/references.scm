(call_expression
  function: [(identifier) @name
             (field_expression field: (field_identifier) @name)
             (scoped_identifier name: (identifier) @name)
             (generic_function function: (identifier) @name)
             (generic_function function: (scoped_identifier name: (identifier) @name))
             (generic_function function: (field_expression field: (field_identifier) @name))]) @reference.call

(macro_invocation macro: [(identifier) @name (scoped_identifier name: (identifier) @name)]) @reference.call

(impl_item trait: [(type_identifier) @name (generic_type type: (type_identifier) @name)] @reference.class)

(type_identifier) @name @reference.type
