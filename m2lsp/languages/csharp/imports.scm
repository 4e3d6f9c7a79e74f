[(compilation_unit (using_directive) @import) (namespace_declaration body: (_ (using_directive) @import)) (ERROR (using_directive) @import)]
