(class_declaration name: (identifier) @name body: (_)? @body) @definition.class
(record_declaration name: (identifier) @name body: (_)? @body) @definition.class
(struct_declaration name: (identifier) @name body: (_)? @body) @definition.struct
(interface_declaration name: (identifier) @name body: (_)? @body) @definition.interface
(enum_declaration name: (identifier) @name body: (_)? @body) @definition.enum
(enum_member_declaration name: (identifier) @name) @definition.enum_member
(delegate_declaration name: (identifier) @name) @definition.type
(namespace_declaration name: [(identifier) @name (qualified_name name: (identifier) @name)] body: (_) @body) @definition.module

(constructor_declaration name: (identifier) @name (constructor_initializer) @body) @definition.constructor
(constructor_declaration name: (identifier) @name body: (_)? @body) @definition.constructor
(method_declaration name: (identifier) @name body: (_)? @body) @definition.method
(local_function_statement name: (identifier) @name body: (_)? @body) @definition.function
(property_declaration name: (identifier) @name accessors: (accessor_list (accessor_declaration body: (_))) @body) @definition.property
(property_declaration name: (identifier) @name value: (arrow_expression_clause) @body) @definition.property
(property_declaration name: (identifier) @name) @definition.property
(event_declaration name: (identifier) @name accessors: (_)? @body) @definition.property
(event_field_declaration (variable_declaration (variable_declarator name: (identifier) @name))) @definition.property
(field_declaration (variable_declaration (variable_declarator name: (identifier) @name))) @definition.field

; Heads of which the grammar finds no end.
(ERROR "class" . (identifier) @name @definition.class @line)
(ERROR "record" . (identifier) @name @definition.class @line)
(ERROR "struct" . (identifier) @name @definition.struct @line)
(ERROR "interface" . (identifier) @name @definition.interface @line)
(ERROR "enum" . (identifier) @name @definition.enum @line)
(ERROR (identifier) @name @definition.method @line . (parameter_list))
