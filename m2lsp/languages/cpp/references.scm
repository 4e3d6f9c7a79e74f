(call_expression
  function: [(qualified_identifier name: (identifier) @name)
             (qualified_identifier name: (qualified_identifier name: (identifier) @name))
             (qualified_identifier name: (template_function name: (identifier) @name))
             (template_function name: (identifier) @name)
             (field_expression field: (template_method name: (field_identifier) @name))
             (field_expression field: (dependent_name (template_method name: (field_identifier) @name)))]) @reference.call

(new_expression
  type: [(type_identifier) @name
         (template_type name: (type_identifier) @name)
         (qualified_identifier name: (type_identifier) @name)]) @reference.class
(base_class_clause
  [(type_identifier) @name
   (template_type name: (type_identifier) @name)
   (qualified_identifier name: (type_identifier) @name)
   (qualified_identifier name: (template_type name: (type_identifier) @name))]) @reference.class
