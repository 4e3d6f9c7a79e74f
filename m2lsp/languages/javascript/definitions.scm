(class_declaration name: (_) @name body: (_) @body) @definition.class
(variable_declarator name: (identifier) @name value: (class body: (_) @body)) @definition.class
(function_declaration name: (_) @name body: (_) @body) @definition.function
(generator_function_declaration name: (_) @name body: (_) @body) @definition.function
(variable_declarator
  name: (identifier) @name
  value: [(arrow_function body: (_) @body)
          (function_expression body: (_) @body)
          (generator_function body: (_) @body)]) @definition.function

(method_definition name: (_) @name body: (_) @body) @definition.method
(field_definition
  property: (_) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method
(class_body (field_definition property: (_) @name) @definition.field)

; In an object: `{ open: () => {…} }`.
(pair
  key: (property_identifier) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method

; What was written before there were classes and modules: `Shop.prototype.open = function () {…}`.
(assignment_expression
  left: (member_expression
    object: (member_expression object: (identifier) @container property: (property_identifier) @_prototype)
    property: (property_identifier) @name)
  right: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]
  (#eq? @_prototype "prototype")) @definition.method
(assignment_expression
  left: (member_expression property: (property_identifier) @name)
  right: [(arrow_function body: (_) @body)
          (function_expression body: (_) @body)
          (class body: (_) @body)
          (generator_function body: (_) @body)]) @definition.function
(assignment_expression
  left: (member_expression object: (_) @_exports property: (property_identifier) @name)
  (#any-of? @_exports "exports" "module.exports")) @definition.variable

; What is there for the whole file, and the members of objects that are.
(program (_ (variable_declarator name: (identifier) @name value: (object) @body) @definition.variable))
(program (export_statement (_ (variable_declarator name: (identifier) @name value: (object) @body) @definition.variable)))
(program (_ (variable_declarator
  name: (identifier) @name
  value: (call_expression arguments: (arguments . (object)) @body)) @definition.variable))

; `require` only imports.
([(program (_ (variable_declarator name: (identifier) @name value: (_)? @_value) @definition.variable))
  (program (export_statement (_ (variable_declarator name: (identifier) @name value: (_)? @_value) @definition.variable)))
  (ERROR (_ (variable_declarator name: (identifier) @name value: (_)? @_value) @definition.variable))]
  (#not-match? @_value "^(await )?(require|import)\\("))

(program (_ (variable_declarator value: (object (pair key: (property_identifier) @name) @definition.field))))
(program (export_statement (_ (variable_declarator value: (object (pair key: (property_identifier) @name) @definition.field)))))
(program (_ (variable_declarator
  value: (call_expression arguments: (arguments . (object (pair key: (property_identifier) @name) @definition.field))))))

; Heads of which the grammar finds no end.
(ERROR "class" . (identifier) @name @definition.class @line)
(ERROR "function" . (identifier) @name @definition.function @line)
(ERROR (property_identifier) @name @definition.method @line . (formal_parameters))
(ERROR (field_definition property: (_) @name) @definition.field)
(ERROR (export_statement (_ (variable_declarator name: (identifier) @name) @definition.variable)))
