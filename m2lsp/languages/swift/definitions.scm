(class_declaration "class" name: (type_identifier) @name body: (_) @body) @definition.class
(class_declaration "actor" name: (type_identifier) @name body: (_) @body) @definition.class
(class_declaration "struct" name: (type_identifier) @name body: (_) @body) @definition.struct
(class_declaration "enum" name: (type_identifier) @name body: (_) @body) @definition.enum
(class_declaration "extension" name: (user_type (type_identifier) @name .) body: (_) @body) @definition.implementation
(protocol_declaration name: (type_identifier) @name body: (_) @body) @definition.interface

(function_declaration name: (simple_identifier) @name body: (_)? @body) @definition.function
(protocol_function_declaration name: (simple_identifier) @name) @definition.method
(init_declaration "init" @name body: (_)? @body) @definition.constructor

(enum_entry name: (simple_identifier) @name) @definition.enum_member
(typealias_declaration name: (type_identifier) @name) @definition.type
(associatedtype_declaration name: (type_identifier) @name) @definition.type
(macro_declaration (simple_identifier) @name) @definition.macro
(protocol_property_declaration name: (pattern bound_identifier: (simple_identifier) @name)) @definition.property

; Properties and what is there for the whole file, not the variables of a function.
(class_body
  (property_declaration
    name: (pattern bound_identifier: (simple_identifier) @name)
    [(computed_property) (willset_didset_block)]? @body) @definition.property)
(enum_class_body
  (property_declaration
    name: (pattern bound_identifier: (simple_identifier) @name)
    [(computed_property) (willset_didset_block)]? @body) @definition.property)
(source_file
  (property_declaration
    name: (pattern bound_identifier: (simple_identifier) @name)
    [(computed_property) (willset_didset_block)]? @body) @definition.variable)

; Heads of which the grammar finds no end.
(ERROR "class" . (type_identifier) @name @definition.class @line)
(ERROR "actor" . (type_identifier) @name @definition.class @line)
(ERROR "struct" . (type_identifier) @name @definition.struct @line)
(ERROR "enum" . (type_identifier) @name @definition.enum @line)
(ERROR "protocol" . (type_identifier) @name @definition.interface @line)
(ERROR "extension" . (user_type (type_identifier) @name .) @definition.implementation @line)
(ERROR "func" . (simple_identifier) @name @definition.function @line)
