(call_expression
  function: [(identifier) @name
             (member_expression property: [(property_identifier) (private_property_identifier)] @name)]) @reference.call

(new_expression
  constructor: [(identifier) @name (member_expression property: (property_identifier) @name)]) @reference.class
(class_heritage [(identifier) @name (member_expression property: (property_identifier) @name)]) @reference.class

(decorator [(identifier) @name (member_expression property: (property_identifier) @name)]) @reference.call

; A component is used by the name of its tag; a small letter begins an element of HTML.
([(jsx_opening_element name: (identifier) @name) (jsx_self_closing_element name: (identifier) @name)] @reference.class
  (#match? @name "^[A-Z]"))
