(decorated_definition definition: (_) @wrapped) @wrapper
