(class_declaration name: (identifier) @name body: (_) @body) @definition.class
(record_declaration name: (identifier) @name body: (_) @body) @definition.class
(interface_declaration name: (identifier) @name body: (_) @body) @definition.interface
(annotation_type_declaration name: (identifier) @name body: (_) @body) @definition.interface
(enum_declaration name: (identifier) @name body: (_) @body) @definition.enum

(constructor_declaration name: (identifier) @name body: (_) @body) @definition.constructor
(compact_constructor_declaration name: (identifier) @name body: (_) @body) @definition.constructor
(method_declaration name: (identifier) @name body: (_)? @body) @definition.method
(annotation_type_element_declaration name: (identifier) @name) @definition.method

(field_declaration declarator: (variable_declarator name: (identifier) @name)) @definition.field
(constant_declaration declarator: (variable_declarator name: (identifier) @name)) @definition.constant
(enum_constant name: (identifier) @name body: (_)? @body) @definition.enum_member

; Heads of which the grammar finds no end.
(ERROR "class" . (identifier) @name @definition.class @line)
(ERROR "interface" . (identifier) @name @definition.interface @line)
(ERROR "enum" . (identifier) @name @definition.enum @line)
(ERROR "record" . (identifier) @name @definition.class @line)
(ERROR (identifier) @name @definition.method @line . (formal_parameters))
