(invocation_expression
  function: [(identifier) @name
             (generic_name (identifier) @name)
             (member_access_expression name: [(identifier) @name (generic_name (identifier) @name)])
             (conditional_access_expression (member_binding_expression name: [(identifier) @name (generic_name (identifier) @name)]))]) @reference.call

(object_creation_expression
  type: [(identifier) @name
         (generic_name (identifier) @name)
         (qualified_name name: [(identifier) @name (generic_name (identifier) @name)])]) @reference.class
(base_list [(identifier) @name
            (generic_name (identifier) @name)
            (qualified_name name: [(identifier) @name (generic_name (identifier) @name)])]) @reference.class
(attribute name: [(identifier) @name (qualified_name name: (identifier) @name)]) @reference.class

; Where a type stands.
(_ type: [(identifier) @name (generic_name (identifier) @name)] @reference.type)
(_ returns: [(identifier) @name (generic_name (identifier) @name)] @reference.type)
(type_argument_list [(identifier) @name (generic_name (identifier) @name)] @reference.type)
(nullable_type type: [(identifier) @name (generic_name (identifier) @name)] @reference.type)
(array_type type: [(identifier) @name (generic_name (identifier) @name)] @reference.type)
(_ type: (qualified_name name: [(identifier) @name (generic_name (identifier) @name)] @reference.type))
