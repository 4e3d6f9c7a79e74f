(method_invocation name: (identifier) @name) @reference.call
(method_reference (identifier) @name .) @reference.call

(object_creation_expression
  type: [(type_identifier) @name
         (generic_type (type_identifier) @name)
         (scoped_type_identifier (type_identifier) @name .)]) @reference.class
(superclass [(type_identifier) @name (generic_type (type_identifier) @name)]) @reference.class
(super_interfaces (type_list [(type_identifier) @name (generic_type (type_identifier) @name)])) @reference.class
(extends_interfaces (type_list [(type_identifier) @name (generic_type (type_identifier) @name)])) @reference.class

[(marker_annotation name: (identifier) @name) (annotation name: (identifier) @name)] @reference.class

((type_identifier) @name @reference.type (#not-eq? @name "var"))
