[(function_body) (class_body) (enum_class_body) (protocol_body) (computed_property) (lambda_literal)] @block
