; `type T struct {…}` and `const x = 1`; a group in parentheses belongs to none of its members alone.
(type_declaration "type" . [(type_spec) (type_alias)] @wrapped .) @wrapper
(const_declaration "const" . (const_spec) @wrapped .) @wrapper
(var_declaration "var" . (var_spec) @wrapped .) @wrapper
