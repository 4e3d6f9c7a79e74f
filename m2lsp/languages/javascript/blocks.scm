[(statement_block) (class_body)] @block
