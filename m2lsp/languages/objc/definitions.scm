(class_interface . (identifier) @name (instance_variables) @body) @definition.class
(class_implementation . (identifier) @name (instance_variables) @body) @definition.implementation
(class_interface . (identifier) @name category: (_)) @definition.implementation @line
(class_interface . (identifier) @name) @definition.class @line
(class_implementation . (identifier) @name) @definition.implementation @line
(protocol_declaration . (identifier) @name) @definition.interface @line

; A method is called by the first part of its selector.
(method_declaration (method_type) . (identifier) @name) @definition.method
(method_definition (method_type) . (identifier) @name (compound_statement) @body) @definition.method
(method_declaration . (identifier) @name) @definition.method
(method_definition . (identifier) @name (compound_statement) @body) @definition.method

(property_declaration
  (struct_declaration
    (struct_declarator
      [(identifier) @name
       (_ declarator: (identifier) @name)
       (_ declarator: (_ declarator: (identifier) @name))
       (_ declarator: (parenthesized_declarator (_ declarator: (identifier) @name)))]))) @definition.property
(instance_variable
  (struct_declaration
    (struct_declarator
      [(identifier) @name
       (_ declarator: (identifier) @name)
       (_ declarator: (parenthesized_declarator (_ declarator: (identifier) @name)))]))) @definition.field

; Heads of which the grammar finds no end.
(ERROR "@interface" . (identifier) @name @definition.class @line)
(ERROR "@implementation" . (identifier) @name @definition.implementation @line)
(ERROR "@protocol" . (identifier) @name @definition.interface @line)
(ERROR (method_type) . (identifier) @name @definition.method @line)
