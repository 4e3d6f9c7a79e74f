; What C has, C++ and Objective-C have, too: their folders inherit these.
; A declarator is nested once for each `*`, `[]` and `=` round the name; three are looked through.

(struct_specifier name: (type_identifier) @name body: (_) @body) @definition.struct
(union_specifier name: (type_identifier) @name body: (_) @body) @definition.struct
(enum_specifier name: (type_identifier) @name body: (_) @body) @definition.enum
(enumerator name: (identifier) @name) @definition.enum_member

(type_definition type: [(struct_specifier body: (_) @body) (union_specifier body: (_) @body)] declarator: (type_identifier) @name) @definition.struct
(type_definition type: (enum_specifier body: (_) @body) declarator: (type_identifier) @name) @definition.enum
(type_definition declarator: (type_identifier) @name) @definition.type
(type_definition declarator: (_ declarator: (type_identifier) @name)) @definition.type
(type_definition declarator: (_ declarator: (_ declarator: (type_identifier) @name))) @definition.type
(type_definition declarator: (_ declarator: (parenthesized_declarator (_ declarator: (type_identifier) @name)))) @definition.type

(function_definition
  declarator: [(function_declarator declarator: (identifier) @name)
               (_ declarator: (function_declarator declarator: (identifier) @name))
               (_ declarator: (_ declarator: (function_declarator declarator: (identifier) @name)))]
  body: (_) @body) @definition.function @start
(declaration
  declarator: [(function_declarator declarator: (identifier) @name)
               (_ declarator: (function_declarator declarator: (identifier) @name))
               (_ declarator: (_ declarator: (function_declarator declarator: (identifier) @name)))]) @definition.function @start

; The head of a function of which the grammar finds no end.
(ERROR (function_declarator declarator: (identifier) @name parameters: (_)) @definition.function)
(ERROR (pointer_declarator (function_declarator declarator: (identifier) @name parameters: (_))) @definition.function)

; A member that is a function is C++; in C there are only pointers to them.
(field_declaration
  declarator: [(function_declarator declarator: (field_identifier) @name)
               (_ declarator: (function_declarator declarator: (field_identifier) @name))
               (_ declarator: (_ declarator: (function_declarator declarator: (field_identifier) @name)))]) @definition.method @start
(field_declaration
  declarator: [(field_identifier) @name
               (_ declarator: (field_identifier) @name)
               (_ declarator: (_ declarator: (field_identifier) @name))
               (_ declarator: (parenthesized_declarator (_ declarator: (field_identifier) @name)))]) @definition.field

(preproc_function_def name: (identifier) @name value: (_)? @body) @definition.macro
(preproc_def name: (identifier) @name value: (_)) @definition.macro

; Variables of the file, not those of a function.
(translation_unit
  (declaration
    declarator: [(identifier) @name
                 (_ declarator: (identifier) @name)
                 (_ declarator: (_ declarator: (identifier) @name))
                 (_ declarator: (_ declarator: (_ declarator: (identifier) @name)))
                 (_ declarator: (parenthesized_declarator (_ declarator: (identifier) @name)))]) @definition.variable)
([(preproc_ifdef (declaration
    declarator: [(identifier) @name
                 (_ declarator: (identifier) @name)
                 (_ declarator: (_ declarator: (identifier) @name))]) @definition.variable)
  (preproc_if (declaration
    declarator: [(identifier) @name
                 (_ declarator: (identifier) @name)
                 (_ declarator: (_ declarator: (identifier) @name))]) @definition.variable)
  (declaration_list (declaration
    declarator: [(identifier) @name
                 (_ declarator: (identifier) @name)
                 (_ declarator: (_ declarator: (identifier) @name))]) @definition.variable)])

; Heads of which the grammar finds no end.
(ERROR "struct" . (type_identifier) @name @definition.struct @line)
(ERROR "enum" . (type_identifier) @name @definition.enum @line)
