[(block) (declaration_list) (enum_member_declaration_list) (switch_body)] @block
