(struct_item name: (type_identifier) @name body: (field_declaration_list)? @body) @definition.struct
(union_item name: (type_identifier) @name body: (_) @body) @definition.struct
(enum_item name: (type_identifier) @name body: (_) @body) @definition.enum
(trait_item name: (type_identifier) @name body: (_) @body) @definition.interface

(impl_item
  type: [(type_identifier) @name
         (generic_type type: (type_identifier) @name)
         (scoped_type_identifier name: (type_identifier) @name)
         (reference_type type: (type_identifier) @name)
         (primitive_type) @name]
  body: (_)? @body) @definition.implementation

(function_item name: (identifier) @name body: (_) @body) @definition.function
(function_signature_item name: (identifier) @name) @definition.function
(macro_definition name: (identifier) @name "{"? @body "("? @body) @definition.macro
(mod_item name: (identifier) @name body: (_)? @body) @definition.module

(type_item name: (type_identifier) @name) @definition.type
(associated_type name: (type_identifier) @name) @definition.type

(source_file [(const_item name: (identifier) @name) (static_item name: (identifier) @name)] @definition.constant)
(declaration_list [(const_item name: (identifier) @name) (static_item name: (identifier) @name)] @definition.constant)

(struct_item
  body: (field_declaration_list (field_declaration name: (field_identifier) @name) @definition.field))
(union_item
  body: (field_declaration_list (field_declaration name: (field_identifier) @name) @definition.field))
(enum_variant name: (identifier) @name) @definition.enum_member

; Heads of which the grammar finds no end.
(ERROR "struct" . (type_identifier) @name @definition.struct @line)
(ERROR "enum" . (type_identifier) @name @definition.enum @line)
(ERROR "trait" . (type_identifier) @name @definition.interface @line)
(ERROR "impl" . (type_identifier) @name @definition.implementation @line)
(ERROR "mod" . (identifier) @name @definition.module @line)
(ERROR "fn" . (identifier) @name @definition.function @line)
