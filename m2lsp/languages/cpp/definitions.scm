(class_specifier
  name: [(type_identifier) @name
         (template_type name: (type_identifier) @name)
         (qualified_identifier name: (type_identifier) @name)]
  body: (_) @body) @definition.class
(struct_specifier
  name: [(template_type name: (type_identifier) @name) (qualified_identifier name: (type_identifier) @name)]
  body: (_) @body) @definition.struct
; `class EXPORTED Loaf {…}`: the grammar does not know the macro, and takes the class for a function.
(function_definition type: (class_specifier) declarator: (identifier) @name body: (_) @body) @definition.class
(function_definition type: (struct_specifier) declarator: (identifier) @name body: (_) @body) @definition.struct

; What a constructor starts with is no part of its signature.
(function_definition
  declarator: (function_declarator declarator: (identifier) @name)
  (field_initializer_list) @body) @definition.constructor @start
(function_definition
  declarator: (function_declarator declarator: (qualified_identifier
    scope: [(namespace_identifier) @container (template_type name: (_) @container)]
    name: (identifier) @name))
  (field_initializer_list) @body) @definition.constructor @start

(namespace_definition name: (_) @name body: (_) @body) @definition.module
(alias_declaration name: (type_identifier) @name) @definition.type
(concept_definition name: (identifier) @name) @definition.type

; A function whose value is a reference.
(function_definition
  declarator: (reference_declarator (function_declarator declarator: [(identifier) (operator_name)] @name))
  body: (_)? @body) @definition.function @start
(declaration declarator: (reference_declarator (function_declarator declarator: [(identifier) (operator_name)] @name))) @definition.function @start
(field_declaration
  declarator: (reference_declarator
    (function_declarator declarator: [(field_identifier) (operator_name)] @name))) @definition.method @start
(field_declaration declarator: (reference_declarator (field_identifier) @name)) @definition.field

; Functions that are defaulted or deleted have no body; operators and destructors no common name.
(function_definition
  declarator: [(function_declarator declarator: [(identifier) (operator_name) (destructor_name)] @name)
               (_ declarator: (function_declarator declarator: (operator_name) @name))]
  body: (_)? @body) @definition.function @start
(declaration
  declarator: (function_declarator declarator: [(operator_name) (destructor_name)] @name)) @definition.function @start
(field_declaration
  declarator: (function_declarator declarator: [(operator_name) (destructor_name)] @name)) @definition.method @start
; In a class most functions are named by a `field_identifier`.
(function_definition
  declarator: [(function_declarator declarator: (field_identifier) @name)
               (_ declarator: (function_declarator declarator: (field_identifier) @name))
               (reference_declarator (function_declarator declarator: (field_identifier) @name))]
  body: (_)? @body) @definition.method @start

; `Grams Loaf::weigh() {…}` is defined outside of its class.
(function_definition
  declarator: [(function_declarator declarator: (qualified_identifier
                 scope: [(namespace_identifier) @container (template_type name: (_) @container)]
                 name: [(identifier) (operator_name) (destructor_name)] @name))
               (_ declarator: (function_declarator declarator: (qualified_identifier
                 scope: [(namespace_identifier) @container (template_type name: (_) @container)]
                 name: [(identifier) (operator_name) (destructor_name)] @name)))
               (reference_declarator (function_declarator declarator: (qualified_identifier
                 scope: [(namespace_identifier) @container (template_type name: (_) @container)]
                 name: [(identifier) (operator_name) (destructor_name)] @name)))]
  body: (_)? @body) @definition.method @start
(function_definition
  declarator: [(function_declarator declarator: (qualified_identifier name: (qualified_identifier
                 scope: [(namespace_identifier) @container (template_type name: (_) @container)]
                 name: [(identifier) (operator_name) (destructor_name)] @name)))
               (_ declarator: (function_declarator declarator: (qualified_identifier name: (qualified_identifier
                 scope: [(namespace_identifier) @container (template_type name: (_) @container)]
                 name: [(identifier) (operator_name) (destructor_name)] @name))))
               (reference_declarator (function_declarator declarator: (qualified_identifier name: (qualified_identifier
                 scope: [(namespace_identifier) @container (template_type name: (_) @container)]
                 name: [(identifier) (operator_name) (destructor_name)] @name))))]
  body: (_)? @body) @definition.method @start

; The head of a function of which the grammar finds no end.
(ERROR (function_declarator declarator: (qualified_identifier
  scope: [(namespace_identifier) @container (template_type name: (_) @container)]
  name: [(identifier) (operator_name) (destructor_name)] @name)) @definition.method)

; Heads of which the grammar finds no end.
(ERROR "class" . (type_identifier) @name @definition.class @line)
(ERROR "namespace" . (namespace_identifier) @name @definition.module @line)
