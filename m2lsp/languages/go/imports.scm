(source_file (import_declaration) @import)
