(class_declaration name: (_) @name body: (_) @body) @definition.class
(abstract_class_declaration name: (_) @name body: (_) @body) @definition.class
(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(type_alias_declaration name: (_) @name) @definition.type
(internal_module name: (_) @name body: (_)? @body) @definition.module
(module name: (_) @name body: (_)? @body) @definition.module

(function_declaration name: (_) @name body: (_) @body) @definition.function
(generator_function_declaration name: (_) @name body: (_) @body) @definition.function
(function_signature name: (_) @name) @definition.function
(variable_declarator
  name: (identifier) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.function

(method_definition name: (_) @name body: (_) @body) @definition.method
(interface_body (method_signature name: (_) @name) @definition.method)
(abstract_method_signature name: (_) @name) @definition.method
(public_field_definition name: (_) @name) @definition.field
(interface_body (property_signature name: (_) @name) @definition.field)
(enum_body name: (_) @name @definition.enum_member)
(enum_assignment name: (_) @name) @definition.enum_member

(program (lexical_declaration (variable_declarator name: (identifier) @name) @definition.variable))
(program (export_statement (lexical_declaration (variable_declarator name: (identifier) @name) @definition.variable)))

; Heads of which the grammar finds no end.
(ERROR "class" . (type_identifier) @name @definition.class @line)
(ERROR "interface" . (type_identifier) @name @definition.interface @line)
(ERROR "enum" . (identifier) @name @definition.enum @line)
(ERROR "function" . (identifier) @name @definition.function @line)
(ERROR (property_identifier) @name @definition.method @line . (formal_parameters))
(ERROR (lexical_declaration (variable_declarator name: (identifier) @name) @definition.variable))
(ERROR (export_statement (_ (variable_declarator name: (identifier) @name) @definition.variable)))
