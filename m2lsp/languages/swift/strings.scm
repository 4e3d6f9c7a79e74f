[(line_string_literal) (multi_line_string_literal) (raw_string_literal) (regex_literal)] @string
[(interpolated_expression) (raw_str_interpolation)] @code
