[(block) (class_body) (enum_class_body)] @block
