(class_declaration
  "interface"
  name: (identifier) @name
  [(class_body) (enum_class_body)]? @body) @definition.interface

(class_declaration
  (modifiers (class_modifier) @_modifier)
  name: (identifier) @name
  [(class_body) (enum_class_body)]? @body
  (#eq? @_modifier "enum")) @definition.enum

(class_declaration name: (identifier) @name [(class_body) (enum_class_body)]? @body) @definition.class

(object_declaration name: (identifier) @name (class_body)? @body) @definition.object

(function_declaration name: (identifier) @name (function_body)? @body) @definition.function
(secondary_constructor "constructor" @name (block)? @body) @definition.constructor

(source_file
  (property_declaration (variable_declaration (identifier) @name) [(getter) (setter)]? @body) @definition.property)
(class_body
  (property_declaration (variable_declaration (identifier) @name) [(getter) (setter)]? @body) @definition.property)
(enum_entry (identifier) @name) @definition.enum_member

(type_alias type: (identifier) @name) @definition.type

; Heads of which the grammar finds no end.
(ERROR "class" . (identifier) @name @definition.class @line)
(ERROR "interface" . (identifier) @name @definition.interface @line)
(ERROR "object" . (identifier) @name @definition.object @line)
(ERROR "fun" . (identifier) @name @definition.function @line)
