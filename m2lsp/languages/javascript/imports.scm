([(program (import_statement) @import) (ERROR (import_statement) @import)])

; const path = require("node:path");
((program [(lexical_declaration (variable_declarator value: (_) @_value))
           (variable_declaration (variable_declarator value: (_) @_value))] @import)
  (#match? @_value "^(await )?(require|import)\\("))
