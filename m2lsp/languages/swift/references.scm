; A call by a name with a capital makes one.
((call_expression . (simple_identifier) @name) @reference.class (#match? @name "^[A-Z]"))
(call_expression . (simple_identifier) @name) @reference.call
(call_expression . (navigation_expression suffix: (navigation_suffix suffix: (simple_identifier) @name))) @reference.call
(call_expression . (prefix_expression target: (simple_identifier) @name)) @reference.call
(constructor_expression constructed_type: (user_type (type_identifier) @name)) @reference.class
(inheritance_specifier inherits_from: (user_type (type_identifier) @name)) @reference.class

(user_type (type_identifier) @name @reference.type)
