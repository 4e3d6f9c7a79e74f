[(string) (template_string) (regex) (jsx_text)] @string
(template_substitution) @code
