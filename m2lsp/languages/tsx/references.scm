; A component is used by the name of its tag; a small letter begins an element of HTML.
([(jsx_opening_element name: (identifier) @name) (jsx_self_closing_element name: (identifier) @name)] @reference.class
  (#match? @name "^[A-Z]"))
