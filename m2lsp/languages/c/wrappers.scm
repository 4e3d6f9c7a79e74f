; `typedef struct {…} name;` belongs together.
(type_definition type: [(struct_specifier body: (_)) (union_specifier body: (_)) (enum_specifier body: (_))] @wrapped) @wrapper
