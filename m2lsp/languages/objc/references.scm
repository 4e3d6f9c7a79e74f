(message_expression receiver: (_) . method: (identifier) @name) @reference.call
((message_expression receiver: (identifier) @name) @reference.class (#match? @name "^[A-Z]"))
(class_interface superclass: (identifier) @name) @reference.class
(protocol_reference_list (identifier) @name) @reference.class
(parameterized_arguments (type_name (type_identifier) @name)) @reference.class
