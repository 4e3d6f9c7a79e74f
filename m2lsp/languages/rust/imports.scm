(source_file [(use_declaration) (extern_crate_declaration)] @import)
