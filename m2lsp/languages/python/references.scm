(call function: [(identifier) @name (attribute attribute: (identifier) @name)]) @reference.call

(class_definition superclasses: (argument_list [(identifier) @name (attribute attribute: (identifier) @name)] @reference.class))

(type (identifier) @name @reference.type)
(type (generic_type (identifier) @name @reference.type))

(decorator [(identifier) @name (attribute attribute: (identifier) @name)]) @reference.call
