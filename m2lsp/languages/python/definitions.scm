(class_definition
  name: (identifier) @name
  body: (block . (expression_statement (string (string_content) @doc))?) @body) @definition.class

(function_definition
  name: (identifier) @name
  body: (block . (expression_statement (string (string_content) @doc))?) @body) @definition.function

(type_alias_statement left: (type (identifier) @name)) @definition.type

(module (expression_statement (assignment left: (identifier) @name) @definition.variable))

(class_definition
  body: (block (expression_statement (assignment left: (identifier) @name) @definition.field)))

; Heads of which the grammar finds no end.
(ERROR "class" . (identifier) @name @definition.class @line)
(ERROR "def" . (identifier) @name @definition.function @line)
