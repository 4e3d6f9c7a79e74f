(template_declaration
  [(function_definition)
   (declaration)
   (field_declaration)
   (class_specifier)
   (struct_specifier)
   (union_specifier)
   (alias_declaration)
   (concept_definition)
   (template_declaration)] @wrapped) @wrapper
