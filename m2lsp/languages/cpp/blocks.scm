(field_declaration_list (access_specifier) @blank)
